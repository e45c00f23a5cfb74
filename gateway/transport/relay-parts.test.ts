import { expect, test } from 'vitest';
import { firstPart, laterPart } from '../execute/result-json.ts';
import type { AnswerParts } from '../pipeline.ts';
import { startDeadline } from './deadline.ts';
import { relayParts } from './relay-parts.ts';

test('the first part of a mutation comes about without its client, and what would follow is cut', async () => {
  const client = new AbortController();
  const deadline = startDeadline(60_000, undefined);
  let finish = (): void => {};
  const done = new Promise<void>((resolve) => (finish = resolve));
  let isDone = false;
  async function* mutate(): AnswerParts {
    await done;
    isDone = true;
    yield firstPart('{"pay":1}', undefined, true);
    yield laterPart([], undefined, false);
  }
  const { promise: over, onOver } = ending();
  const relayed = relayParts(mutate(), { deadline, signal: client.signal, refused: refuse, onOver });
  const first = relayed.next();
  client.abort();
  expect([isDone, deadline.signal.aborted]).toEqual([false, false]);
  finish();
  expect(await first).toEqual({ done: true, value: undefined });
  expect([isDone, deadline.signal.aborted]).toEqual([true, true]);
  expect(await over).toEqual([]);
  deadline.clear();
});

test('a fault of ours is told in a last part, without its words', async () => {
  const deadline = startDeadline(60_000, undefined);
  async function* fail(): AnswerParts {
    yield firstPart('{}', undefined, true);
    throw new Error('the password of db-7.internal is wrong');
  }
  const { promise: over, onOver } = ending();
  const { signal } = new AbortController();
  const told: unknown[] = [];
  for await (const part of relayParts(fail(), { deadline, signal, refused: refuse, onOver })) told.push(part);
  const errors = [{ message: 'Masked.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }];
  expect(told).toEqual([
    expect.objectContaining({ hasNext: true }),
    expect.objectContaining({ hasNext: false, errors }),
  ]);
  expect(await over).toEqual(errors);
  deadline.clear();
});

const refuse = () => ({ errors: [{ message: 'Masked.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });

function ending() {
  let onOver: (errors: readonly unknown[]) => void = () => {};
  const promise = new Promise<readonly unknown[]>((resolve) => (onOver = resolve));
  return { promise, onOver: (errors: readonly unknown[]) => onOver(errors) };
}
