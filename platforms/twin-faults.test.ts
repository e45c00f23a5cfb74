import { expect, test } from 'vitest';
import { scriptedFaults, seededFaults } from './twin-faults.ts';
import type { TwinRequest } from './twin-server.ts';

const request: TwinRequest = { method: 'GET', path: '/a', query: new URLSearchParams(), headers: {}, body: '' };

test('a script befalls the requests that match, in order, and then nothing', () => {
  const plan = scriptedFaults([{ kind: 'THROTTLED' }, undefined, { kind: 'BAD_GATEWAY' }], ({ path }) => path === '/a');
  const other = { ...request, path: '/b' };
  const befell = [request, other, request, request, request].map((each, index) => plan(each, index)?.kind);
  expect(befell).toEqual(['THROTTLED', undefined, undefined, 'BAD_GATEWAY', undefined]);
});

test('chance is the same again for the same seed, and keeps its rates', () => {
  const rates = { THROTTLED: 0.2, SLOW: 0.1 };
  const befell = (seed: number) =>
    Array.from({ length: 5_000 }, (_, number) => seededFaults(seed, rates)(request, number)?.kind);
  expect(befell(3)).toEqual(befell(3));
  expect(befell(3)).not.toEqual(befell(4));
  expect(befell(3).filter((kind) => kind === 'THROTTLED').length / 5_000).toBeCloseTo(0.2, 1);
  expect(befell(3).filter((kind) => kind === 'SLOW').length / 5_000).toBeCloseTo(0.1, 1);
});
