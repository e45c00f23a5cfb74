import { expect, test } from 'vitest';
import { createProgress } from './progress.ts';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, write: (text: string) => written.push(text) };
}

test('a file gets one line a step, without control characters', async () => {
  const file = terminal(false);
  const result = await createProgress(file).step(
    'database',
    () => Promise.resolve(18),
    (version) => `PostgreSQL ${version}`,
  );
  expect(result).toBe(18);
  expect(file.written).toEqual([expect.stringMatching(/^ {2}✓ database {7} {1,3}0\.\d s {2}PostgreSQL 18\n$/)]);
});

test('a terminal shows a step while it runs and then replaces its line', async () => {
  const screen = terminal(true);
  await createProgress(screen).step('gateway', () => Promise.resolve());
  expect(screen.written[0]).toBe('  … gateway       ');
  expect(screen.written[1]).toMatch(/^\r\u001b\[2K {2}✓ gateway/);
});

test('a step that fails is marked, and its error goes on', async () => {
  const file = terminal(false);
  await expect(createProgress(file).step('gateway', () => Promise.reject(new Error('no port')))).rejects.toThrow(
    'no port',
  );
  expect(file.written[0]).toMatch(/^ {2}✗ gateway/);
});
