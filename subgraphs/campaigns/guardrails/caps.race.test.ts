// The sum of what may be spent never passes the cap, whatever is asked for at the same time.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  campaign,
  daily,
  startTestCampaigns,
  testPolicy,
  twoTenants,
  type TestCampaigns,
} from '../../../test/support/campaigns.ts';
import { changeBudget, connectAccount, deliver, inputOf } from '../../../test/support/changes.ts';

const campaignCount = 40;
const usd = (amount: number) => BigInt(amount) * 1_000_000n;
// Google may spend twice a budget: 40 campaigns of 10 are 800; and there are 200 of others' in the account.
const capMicros = usd(2_000);

let campaigns: TestCampaigns;
beforeEach(async () => {
  const structure = twoTenants();
  const many = Array.from({ length: campaignCount }, (_, place) =>
    campaign(`cmp_${place}`, 'adv_acme', 'acc_dollar', { budget: daily(usd(10)) }),
  );
  campaigns = await startTestCampaigns({
    structure: { ...structure, campaigns: [...(structure.campaigns ?? []), ...many] },
    policies: [testPolicy({ dayCapMicros: capMicros })],
  });
});
afterEach(async () => await campaigns.stop());

async function exposureMicros(): Promise<bigint> {
  const { rows } = await campaigns.subgraph.database.pool.query<{ micros: string }>(`
    select 2 * (select sum(budget_micros) from ad_entity as e
        where account_id = 'acc_dollar' and status = 'ENABLED' and (campaign_id is null or campaign_id <> 'cmp_search'))
      + coalesce((select sum(amount_micros) from exposure_hold), 0) as micros`);
  return BigInt(rows[0]?.micros ?? -1);
}

async function raise(place: number, toUnits: number, version = 1): Promise<Record<string, unknown>> {
  const key = `${place} ${toUnits} ${version}`;
  const input = inputOf({ key, expectedVersion: version, micros: String(usd(toUnits)) });
  return Object(await changeBudget(campaigns, { ...input, entityId: `cmp_${place}` }));
}

test('of forty raises at once as many are made as the cap has room for, and the others are told so', async () => {
  expect(await exposureMicros()).toBe(usd(1_000));
  // Each of them wants 60 a day more, at worst; there is room for 1,000.
  const answers = await Promise.all(Array.from({ length: campaignCount }, (_, place) => raise(place, 40)));
  expect(answers.filter(({ __typename }) => __typename === 'ChangeApplied')).toHaveLength(16);
  expect(answers.filter(({ code }) => code === 'CAP_EXCEEDED')).toHaveLength(campaignCount - 16);
  expect(await exposureMicros()).toBe(usd(1_960));
});

describe('where a platform has to confirm', () => {
  beforeEach(async () => await connectAccount(campaigns, 'acc_dollar'));

  test('raises under way hold what they may cost, as if they were made', async () => {
    const answers = await Promise.all(Array.from({ length: campaignCount }, (_, place) => raise(place, 40)));
    expect(answers.filter(({ __typename }) => __typename === 'ChangeQueued')).toHaveLength(16);
    expect(await exposureMicros()).toBe(usd(1_960));
  });

  test('what failed gives back what it held, what is confirmed keeps it, at no moment both', async () => {
    const idOf = (answer: Record<string, unknown>) => String(Object(answer['request']).id);
    const [first, second] = [idOf(await raise(0, 250)), idOf(await raise(1, 250))];
    expect(await exposureMicros()).toBe(usd(1_960));
    expect(await raise(2, 40)).toMatchObject({ code: 'CAP_EXCEEDED' });
    await deliver(campaigns, first, ['SENT', 'CONFIRMED']);
    expect(await exposureMicros()).toBe(usd(1_960));
    expect(await raise(2, 40)).toMatchObject({ code: 'CAP_EXCEEDED' });
    await deliver(campaigns, second, ['SENT', 'FAILED']);
    expect(await exposureMicros()).toBe(usd(1_480));
    expect(await raise(2, 41)).toMatchObject({ __typename: 'ChangeQueued' });
  });

  test('a raise that has not left gives its place, and what it held, to a newer one', async () => {
    const first = await raise(0, 400);
    expect(await exposureMicros()).toBe(usd(1_780));
    expect(await raise(0, 450, 2)).toMatchObject({ __typename: 'ChangeQueued' });
    expect(await exposureMicros()).toBe(usd(1_880));
    const { rows } = await campaigns.subgraph.database.pool.query('select state from change_request where id = $1', [
      Object(first['request']).id,
    ]);
    expect(rows).toEqual([{ state: 'SUPERSEDED' }]);
  });

  test('a cut frees nothing before it is confirmed, and raising it back meanwhile is a raise', async () => {
    const idOf = (answer: Record<string, unknown>) => String(Object(answer['request']).id);
    const cut = idOf(await raise(0, 1));
    expect(await exposureMicros()).toBe(usd(1_000));
    await deliver(campaigns, cut, ['SENT']);
    expect(await raise(0, 10, 2)).toMatchObject({ request: { direction: 'INCREASE' } });
    // Nobody knows yet whether the cut was done: both what there was and the way back to it are counted.
    expect(await exposureMicros()).toBe(usd(1_018));
    await deliver(campaigns, cut, ['CONFIRMED']);
    expect(await exposureMicros()).toBe(usd(1_000));
  });
});
