// Runs every folder of cases/: see README.md beside this file.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadSupergraph } from '../../gateway/supergraph/supergraph.ts';
import { findDifferences } from './case-differences.ts';
import { type Case, listCases, readCase } from './case-files.ts';
import { withOtherNames } from './case-names.ts';
import { type CaseGateway, createLocalGateway, startRemoteGateway } from './case-gateways.ts';

const cases = listCases().map(readCase);

describe.each(cases.filter(({ refusal }) => refusal === undefined))('$name', (of: Case) => {
  const gateways = new Map<string, CaseGateway>();
  beforeAll(async () => {
    gateways.set('in process', createLocalGateway(of));
    gateways.set('over HTTP', await startRemoteGateway(of));
    gateways.set('under other names', createLocalGateway(withOtherNames(of)));
  });
  afterAll(() => Promise.all([...gateways.values()].map((gateway) => gateway.close())));

  describe.each([
    ['in process', of],
    ['over HTTP', of],
    ['under other names', withOtherNames(of)],
  ])('%s', (way, { operations }) => {
    test.each(operations)('$name', async (operation) => {
      const gateway = gateways.get(way);
      if (!gateway) throw new Error(`No gateway answers ${way}.`);
      expect(findDifferences(operation.expected, await gateway.ask(operation))).toEqual([]);
      // What is prepared is kept, and answers as the first time.
      expect(findDifferences(operation.expected, await gateway.ask(operation))).toEqual([]);
    });
  });
});

describe.each(cases.filter(({ refusal }) => refusal !== undefined))('$name', ({ supergraphSdl, refusal }: Case) => {
  test('is refused before anything is served', () => {
    expect(() => loadSupergraph(supergraphSdl())).toThrow(refusal);
  });
});

test('the README names every case, and no other', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  const named = [...readme.matchAll(/`cases\/([\w-]+)`/g)].map(([, name]) => name);
  expect([...new Set(named)].sort()).toEqual(cases.map(({ name }) => name));
});
