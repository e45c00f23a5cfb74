import { badInput, requireScopes } from '../../common/access.ts';
import { readPage, toConnection } from '../../common/keyset.ts';
import { type ReconcileAnswer, wishToReconcile } from '../delivery/ask-to-reconcile.ts';
import { listDrifts } from '../delivery/drift-store.ts';
import { parseSetting, type SettingField } from '../delivery/setting.ts';
import { found } from '../found.ts';
import type {
  DriftResolvers,
  MutationResolvers,
  QueryResolvers,
  QuotaPressureResolvers,
  ReconcileNowResultResolvers,
} from '../schema.generated.ts';

const maxAccounts = 100;

export const driftQueryResolvers = {
  async drift(_, { scope, ...args }, { db, ...context }) {
    const { advertiserIds } = requireScopes(context, 'campaigns:read');
    const { limit, after } = readPage(args, 1);
    const rows = await listDrifts(db, advertiserIds, { limit, after: after?.[0], isOpen: scope !== 'ALL' });
    return toConnection(rows, limit, ({ id }) => [id]);
  },
} satisfies QueryResolvers;

export const driftMutationResolvers = {
  async reconcileNow(_, { input: { accountIds, policy } }, { db, now, ...context }) {
    const { advertiserIds, subject } = requireScopes(context, 'changes:write');
    if (accountIds.length < 1 || accountIds.length > maxAccounts) {
      throw badInput(`accountIds has ${accountIds.length} ids; it must have from 1 to ${maxAccounts}.`);
    }
    const ids = [...new Set(accountIds)];
    if (ids.some((id) => id.includes('\0'))) throw badInput('accountIds has an id that is none.');
    return await wishToReconcile(db, {
      advertiserIds,
      accountIds: ids,
      policy: policy ?? null,
      by: subject,
      now: now(),
    });
  },
} satisfies MutationResolvers;

export const driftResolvers = {
  entity: async ({ entityId }, _, { loaders }) => found(await loaders.adEntity.load(entityId)),
  known: async ({ field, known, entityId }, _, { loaders }) =>
    toMoney(field, known, found(await loaders.adEntity.load(entityId)).currency),
  live: async ({ field, live, entityId }, _, { loaders }) =>
    toMoney(field, live, found(await loaders.adEntity.load(entityId)).currency),
  knownStatus: ({ field, known }) => toStatus(field, known),
  liveStatus: ({ field, live }) => toStatus(field, live),
  editedBy: ({ actor }) => actor,
  request: async ({ requestId }, _, { loaders }) =>
    requestId === null ? null : ((await loaders.changeRequest.load(requestId)) ?? null),
} satisfies DriftResolvers;

export const quotaPressureResolvers = {
  account: async ({ accountId }, _, { loaders }) => found(await loaders.adAccount.load(accountId)),
} satisfies QuotaPressureResolvers;

const typeOfAnswer = {
  asked: 'ReconciliationAsked',
  refused: 'ReconciliationRefused',
} as const satisfies Record<ReconcileAnswer['kind'], string>;

export const reconcileNowResultResolvers = {
  __resolveType: ({ kind }) => typeOfAnswer[kind],
} satisfies ReconcileNowResultResolvers;

function toMoney(field: SettingField, value: string, currency: string) {
  const setting = parseSetting(field, value);
  return setting.field === 'STATUS' ? null : { amountMicros: setting.amountMicros, currency };
}

function toStatus(field: SettingField, value: string) {
  const setting = parseSetting(field, value);
  return setting.field === 'STATUS' ? setting.status : null;
}
