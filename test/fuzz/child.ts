// The process that may crash. Before each document its index is in the file, where it survives.
import { openSync, writeSync } from 'node:fs';
import type { ChildMessage } from './fuzz-in-child.ts';
import { runFuzz } from './fuzz-run.ts';

const [indexFile = '', seed, from, documents, crashAt] = process.argv.slice(2);
const file = openSync(indexFile, 'w');
const send = (message: ChildMessage): void => {
  process.send?.(message);
};
const report = await runFuzz({
  seed: Number(seed),
  from: Number(from),
  documents: Number(documents),
  onBegin: (index) => {
    writeSync(file, String(index).padEnd(12), 0);
    if (index === Number(crashAt)) process.kill(process.pid, 'SIGKILL');
  },
  onProgress: (progress) => send({ kind: 'progress', report: progress }),
});
send({ kind: 'done', report });
process.disconnect();
