// A load generator for small answers, as a program of its own: raw sockets, one request at a time on each, and nothing
// parsed but where an answer ends. One that parses HTTP in full costs more for each request than the server it measures.
// Takes its `LoadSpec` as JSON in argv, prints its `LoadResult` as JSON.
import { connect, type Socket } from 'node:net';
import { createHistogram } from 'node:perf_hooks';
import { type LoadResult, loadSpecSchema, numberPlaceholder } from './http-load-spec.ts';

const spec = loadSpecSchema.parse(JSON.parse(process.argv[2] ?? ''));
const [head = '', ...tails] = spec.request.split(numberPlaceholder);
const latency = createHistogram();
let sent = spec.firstNumber;
let answered = 0;
let failed = 0;
let isOver = false;

function nextRequest(): string {
  if (tails.length === 0) return head;
  const number = String(sent).padStart(numberPlaceholder.length, '0');
  return [head, ...tails].join(number);
}

/** Where the answer that begins the text ends; undefined while it is incomplete. */
function endOfAnswer(text: string): number | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const bodyStart = headEnd + 4;
  const headers = text.slice(0, headEnd).toLowerCase();
  if (headers.startsWith('http/1.1 304')) return bodyStart;
  const length = /\r\ncontent-length: *(\d+)/.exec(headers)?.[1];
  if (length !== undefined) return text.length >= bodyStart + Number(length) ? bodyStart + Number(length) : undefined;
  const chunkedEnd = text.indexOf('\r\n0\r\n\r\n', headEnd);
  return chunkedEnd < 0 ? undefined : chunkedEnd + 7;
}

function isExpected(answer: string): boolean {
  return answer.startsWith(`HTTP/1.1 ${spec.status} `) && answer.includes(spec.contains);
}

function openConnection(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(spec.port, '127.0.0.1').setNoDelay().setEncoding('latin1');
    let text = '';
    let startedAt = 0n;
    const ask = (): void => {
      startedAt = process.hrtime.bigint();
      socket.write(nextRequest(), 'latin1');
      sent += 1;
    };
    socket.on('connect', ask).on('error', reject).on('close', resolve);
    socket.on('data', (chunk: string) => {
      text += chunk;
      const end = endOfAnswer(text);
      if (end === undefined) return;
      if (isExpected(text.slice(0, end))) answered += 1;
      else failed += 1;
      latency.record(process.hrtime.bigint() - startedAt || 1n);
      text = text.slice(end);
      if (isOver) socket.destroy();
      else ask();
    });
  });
}

const startedAt = performance.now();
setTimeout(() => (isOver = true), spec.seconds * 1_000);
await Promise.all(Array.from({ length: spec.connections }, openConnection));
const result: LoadResult = {
  answered,
  failed,
  sent,
  seconds: (performance.now() - startedAt) / 1_000,
  p50Ms: latency.percentile(50) / 1e6,
  p99Ms: latency.percentile(99) / 1e6,
};
process.stdout.write(JSON.stringify(result));
