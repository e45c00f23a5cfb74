// What `npm start` can be told, and what it tells back.
import { parseArgs } from 'node:util';
import type { Stack } from './start-stack.ts';

export interface CommandLine {
  readonly isHelp: boolean;
  readonly isRemote: boolean;
  readonly dataFolder: string;
  readonly isSampleDataWanted: boolean;
}

export const usage = `npm start -- [options]

  --remote           every subgraph behind a server of its own, the gateway over HTTP and WebSocket
  --data <folder>    where the database, keys and tokens are kept (default: .data)
  --no-sample-data   leave an empty database empty
  --help             this text

The environment is described in README.md: PORT, DATABASE_URL and more.`;

/** Reads the arguments. Throws a TypeError that names one it does not know. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      remote: { type: 'boolean', default: false },
      data: { type: 'string', default: '.data' },
      'no-sample-data': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    isHelp: values.help,
    isRemote: values.remote,
    dataFolder: values.data,
    isSampleDataWanted: !values['no-sample-data'],
  };
}

/** What a newcomer needs to know of a stack that runs. */
export function describeStack(stack: Stack): string {
  const lines = [
    `  GraphQL     ${stack.url}`,
    `  WebSocket   ${stack.webSocketUrl}`,
    `  SSE         ${stack.streamUrl}`,
    `  log         ${stack.logFile}`,
  ];
  for (const [name, url] of Object.entries(stack.subgraphUrls)) lines.push(`  ${name.padEnd(12)}${url}`);
  if (!stack.demo) return `\n${lines.join('\n')}\n`;
  const { tokens, tokensFile } = stack.demo;
  lines.push(`  tokens      ${tokensFile}`, '');
  for (const [name, token] of Object.entries(tokens)) lines.push(`  ${name}\n    ${token}`);
  return `\n${lines.join('\n')}\n\nTry it:\n\n${curlOf(stack.url, tokens.analyst)}\n\nCtrl-C stops everything.\n`;
}

function curlOf(url: string, token: string): string {
  const query = '{ campaigns(first: 3) { nodes { name platform performance(period: {lastDays: 7}) { roas } } } }';
  return `curl -s ${url} -H 'content-type: application/json' \\
  -H 'authorization: Bearer ${token}' \\
  -d '${JSON.stringify({ query })}'`;
}
