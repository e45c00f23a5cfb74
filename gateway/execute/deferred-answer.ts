// An answer in several parts, in the convention of 2022-08-24: first what nobody deferred, then each fragment as soon as
// what it asks for is there, but not before the fragment that it stands in.
import { type DeferredFragment, isWithin } from '../operation/deferral.ts';
import type { Progress } from './compile-phases.ts';
import type { WriteData } from './compile-writer.ts';
import type { Execution } from './execution.ts';
import type { NotedPart } from './noted-part.ts';
import { firstPart, laterPart, type ResultPart, type WrittenPatch } from './result-json.ts';

/** The parts of an answer in their order. Only the last has no `hasNext`. Fails only by a fault of the gateway. */
export async function* tellInParts(
  execution: Execution,
  write: WriteData,
  progress: Progress,
): AsyncGenerator<ResultPart, undefined> {
  await waitFor(progress, undefined);
  const data = write(execution);
  if (data === 'null') execution.forget(0);
  const waiting = createWaiting(progress);
  waiting.add(execution.takeNoted());
  yield firstPart(data, errorsOf(execution, waiting), !waiting.isEmpty);
  while (!waiting.isEmpty) {
    await waiting.any();
    const patches: WrittenPatch[] = [];
    for (let part = waiting.take(); part; part = waiting.take()) {
      const patch = writePatch(execution, part);
      if (patch) patches.push(patch);
      if (patch?.data === 'null') waiting.drop(part);
      waiting.add(execution.takeNoted());
    }
    if (patches.length === 0 && !waiting.isEmpty) continue;
    yield laterPart(patches, errorsOf(execution, waiting), !waiting.isEmpty);
  }
  return undefined;
}

/** Beside the data: what was met while it was written, and at the end what was never met. */
function errorsOf(execution: Execution, { isEmpty }: Waiting) {
  return isEmpty ? execution.listErrors() : execution.takeErrors();
}

/** Undefined when there is nothing to add after all. */
function writePatch(execution: Execution, { fragment, path, source, write }: NotedPart): WrittenPatch | undefined {
  for (const [index, key] of path.entries()) execution.path[index] = key;
  const written = write(source, execution, path.length);
  // A null that travels up to the object stops at what the client has.
  if (written === undefined) execution.forget(0);
  const errors = execution.takeErrors();
  if (written === '{}' && !errors) return undefined;
  return { data: written ?? 'null', path, label: fragment.label, errors };
}

/** What is noted and not told yet. */
interface Waiting {
  readonly isEmpty: boolean;
  add(parts: readonly NotedPart[]): void;
  /** Resolves when something can be taken. */
  any(): Promise<void>;
  /** The next part of a fragment whose turn it is and that has all it asks for. */
  take(): NotedPart | undefined;
  /** Forgets what stands below a part that could not be had. */
  drop(part: NotedPart): void;
}

function createWaiting(progress: Progress): Waiting {
  const parts = new Map<DeferredFragment, NotedPart[]>();
  const arrivals = new Map<DeferredFragment, Promise<void>>();
  const arrived = new Set<DeferredFragment>();
  function add(part: NotedPart): void {
    const { fragment } = part;
    const known = parts.get(fragment);
    if (known) return void known.push(part);
    parts.set(fragment, [part]);
    if (arrivals.has(fragment)) return;
    const arrival = waitFor(progress, fragment).then(() => void arrived.add(fragment));
    // Whoever waits for it is told of a failure; one that nobody waits for any more must not end the process.
    arrival.catch(() => undefined);
    arrivals.set(fragment, arrival);
  }
  const isNext = (fragment: DeferredFragment): boolean =>
    [...parts.keys()].every((other) => other === fragment || !isWithin(fragment, other));
  return {
    get isEmpty() {
      return parts.size === 0;
    },
    add: (noted) => noted.forEach(add),
    any: () => Promise.race([...parts.keys()].filter(isNext).map((fragment) => arrivals.get(fragment))),
    take() {
      for (const [fragment, noted] of parts) {
        if (!arrived.has(fragment) || !isNext(fragment)) continue;
        const first = noted.shift();
        if (noted.length === 0) parts.delete(fragment);
        return first;
      }
      return undefined;
    },
    drop({ fragment: failed, path }) {
      for (const [fragment, noted] of parts) {
        if (!isWithin(fragment, failed)) continue;
        const kept = noted.filter((part) => !path.every((key, index) => part.path[index] === key));
        if (kept.length === 0) parts.delete(fragment);
        else parts.set(fragment, kept);
      }
    },
  };
}

/** All that is to come for a fragment; without one, for the first part. */
async function waitFor(progress: Progress, fragment: DeferredFragment | undefined): Promise<void> {
  const awaited = [...progress].filter(([{ fragments }]) =>
    fragment ? fragments.includes(fragment) : fragments.length === 0,
  );
  await Promise.all(awaited.map(([, done]) => done));
}
