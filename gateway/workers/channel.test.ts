import { expect, test } from 'vitest';
import { type Channel, openChannel, type Port, type Question } from './channel.ts';

test('asks and is answered, also with nothing and with a failure', async () => {
  const { left } = connect(async ({ what }) => {
    if (what === 'stop') throw new Error('Cannot stop.');
    return what === 'metrics' ? { counted: 1 } : undefined;
  });
  expect(await left.ask({ what: 'metrics' })).toEqual({ counted: 1 });
  expect(await left.ask({ what: 'reload' })).toBeUndefined();
  await expect(left.ask({ what: 'stop' })).rejects.toThrow('Cannot stop.');
});

test('does not wait for who is silent or gone, and heeds no message of others', async () => {
  const { left, sendRight } = connect(() => new Promise(() => {}));
  sendRight({ cmd: 'NODE_CLUSTER', answer: 'x' });
  await expect(left.ask({ what: 'metrics' }, 10)).rejects.toThrow('No answer within 10 ms.');
  const waiting = left.ask({ what: 'metrics' });
  left.close();
  await expect(waiting).rejects.toThrow('gone');
  await expect(left.ask({ what: 'metrics' })).rejects.toThrow('gone');
});

/** Two ends of one pipe, through which only JSON goes. */
function connect(answer: (question: Question) => Promise<unknown>): {
  readonly left: Channel;
  readonly sendRight: (message: unknown) => void;
} {
  const listeners = { left: (_: unknown): void => {}, right: (_: unknown): void => {} };
  const deliver = (side: 'left' | 'right', message: unknown): void =>
    queueMicrotask(() => listeners[side](JSON.parse(JSON.stringify(message))));
  const port = (own: 'left' | 'right', other: 'left' | 'right'): Port => ({
    send: (message) => deliver(other, message),
    onMessage: (listener) => void (listeners[own] = listener),
  });
  const left = openChannel(port('left', 'right'), () => Promise.resolve());
  openChannel(port('right', 'left'), answer);
  return { left, sendRight: (message) => deliver('left', message) };
}
