import { expect, test } from 'vitest';
import { closers } from './closers.ts';

test('closes in reverse, once', async () => {
  const closed: string[] = [];
  const closing = closers();
  for (const name of ['database', 'gateway']) closing.add(async () => void closed.push(name));
  await Promise.all([closing.run(), closing.run()]);
  expect(closed).toEqual(['gateway', 'database']);
});

test('a part that fails to close keeps none of the others open, and is told of', async () => {
  const closed: string[] = [];
  const closing = closers();
  closing.add(async () => void closed.push('database'));
  closing.add(() => Promise.reject(new Error('gateway')));
  await expect(closing.run()).rejects.toMatchObject({ errors: [new Error('gateway')] });
  expect(closed).toEqual(['database']);
});
