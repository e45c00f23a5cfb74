import { setImmediate as turn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { Viewer } from '../schema/viewer.ts';
import { createInFlight, viewerKey } from './share-in-flight.ts';

interface Answer {
  readonly call: number;
}

/** Work that ends when the test says so. */
function gatedWork() {
  const gates: { open: () => void; break: (error: Error) => void; signal: AbortSignal }[] = [];
  const work = vi.fn(
    (signal: AbortSignal) =>
      new Promise<Answer>((resolve, reject) => {
        const call = gates.length + 1;
        gates.push({ open: () => resolve({ call }), break: reject, signal });
      }),
  );
  return { work, gates };
}

function flights() {
  return { inFlight: createInFlight<Answer>(structuredClone), ...gatedWork(), here: new AbortController().signal };
}

test('who asks the same at the same time is answered by one piece of work, each with an answer of its own', async () => {
  const { inFlight, work, gates, here } = flights();
  const answers = [inFlight.share('a', here, work), inFlight.share('a', here, work), inFlight.share('b', here, work)];
  gates[0]?.open();
  gates[1]?.open();
  const [first, second, other] = await Promise.all(answers);
  expect(work).toHaveBeenCalledTimes(2);
  expect([first, second, other]).toEqual([{ call: 1 }, { call: 1 }, { call: 2 }]);
  expect(first).not.toBe(second);
});

test('nothing is kept: who asks later is answered anew', async () => {
  const { inFlight, work, gates, here } = flights();
  const first = inFlight.share('a', here, work);
  gates[0]?.open();
  await first;
  const second = inFlight.share('a', here, work);
  gates[1]?.open();
  expect(await second).toEqual({ call: 2 });
});

test('a failure goes to all who wait, and is not kept either', async () => {
  const { inFlight, work, gates, here } = flights();
  const both = [inFlight.share('a', here, work), inFlight.share('a', here, work)];
  gates[0]?.break(new Error('down'));
  for (const outcome of await Promise.allSettled(both)) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'down' } });
  }
  const later = inFlight.share('a', here, work);
  gates[1]?.open();
  expect(await later).toEqual({ call: 2 });
});

test('the one that began may leave: the others still get their answer', async () => {
  const { inFlight, work, gates, here } = flights();
  const leaving = new AbortController();
  const first = inFlight.share('a', leaving.signal, work);
  const second = inFlight.share('a', here, work);
  leaving.abort(new Error('gone'));
  await expect(first).rejects.toThrow('gone');
  expect(gates[0]?.signal.aborted).toBe(false);
  gates[0]?.open();
  expect(await second).toEqual({ call: 1 });
});

test('when all have left the work is told, and nobody joins it any more', async () => {
  const { inFlight, work, gates, here } = flights();
  const leaving = new AbortController();
  const both = [inFlight.share('a', leaving.signal, work), inFlight.share('a', leaving.signal, work)];
  const outcomes = Promise.allSettled(both);
  leaving.abort(new Error('gone'));
  expect(gates[0]?.signal.aborted).toBe(true);
  const next = inFlight.share('a', here, work);
  gates[0]?.break(new Error('cut'));
  gates[1]?.open();
  expect(await next).toEqual({ call: 2 });
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('who has left before asking begins nothing', async () => {
  const { inFlight, work } = flights();
  await expect(inFlight.share('a', AbortSignal.abort(new Error('gone')), work)).rejects.toThrow('gone');
  expect(work).not.toHaveBeenCalled();
});

test('no listener stays on the signal of who was answered', async () => {
  const { inFlight, work, gates } = flights();
  const { signal } = new AbortController();
  const remove = vi.spyOn(signal, 'removeEventListener');
  const add = vi.spyOn(signal, 'addEventListener');
  const answer = inFlight.share('a', signal, work);
  gates[0]?.open();
  await answer;
  await turn();
  expect(remove.mock.calls.map(([, listener]) => listener)).toEqual(add.mock.calls.map(([, listener]) => listener));
});

test('a key of circumstances differs with whatever may change an answer', () => {
  const viewer: Viewer = {
    subject: 'ann',
    tokenId: 't1',
    advertiserIds: ['adv_1'],
    scopes: new Set(['spend:read']),
    expiresAtMs: 1,
  };
  const keyOf = (of: Viewer | undefined, authorization: string | undefined): string =>
    viewerKey({ viewer: of, authorization, requestId: 'r', signal: new AbortController().signal });
  const keys = [
    keyOf(undefined, undefined),
    keyOf(undefined, 'Bearer a'),
    keyOf(viewer, 'Bearer a'),
    keyOf(viewer, 'Bearer b'),
    keyOf({ ...viewer, subject: 'bob' }, 'Bearer a'),
    keyOf({ ...viewer, tokenId: 't2' }, 'Bearer a'),
    keyOf({ ...viewer, advertiserIds: ['adv_1', 'adv_2'] }, 'Bearer a'),
    keyOf({ ...viewer, scopes: new Set() }, 'Bearer a'),
    keyOf({ ...viewer, expiresAtMs: 2 }, 'Bearer a'),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(keyOf({ ...viewer }, 'Bearer a')).toBe(keys[2]);
});
