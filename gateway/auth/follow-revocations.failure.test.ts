import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Viewer } from '../../schema/viewer.ts';
import { type FollowOptions, followRevocations, type Revocations } from './follow-revocations.ts';
import { holdClock } from '../../test/support/held-clock.ts';
import { type Publisher, startPublisher } from './revocation-fixture.ts';
import { openRevocationSource } from './revocation-source.ts';

const viewer: Viewer = { subject: 'anna', tokenId: 't1', advertiserIds: [], scopes: new Set(), expiresAtMs: Infinity };
let publisher: Publisher;
let folder = '';
const opened: Revocations[] = [];
beforeEach(async () => {
  publisher = await startPublisher();
  folder = await mkdtemp(join(tmpdir(), 'revocations-'));
});
afterEach(async () => {
  for (const revocations of opened.splice(0)) revocations.close();
  await publisher.close();
  await rm(folder, { recursive: true });
});

async function follow(url = publisher.url, options: Partial<FollowOptions> = {}): Promise<Revocations> {
  const read = openRevocationSource(new URL(url));
  const logger = pino({ level: 'silent' });
  const revocations = await followRevocations({ read, pollMs: 10, maxStaleMs: 60_000, logger, ...options });
  opened.push(revocations);
  return revocations;
}

test('what is published counts soon, and whoever wants to know is told once for each change', async () => {
  const revocations = await follow();
  expect([revocations.judge(viewer), revocations.state]).toEqual([viewer, 'current']);
  const told = vi.fn();
  const callOff = revocations.onChange(told);
  publisher.publish({ jti: 't1' });
  await expect.poll(() => revocations.judge(viewer)).toBe('REVOKED');
  publisher.publish();
  await expect.poll(() => revocations.judge(viewer)).toBe(viewer);
  expect(told).toHaveBeenCalledTimes(2);
  callOff();
  publisher.publish({ sub: 'anna' });
  await expect.poll(() => revocations.judge(viewer)).toBe('REVOKED');
  expect(told).toHaveBeenCalledTimes(2);
  expect(revocations.version).toBe(4);
});

test('a list that does not change is not sent again', async () => {
  await follow();
  await expect.poll(() => publisher.unchanged).toBeGreaterThan(2);
  expect(publisher.asked - publisher.unchanged).toBe(1);
});

test('a list that is sent again and again, by a server that does not know better, is no other list', async () => {
  publisher.knowsTags = false;
  const revocations = await follow();
  const { asked } = publisher;
  await expect.poll(() => publisher.asked).toBeGreaterThan(asked + 3);
  expect([publisher.unchanged, revocations.version]).toEqual([0, 1]);
  publisher.publish({ jti: 't1' });
  await expect.poll(() => revocations.judge(viewer)).toBe('REVOKED');
  expect(revocations.version).toBe(2);
});

test.each<[string, () => void]>([
  ['fails', () => publisher.answer(500, 'no')],
  ['has no list any more', () => publisher.answer(404, '{"revoked":[]}')],
  ['says what is no list', () => publisher.answer(200, '{"revoked":[{"jti":7}]}')],
  ['says nothing', () => publisher.answer(200, '')],
])('while the publisher %s, what it said last goes on to count', async (_, fail) => {
  publisher.publish({ jti: 't1' });
  const revocations = await follow();
  fail();
  const { asked } = publisher;
  await expect.poll(() => publisher.asked).toBeGreaterThan(asked + 3);
  expect([revocations.judge(viewer), revocations.state]).toEqual(['REVOKED', 'current']);
  expect(revocations.judge({ ...viewer, tokenId: 't2' })).toMatchObject({ tokenId: 't2' });
  publisher.publish();
  await expect.poll(() => revocations.judge(viewer)).toBe(viewer);
});

test('a list that is too old says nothing of any token, and does again when it can be read', async () => {
  const clock = holdClock();
  const revocations = await follow();
  const told = vi.fn();
  revocations.onChange(told);
  publisher.answer(500, 'no');
  const { asked } = publisher;
  await expect.poll(() => publisher.asked).toBeGreaterThan(asked + 1);
  await clock.passMinutes(1);
  await expect.poll(() => revocations.judge(viewer)).toBe('UNKNOWN');
  await expect.poll(() => told.mock.calls.length).toBe(1);
  expect(revocations.state).toBe('stale');
  publisher.publish();
  await expect.poll(() => revocations.judge(viewer)).toBe(viewer);
  await expect.poll(() => told.mock.calls.length).toBe(2);
});

test('one that may be as old as it gets counts for ever; one that was never read does not', async () => {
  const revocations = await follow(publisher.url, { maxStaleMs: 0 });
  publisher.answer(500, 'no');
  const { asked } = publisher;
  await expect.poll(() => publisher.asked).toBeGreaterThan(asked + 3);
  expect(revocations.judge(viewer)).toBe(viewer);
  const never = await follow(publisher.url, { maxStaleMs: 0 });
  expect([never.judge(viewer), never.state]).toEqual(['UNKNOWN', 'stale']);
});

test('a publisher that does not answer is asked again', async () => {
  let asked = 0;
  const read = (signal: AbortSignal): Promise<undefined> => {
    asked += 1;
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  const revocations = await follow(publisher.url, { read });
  expect(revocations.state).toBe('stale');
  await expect.poll(() => asked).toBeGreaterThan(1);
});

test('a file counts as soon as it is another one, however it was put there; one that is gone is no empty list', async () => {
  const file = join(folder, 'revocations.json');
  const put = async (text: string): Promise<void> => {
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
  };
  await put('{"revoked":[]}');
  const clock = holdClock();
  const revocations = await follow(pathToFileURL(file).href);
  expect(revocations.judge(viewer)).toBe(viewer);
  await put('{"revoked":[{"jti":"t1"}]}');
  await expect.poll(() => revocations.judge(viewer)).toBe('REVOKED');
  await writeFile(file, '{"revoked":[]}');
  await expect.poll(() => revocations.judge(viewer)).toBe(viewer);
  await rm(file);
  await clock.passMinutes(1);
  await expect.poll(() => revocations.judge(viewer)).toBe('UNKNOWN');
});
