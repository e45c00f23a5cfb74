import { afterEach, beforeEach, expect, test } from 'vitest';
import { anna, boris, testViewer } from '../../../test/support/campaigns.ts';
import { brand, startTestDelivery, type TestDelivery } from '../../../test/support/delivery.ts';
import { claimReconciliation } from './account-state-store.ts';

let delivery: TestDelivery;
beforeEach(async () => {
  delivery = await startTestDelivery();
});
afterEach(async () => await delivery.stop());

const driftFields = `
  id kind field policy editedBy endedAs
  known { amountMicros currency } live { amountMicros currency } knownStatus liveStatus
  entity { id } request { id state }`;

function edit(amountMicros: bigint): void {
  delivery.platform.edit({ ...brand, field: 'BUDGET', amountMicros, kind: 'DAILY' }, 'PERSON', 'mara');
}

async function ask(input: Record<string, unknown>, viewer = anna): Promise<unknown> {
  const source = `mutation ($input: ReconcileNowInput!) {
    reconcileNow(input: $input) {
      __typename
      ... on ReconciliationAsked { accounts { id } }
      ... on ReconciliationRefused { code }
    }
  }`;
  const { data, errors } = await delivery.campaigns.run(source, { input }, viewer);
  if (errors) return errors.map(({ extensions }) => extensions['code']);
  return JSON.parse(JSON.stringify(data?.['reconcileNow']));
}

test('drift is listed for whom it belongs to, and for nobody else', async () => {
  edit(110_000_000n);
  await delivery.worker().reconcile();
  const source = `{ drift { nodes { ${driftFields} } } }`;
  const { data, errors } = await delivery.campaigns.run(source, {}, anna);
  expect(errors).toBeUndefined();
  expect(JSON.parse(JSON.stringify(data))).toMatchObject({
    drift: {
      nodes: [
        {
          kind: 'FOREIGN_EDIT',
          field: 'BUDGET',
          policy: 'ALERT',
          editedBy: 'mara',
          endedAs: null,
          known: { amountMicros: '100000000', currency: 'USD' },
          live: { amountMicros: '110000000', currency: 'USD' },
          knownStatus: null,
          liveStatus: null,
          entity: { id: 'cmp_brand' },
          request: null,
        },
      ],
    },
  });
  const foreign = await delivery.campaigns.run(source, {}, boris);
  expect(JSON.parse(JSON.stringify(foreign.data))).toEqual({ drift: { nodes: [] } });
});

test('drift that is over is listed where it is asked for', async () => {
  edit(110_000_000n);
  await delivery.worker().reconcile('ADOPT');
  const { data } = await delivery.campaigns.run(`{
    now: drift { nodes { id } }
    ever: drift(scope: ALL) { nodes { endedAs } }
  }`);
  expect(JSON.parse(JSON.stringify(data))).toEqual({ now: { nodes: [] }, ever: { nodes: [{ endedAs: 'ADOPTED' }] } });
});

test('a subscriber is told of drift, and resumes after the last event it saw', async () => {
  const source = `subscription ($after: String) { driftDetected(after: $after) { cursor drift { live { amountMicros } } } }`;
  const stream = await delivery.campaigns.watch(source, {}, anna);
  if (!('next' in stream)) throw new Error(JSON.stringify(stream));
  const first = stream.next();
  edit(110_000_000n);
  await delivery.worker().reconcile();
  const seen = JSON.parse(JSON.stringify((await first).value)).data.driftDetected;
  expect(seen.drift).toEqual({ live: { amountMicros: '110000000' } });
  await stream.return();
  edit(105_000_000n);
  await delivery.worker().reconcile();
  const resumed = await delivery.campaigns.watch(source, { after: seen.cursor }, anna);
  if (!('next' in resumed)) throw new Error(JSON.stringify(resumed));
  const { value } = await resumed.next();
  expect(JSON.parse(JSON.stringify(value)).data.driftDetected.drift).toEqual({ live: { amountMicros: '105000000' } });
  await resumed.return();
});

test('whoever asks has an account compared at once, with the policy they named', async () => {
  const { db } = delivery.campaigns.subgraph.database;
  await claimReconciliation(db, { leaseMs: 0 });
  expect(await ask({ accountIds: ['acc_dollar'], policy: 'ADOPT' })).toEqual({
    __typename: 'ReconciliationAsked',
    accounts: [{ id: 'acc_dollar' }],
  });
  expect(await claimReconciliation(db, { leaseMs: 1_000 })).toMatchObject({ askedPolicy: 'ADOPT', askedBy: 'anna' });
  expect(await claimReconciliation(db, { leaseMs: 1_000 })).toBeUndefined();
});

test('accounts that cannot be compared are refused, and none is', async () => {
  expect(await ask({ accountIds: ['acc_dollar', 'acc_bolt'] })).toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
  expect(await ask({ accountIds: ['acc_dollar', 'acc_yen'] })).toMatchObject({ code: 'NOT_CONNECTED' });
  expect(await ask({ accountIds: [] })).toEqual(['BAD_USER_INPUT']);
  expect(await ask({ accountIds: ['\0'] })).toEqual(['BAD_USER_INPUT']);
  const reader = testViewer('rita', ['adv_acme'], ['campaigns:read']);
  expect(await ask({ accountIds: ['acc_dollar'] }, reader)).toEqual(['FORBIDDEN']);
});
