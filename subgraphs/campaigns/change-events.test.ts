import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  account,
  adGroup,
  anna,
  boris,
  campaign,
  startTestCampaigns,
  type TestCampaigns,
} from '../../test/support/campaigns.ts';
import { settledHead } from '../../test/support/until-settled.ts';
import { keysOfEvent } from './change-events.ts';
import { saveStructure } from './structure-store.ts';

let campaigns: TestCampaigns;
beforeAll(async () => {
  campaigns = await startTestCampaigns();
});
afterAll(() => campaigns.stop());

const save = (structure: Parameters<typeof saveStructure>[1]) => saveStructure(campaigns.subgraph.database, structure);
const updatedAt = new Date('2026-11-20T00:00:00Z');

/** The words of what the action changes, one list an event. */
async function told(action: () => Promise<unknown>, viewer = anna): Promise<readonly (readonly string[])[]> {
  const after = await settledHead(campaigns.subgraph);
  const stream = await campaigns.watch(
    'subscription ($after: String) { campaignsChanged(after: $after) { keys } }',
    { after },
    viewer,
  );
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream.errors));
  await action();
  await save({
    campaigns: [campaign('cmp_last', viewer.advertiserIds[0] ?? '', 'acc_none', { updatedAt: new Date() })],
  });
  const lists: string[][] = [];
  for await (const { data } of stream) {
    const keys: string[] = Object(data?.['campaignsChanged']).keys;
    if (keys.includes('cmp_last')) break;
    lists.push(keys);
  }
  return lists;
}

test('what a platform says of a row names the row and the list that it is in; the same again names nothing', async () => {
  const shoes = adGroup('adg_shoes', 'adv_acme', 'acc_dollar', 'cmp_search', { updatedAt });
  expect(await told(() => save({ adGroups: [shoes] }))).toEqual([['adg_shoes', 'cmp_search/adGroups']]);
  expect(await told(() => save({ adGroups: [shoes] }))).toEqual([]);
  const brand = campaign('cmp_brand', 'adv_acme', 'acc_dollar', { updatedAt });
  expect(await told(() => save({ campaigns: [brand] }))).toEqual([['cmp_brand', 'adv_acme/campaigns']]);
});

test('a parent that comes after its children names them: from now on they are seen', async () => {
  await save({ adGroups: [adGroup('adg_early', 'adv_acme', 'acc_late', 'cmp_late')] });
  await save({ campaigns: [campaign('cmp_late', 'adv_acme', 'acc_late')] });
  const [keys] = await told(() => save({ accounts: [account('acc_late', 'adv_acme')] }));
  expect(keys?.toSorted()).toEqual(['acc_late', 'adg_early', 'adv_acme/adAccounts', 'cmp_late']);
});

test('more than can be named is told as anything, and nothing is told of other tenants', async () => {
  const crowd = Array.from({ length: 501 }, (_, n) => campaign(`cmp_crowd_${n}`, 'adv_acme', 'acc_dollar'));
  expect(await told(() => save({ campaigns: crowd }))).toEqual([['*']]);
  const gone = { updatedAt: new Date('2026-11-21T00:00:00Z') };
  expect(await told(() => save({ campaigns: [campaign('cmp_brand', 'adv_acme', 'acc_dollar', gone)] }), boris)).toEqual(
    [],
  );
});

test('a change names its entity, its request and the ledger', async () => {
  const input = `{ entityId: "cmp_tokyo", amount: { amountMicros: "8000000000", currency: "JPY" }, expectedVersion: 1,
    clientMutationKey: "tokyo", reason: "A test." }`;
  const words = await told(() => campaigns.run(`mutation { changeBudget(input: ${input}) { __typename } }`));
  expect(new Set(words.flat())).toEqual(new Set(['cmp_tokyo', 'adv_acme/ledger', expect.stringMatching(/^chg_/)]));
});

test('a change of a status names the lists that are filtered by it too', () => {
  const event = { advertiserId: 'adv_acme', type: 'ad-entity.changed', key: 'cmp_brand', payload: { field: 'STATUS' } };
  const logged = { ...event, position: { tx: 1n, seq: 1n }, recordedAt: updatedAt };
  expect(keysOfEvent(logged)).toEqual(['cmp_brand', 'adv_acme/campaigns']);
});
