// The workload's subgraphs on one port, answering from a recording: the first time a request comes it is executed, and
// from then on the same bytes are sent. So the load that is measured is the gateway's, not the subgraphs'.
import { createServer, type IncomingMessage } from 'node:http';
import { graphql } from 'graphql';
import { workloadSchema, workloadSubgraphs } from './workload.ts';

const schemas = new Map(workloadSubgraphs.map((name) => [`/${name}`, workloadSchema(name)]));
const recording = new Map<string, Buffer>();
let calls = 0;

async function answer(path: string, body: string): Promise<Buffer> {
  const schema = schemas.get(path);
  if (!schema) throw new Error(`No subgraph is called ${path}.`);
  const { query, variables } = JSON.parse(body);
  const result = await graphql({ schema, source: query, variableValues: variables });
  if (result.errors) throw new Error(`${path}: ${result.errors.map(({ message }) => message).join('; ')}`);
  return Buffer.from(JSON.stringify(result));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const server = createServer((request, response) => {
  const path = request.url ?? '/';
  if (path === '/calls') {
    response.end(String(calls));
    return;
  }
  const send = async (): Promise<void> => {
    const body = await readBody(request);
    calls += 1;
    const key = `${path}\n${body}`;
    const bytes = recording.get(key) ?? (await answer(path, body));
    recording.set(key, bytes);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
    response.end(bytes);
  };
  send().catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    response.writeHead(500).end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(Number(process.env['PORT'] ?? 4_200), '127.0.0.1');
