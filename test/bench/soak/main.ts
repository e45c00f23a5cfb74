// Everything at once for a while, and then: does the gateway hold more than before? `npm run bench -- soak [--minutes 10]`
// In turns of about ten seconds: load with a reload and, every other turn, a restart of a subgraph in it; then quiet, and
// a look at heap, handles and listeners. Fails when the heap grows by more than 3 % over the second half of the time (by
// the median of slopes), when handles do by more than 5 (idle connections to the database come and go), or when anything warned of too many listeners.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { median } from '../federation/measure.ts';
import { writeResult } from '../result.ts';
import { judgeFlatness } from './flatness.ts';
import { fillCaches, findCampaigns, runLoad, type Tally, type Target } from './load.ts';
import type { Sample } from './sample.ts';
import { openWorld, type World } from './world.ts';

const { values: options } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(options.minutes);
const turnMs = 10_000;
/** Longer than a kept-alive connection of a client, or a call that nobody waits for any more, goes on. */
const quietMs = 3_000;
const allowedHeapPercent = 3;
const allowedHandles = 5;

/** One turn of load, with what happens in it. */
async function playTurn(world: World, target: Target, tally: Tally, turn: number): Promise<void> {
  const stopping = new AbortController();
  const load = runLoad(target, tally, stopping.signal);
  await sleep(turnMs * 0.2);
  const key = `reload: ${String(await world.reload())}`;
  tally.set(key, (tally.get(key) ?? 0) + 1);
  if (turn % 2 === 0) {
    await sleep(turnMs * 0.2);
    await world.restartSpend();
  }
  await sleep(turnMs * 0.4);
  stopping.abort();
  await load;
  await sleep(quietMs);
}

const handlesOf = ({ resources }: Sample): number => Object.values(resources).reduce((sum, count) => sum + count, 0);
const listenersOf = ({ listeners }: Sample): number => Object.values(listeners).reduce((sum, count) => sum + count, 0);

function judge(samples: readonly Sample[]) {
  const heaps = samples.map(({ heapMb }) => heapMb);
  const heap = judgeFlatness(heaps, (median(heaps) * allowedHeapPercent) / 100);
  const handles = judgeFlatness(samples.map(handlesOf), allowedHandles);
  const listeners = judgeFlatness(samples.map(listenersOf), 0);
  const leakWarnings = samples.at(-1)?.leakWarnings ?? 0;
  return {
    heap,
    handles,
    listeners,
    leakWarnings,
    isFlat: heap.isFlat && handles.isFlat && listeners.isFlat && leakWarnings === 0,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'soak-'));
try {
  const world = await openWorld(folder);
  try {
    const target: Target = { ...world, campaigns: await findCampaigns(world) };
    await fillCaches(target, 6_000);
    const tally: Tally = new Map();
    const samples: Sample[] = [];
    const untilMs = performance.now() + minutes * 60_000;
    for (let turn = 0; performance.now() < untilMs; turn++) {
      await playTurn(world, target, tally, turn);
      const sample = await world.sample();
      samples.push(sample);
      process.stdout.write(
        `${turn}: heap ${sample.heapMb.toFixed(1)} MB, external ${sample.externalMb.toFixed(1)}, RSS ${sample.rssMb.toFixed(0)}, ` +
          `handles ${handlesOf(sample)} ${JSON.stringify(sample.resources)}, listeners ${listenersOf(sample)}\n`,
      );
    }
    const verdict = judge(samples);
    console.table([...tally].sort().map(([what, times]) => ({ what, times })));
    console.log(JSON.stringify(verdict));
    await writeResult('soak', { minutes, turns: samples.length, verdict, tally: Object.fromEntries(tally), samples });
    if (!verdict.isFlat) process.exitCode = 1;
  } finally {
    await world.close();
  }
} finally {
  rmSync(folder, { recursive: true });
}
