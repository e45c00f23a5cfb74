import { expect, test } from 'vitest';
import { runChild } from './run-child.ts';

interface Look {
  readonly handles: number;
  readonly resources: Readonly<Record<string, number>>;
  readonly sockets: number;
  readonly listeners: Readonly<Record<string, number>>;
  readonly leakWarnings: number;
  readonly heapMb: number;
}

interface Findings {
  readonly before: Look;
  readonly after: Look;
  readonly listenersOfConnections: { readonly first: number; readonly last: number };
}

test('what ended left nothing behind: no timer, no socket, no listener', async () => {
  // The program is ours, and sends this.
  const { before, after, listenersOfConnections } = (await runChild('left-behind.ts')) as Findings;
  expect(after.resources).toEqual(before.resources);
  expect(after).toMatchObject({ sockets: before.sockets, listeners: before.listeners, leakWarnings: 0 });
  expect(listenersOfConnections.last).toBeLessThanOrEqual(listenersOfConnections.first);
  // About 1,500 operations: 5 kB of each would be seen.
  expect(after.heapMb - before.heapMb).toBeLessThan(8);
});
