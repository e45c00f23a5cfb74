// `npm run revoke`: takes tokens of the development issuer back.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { revoke, revokeNothing } from './revocation-file.ts';

const usage = `npm run revoke -- [options]

  --token <token>      this token, or the one of this name in demo-tokens.json
  --viewer <subject>   every token that this subject has until now, such as demo-planner
  --scope <scopes>     only these scopes are taken, such as "spend:read changes:write"
  --nothing            nothing is revoked any more
  --data <folder>      where the stack keeps its data (default: .data)`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      token: { type: 'string' },
      viewer: { type: 'string' },
      scope: { type: 'string' },
      nothing: { type: 'boolean', default: false },
      data: { type: 'string', default: '.data' },
    },
  });
  const { token, viewer, scope, data } = values;
  if (values.nothing) {
    await revokeNothing(data);
    console.log('Nothing is revoked any more.');
  } else if ((token === undefined) === (viewer === undefined)) {
    console.log(usage);
    process.exitCode = 2;
  } else {
    const named = token === undefined ? undefined : await findToken(data, token);
    console.log(JSON.stringify(await revoke(data, { token: named, viewer, scope })));
  }
}

async function findToken(dataFolder: string, given: string): Promise<string> {
  if (given.includes('.')) return given;
  const tokens: unknown = JSON.parse(await readFile(join(dataFolder, 'demo-tokens.json'), 'utf8'));
  const token: unknown = Object(tokens)[given];
  if (typeof token === 'string') return token;
  throw new Error(`There is no demo token "${given}".`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
