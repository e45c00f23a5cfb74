// A server that answers every request with the same bytes: those in ANSWER, as JSON. It stands for the least that an HTTP
// server in this runtime can cost, and for a subgraph that costs next to nothing. Processes are told their PORT.
import { createServer } from 'node:http';

const bytes = Buffer.from(process.env['ANSWER'] ?? '');
const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length };
const server = createServer((incoming, response) => {
  if (incoming.method === 'GET') {
    response.writeHead(200, headers).end(bytes);
    return;
  }
  // A request has come when its body has.
  incoming.resume().on('end', () => response.writeHead(200, headers).end(bytes));
});
server.keepAliveTimeout = 60_000;
server.listen(Number(process.env['PORT']), '127.0.0.1');
