import { expect, test, vi } from 'vitest';
import { createCredential, type Identity } from '../auth/credential.ts';
import { noRevocations } from '../auth/follow-revocations.ts';
import { ClientError } from '../errors.ts';
import { shareResult } from '../execute/result-json.ts';
import type { GraphQLResult } from '../pipeline.ts';
import { type BoundedQueue, createBoundedQueue } from './bounded-queue.ts';
import { openLiveStream } from './live-stream.ts';
import { createMember, type Member } from './member.ts';
import { createStreamRights } from './stream-rights.ts';
import type { StreamEvent } from './stream-source.ts';

test('a stream without cursors begins anew, and its next event tells that something may be missing', async () => {
  const { renew, sources, stream } = open();
  sources[0]?.push(event(1));
  expect((await stream.next()).value).toEqual(event(1));
  sources[0]?.push(event(2));
  const next = stream.next();
  expect((await next).value).toEqual(event(2));
  const waiting = stream.next();
  await renew('Bearer b');
  sources[1]?.push(event(3));
  sources[1]?.push(event(4));
  expect((await waiting).value).toEqual({ ...event(3), extensions: { gap: { reopened: true } } });
  expect((await stream.next()).value).toEqual(event(4));
  await stream.return();
  expect(sources[1]?.push(event(5))).toBe(false);
});

test('what waited under the rights of before is dropped', async () => {
  const { renew, sources, stream } = open();
  sources[0]?.push(event(1));
  await new Promise(setImmediate);
  await renew('Bearer b');
  sources[1]?.push(event(2));
  expect((await stream.next()).value).toMatchObject(event(2));
});

test('a stream that may not go on with what is left ends with the code', async () => {
  const { renew, stream, onEnd } = open(() => Promise.resolve(refused('FORBIDDEN')));
  const waiting = stream.next();
  await renew('Bearer b');
  await expect(waiting).rejects.toMatchObject({ code: 'FORBIDDEN', message: 'No more.' });
  expect(onEnd).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'FORBIDDEN' }));
  expect((await stream.next()).done).toBe(true);
});

test('of two renewals that come together the later one counts, also when its stream stands first', async () => {
  const answers: ((source: BoundedQueue<GraphQLResult>) => void)[] = [];
  const { renew, stream } = open(() => new Promise((resolve) => void answers.push(resolve)));
  await renew('Bearer b');
  await renew('Bearer c');
  const [slow, fast] = [queue(), queue()];
  answers[1]?.(fast);
  answers[0]?.(slow);
  await new Promise(setImmediate);
  fast.push(event(2));
  expect((await stream.next()).value).toMatchObject(event(2));
  expect(slow.push(event(1))).toBe(false);
});

test('what events stood for that never came to be read is told, and where they are is kept, over several renewals', async () => {
  const [before, slow, after] = [conflating(), conflating(), conflating()];
  const answers: ((member: Member) => void)[] = [];
  const reopen = vi.fn(
    (_: Identity, _after: string | undefined) => new Promise<Member>((resolve) => answers.push(resolve)),
  );
  const { renew, stream } = open(reopen, before);
  before.beginAfter('c0');
  for (const [number, key] of [
    [1, 'a'],
    [2, 'b'],
    [3, 'a'],
  ] as const)
    before.offer(keyed(number, key));
  expect((await stream.next()).value).toMatchObject({ data: { number: 2 } });
  await renew('Bearer b');
  await renew('Bearer c');
  expect(reopen.mock.calls.map(([, cursor]) => cursor)).toEqual(['c2', 'c2']);
  answers[0]?.(slow);
  after.offer(keyed(3, 'a'));
  answers[1]?.(after);
  expect((await stream.next()).value).toEqual({
    data: { number: 3 },
    extensions: { cursor: 'c3', gap: { conflated: 1 } },
  });
  after.offer(keyed(4, 'a'));
  expect((await stream.next()).value).toEqual({ data: { number: 4 }, extensions: { cursor: 'c4' } });
});

test.each<[string, (opened: ReturnType<typeof open>) => void, unknown]>([
  ['leaves', ({ controller }) => controller.abort(), { done: true, value: undefined }],
  ['is sent away', ({ stream }) => stream.end(new ClientError('SERVICE_UNAVAILABLE', 'Go.')), 'SERVICE_UNAVAILABLE'],
  ['has a token that expires', ({ stream }) => stream.expireAt(Date.now() - 1), 'TOKEN_EXPIRED'],
])('a client that %s while its stream is opened anew leaves nothing open', async (_, end, told) => {
  let answer: (source: BoundedQueue<GraphQLResult>) => void = () => {};
  const opened = open(() => new Promise((resolve) => (answer = resolve)));
  await opened.renew('Bearer b');
  const waiting = opened.stream.next().catch((error: ClientError) => error.code);
  end(opened);
  expect(await waiting).toEqual(told);
  const late = queue();
  answer(late);
  await vi.waitFor(() => expect(late.push(event(1))).toBe(false));
  expect(opened.onEnd).toHaveBeenCalledOnce();
});

test.each<[string, readonly string[], number]>([
  ['goes on by the newer one', [], 1],
  ['stays with the older one where that is of other advertisers', ['adv_1'], 0],
])('a stream that was being opened while its token was renewed %s', async (_, advertiserIds, times) => {
  const begunBy = { viewer, authorization: 'Bearer a' };
  const credential = createCredential(begunBy, () => Promise.resolve({ ...viewer, advertiserIds }));
  await credential.renew('Bearer b');
  const { signal } = new AbortController();
  const stream = openLiveStream({ source: queue(), backlog: 10, expiresAtMs: undefined, signal, onEnd: vi.fn() });
  const reopen = vi.fn(() => Promise.resolve(queue()));
  createStreamRights({ stream, identity: begunBy, credential, begunBy, revocations: noRevocations, reopen });
  expect(reopen).toHaveBeenCalledTimes(times);
});

const viewer = {
  subject: 'anna',
  tokenId: 't',
  advertiserIds: [],
  scopes: new Set<string>(),
  expiresAtMs: Date.now() + 60_000,
};

type Reopen = Parameters<typeof createStreamRights>[0]['reopen'];

/** A stream that runs by a credential; by default it is opened anew from another queue each time. */
function open(reopen?: Reopen, first?: Member) {
  const sources = [queue()];
  const another: Reopen = () => {
    const source = queue();
    sources.push(source);
    return Promise.resolve(source);
  };
  const controller = new AbortController();
  const onEnd = vi.fn();
  const [source = queue()] = first ? [first] : sources;
  const stream = openLiveStream({ source, backlog: 10, expiresAtMs: undefined, signal: controller.signal, onEnd });
  const identity = { viewer, authorization: 'Bearer a' };
  const credential = createCredential(identity, () => Promise.resolve(viewer));
  const begun = { stream, identity, credential, begunBy: identity, revocations: noRevocations };
  createStreamRights({ ...begun, reopen: reopen ?? another });
  const renew = (authorization: string) => credential.renew(authorization);
  return { sources, stream, controller, onEnd, renew };
}

/** A client of a group whose stream keeps the newest of each key. */
function conflating(): Member {
  const home = { limits: { maxEvents: 9, maxBytes: 10_000 }, onRead: () => {}, onLeave: () => {} };
  const context = { viewer, authorization: undefined, requestId: 'r', signal: new AbortController().signal };
  return createMember({ contract: 'CONFLATE', home, context, request: {} });
}

function keyed(number: number, key: string): StreamEvent {
  const cursor = `c${number}`;
  return {
    kind: 'event',
    result: shareResult({ ...event(number), extensions: { cursor } }),
    cursor,
    key,
    conflated: 0,
  };
}

function queue(): BoundedQueue<GraphQLResult> {
  return createBoundedQueue<GraphQLResult>(100, () => {});
}

function event(number: number): GraphQLResult {
  return { data: { number } };
}

function refused(code: string): GraphQLResult {
  return { errors: [{ message: 'No more.', extensions: { code } }] };
}
