import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Viewer } from '../../schema/viewer.ts';
import { boris, startTestCampaigns, testViewer, type TestCampaigns } from '../../test/support/campaigns.ts';
import { changeBid, changeBudget, countRows } from '../../test/support/changes.ts';

let campaigns: TestCampaigns;
beforeAll(async () => {
  campaigns = await startTestCampaigns();
});
afterAll(async () => {
  await campaigns.stop();
});

const usd = (amountMicros: string) => ({ amount: { amountMicros, currency: 'USD' } });
const yen = (amountMicros: string) => ({ entityId: 'cmp_tokyo', amount: { amountMicros, currency: 'JPY' } });

describe('a change is refused as data, with the entity as it is,', () => {
  test.each([
    ['VERSION_CONFLICT', { expectedVersion: 2 }, 'cmp_brand'],
    ['CURRENCY_MISMATCH', { amount: { amountMicros: '1000000', currency: 'EUR' } }, 'cmp_brand'],
    ['AMOUNT_NOT_BILLABLE', usd('1234567'), 'cmp_brand'],
    ['AMOUNT_NOT_BILLABLE', yen('500000'), 'cmp_tokyo'],
    ['AMOUNT_OUT_OF_RANGE', usd('0'), 'cmp_brand'],
    ['AMOUNT_OUT_OF_RANGE', usd('-1000000'), 'cmp_brand'],
    ['AMOUNT_OUT_OF_RANGE', usd('9223372036854770000'), 'cmp_brand'],
    ['NOTHING_TO_CHANGE', { entityId: 'cmp_search' }, 'cmp_search'],
    ['NOTHING_TO_CHANGE', { entityId: 'ad_red' }, 'ad_red'],
    ['ENTITY_REMOVED', { entityId: 'cmp_gone' }, 'cmp_gone'],
    ['INVALID_INPUT', { reason: '' }, 'cmp_brand'],
    ['INVALID_INPUT', { reason: 'r'.repeat(501) }, 'cmp_brand'],
    ['INVALID_INPUT', { clientMutationKey: '' }, 'cmp_brand'],
    ['INVALID_INPUT', { clientMutationKey: 'k'.repeat(129) }, 'cmp_brand'],
    ['INVALID_INPUT', { clientMutationKey: 'a\0b' }, 'cmp_brand'],
  ])('%s for %j', async (code, input, id) => {
    const key = `${code} ${JSON.stringify(input)}`.slice(0, 128);
    expect(await changeBudget(campaigns, { clientMutationKey: key, ...input })).toEqual({
      __typename: 'ChangeRefused',
      code,
      message: expect.stringMatching(/.{20}/),
      currentEntity: { id, version: 1 },
    });
  });

  test('also where a bid is asked of something that has none', async () => {
    expect(await changeBid(campaigns, { adGroupId: 'cmp_brand', clientMutationKey: 'no bid' })).toMatchObject({
      code: 'NOTHING_TO_CHANGE',
      currentEntity: { id: 'cmp_brand' },
    });
  });

  test('and the words are the same for what does not exist and what is another’s', async () => {
    const refusalOf = async (entityId: string) => {
      const answer = JSON.stringify(await changeBudget(campaigns, { entityId }));
      return answer.replaceAll(entityId, 'ID');
    };
    const expected =
      '{"__typename":"ChangeRefused","code":"ENTITY_NOT_FOUND","message":"There is no ID that you may see.","currentEntity":null}';
    expect(await refusalOf('cmp_none')).toBe(expected);
    expect(await refusalOf('cmp_bolt')).toBe(expected);
    expect(await changeBudget(campaigns, { entityId: 'cmp\0' })).toMatchObject({ code: 'ENTITY_NOT_FOUND' });
  });
});

describe('a key', () => {
  test('that comes with another input is refused, whatever differs', async () => {
    const refused = { expectedVersion: 9, clientMutationKey: 'reused' };
    expect(await changeBudget(campaigns, refused)).toMatchObject({ code: 'VERSION_CONFLICT' });
    for (const other of [{ expectedVersion: 1 }, usd('130000000'), { reason: 'another' }, { entityId: 'cmp_tokyo' }]) {
      expect(await changeBudget(campaigns, { ...refused, ...other })).toMatchObject({ code: 'MUTATION_KEY_REUSED' });
    }
    expect(await changeBid(campaigns, refused)).toMatchObject({ code: 'MUTATION_KEY_REUSED' });
  });

  test('keeps a refusal: the same request never applies later because the state has changed meanwhile', async () => {
    const early = { expectedVersion: 2, clientMutationKey: 'too early' };
    const refused = await changeBudget(campaigns, early);
    await campaigns.subgraph.database.pool.query(`update ad_entity set version = 2 where id = 'cmp_brand'`);
    expect(await changeBudget(campaigns, early)).toEqual(refused);
    await campaigns.subgraph.database.pool.query(`update ad_entity set version = 1 where id = 'cmp_brand'`);
  });

  test('is not used up by an input that breaks a limit, nor by an entity that is not there', async () => {
    const { keys } = await countRows(campaigns);
    await changeBudget(campaigns, { clientMutationKey: 'unused', reason: ' ' });
    await changeBudget(campaigns, { clientMutationKey: 'unused', entityId: 'cmp_none' });
    expect(await countRows(campaigns)).toMatchObject({ keys });
  });

  test('of one tenant says nothing to another', async () => {
    await changeBudget(campaigns, { clientMutationKey: 'same word', expectedVersion: 9 });
    const theirs = { entityId: 'cmp_bolt', clientMutationKey: 'same word', expectedVersion: 9 };
    expect(await changeBudget(campaigns, theirs, boris)).toMatchObject({ code: 'VERSION_CONFLICT' });
  });
});

describe('a change is an error', () => {
  const source = `mutation { changeBudget(input: { entityId: "cmp_brand", amount: { amountMicros: "1000000", currency: "USD" },
    expectedVersion: 1, clientMutationKey: "k", reason: "r" }) { __typename } }`;
  const codeFor = async (viewer: Viewer | undefined) =>
    (await campaigns.run(source, {}, viewer)).errors?.[0]?.extensions['code'];

  test('without a token, and without the scope to write', async () => {
    expect(await codeFor(undefined)).toBe('UNAUTHENTICATED');
    expect(await codeFor(testViewer('reader', ['adv_acme'], ['campaigns:read']))).toBe('FORBIDDEN');
  });
});

describe('when the event cannot be written', () => {
  test('nothing of the change stays: no amount, no audit line, no key, and the client learns nothing internal', async () => {
    const { pool } = campaigns.subgraph.database;
    await pool.query('alter table event rename to event_gone');
    const { data, errors } = await campaigns.run(
      `mutation { changeBudget(input: { entityId: "cmp_brand", amount: { amountMicros: "1000000", currency: "USD" },
        expectedVersion: 1, clientMutationKey: "atomic", reason: "r" }) { __typename } }`,
    );
    await pool.query('alter table event_gone rename to event');
    expect(data).toBeNull();
    expect(errors?.map(({ message, extensions }) => [message, extensions['code']])).toEqual([
      ['Internal server error.', 'INTERNAL_SERVER_ERROR'],
    ]);
    const { rows } = await pool.query(`select budget_micros, version from ad_entity where id = 'cmp_brand'`);
    expect(rows).toEqual([{ budget_micros: 100_000_000n, version: 1 }]);
    expect((await pool.query(`select 1 from idempotency_key where key = 'atomic'`)).rows).toEqual([]);
  });
});

test('nothing in this file has changed anything', async () => {
  expect(await countRows(campaigns)).toMatchObject({ changes: 0, events: 0 });
});
