// node test/fuzz/main.ts --documents 1000000 --seed 7 [--from 0]: sends hostile documents through the gateway.
// node test/fuzz/main.ts --show 1234 --seed 7: prints one of them.
import { inspect, parseArgs } from 'node:util';
import { fuzzInChild } from './fuzz-in-child.ts';
import { documentAt, type FuzzReport } from './fuzz-run.ts';

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    show: { type: 'string' },
  },
});
const seed = Number(values.seed);

function line({ documents, planned, slowestPlan, longestTurn, failures }: FuzzReport): string {
  return [
    `${documents} documents`,
    `${planned} planned`,
    `slowest plan ${slowestPlan.ms.toFixed(1)} ms (${slowestPlan.index})`,
    `longest turn ${longestTurn.ms.toFixed(1)} ms (${longestTurn.index})`,
    `${failures.length} failures ${failures.at(-1) ?? ''}`,
  ].join(', ');
}

if (values.show === undefined) {
  const from = Number(values.from);
  const onProgress = (report: FuzzReport): void => console.log(line(report));
  const report = await fuzzInChild({ seed, from, documents: Number(values.documents), onProgress });
  console.log(JSON.stringify(report, undefined, 2));
  process.exitCode = report.failures.length === 0 ? 0 : 1;
} else {
  // Not as JSON: some have variables that are nested more deeply than it can be written.
  const whole = { depth: 100, maxArrayLength: null, maxStringLength: null };
  console.log(inspect(documentAt(seed, Number(values.show)), whole));
}
