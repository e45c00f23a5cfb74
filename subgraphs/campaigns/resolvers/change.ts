import type { ChangeAnswer } from '../applied-change.ts';
import type {
  AdEntityChangedResolvers,
  AppliedChangeResolvers,
  BatchItemResolvers,
  BatchResultResolvers,
  ChangePreviewedResolvers,
  ChangeRequestProgressResolvers,
  ChangeRequestResolvers,
  ChangeResultResolvers,
  DecisionResultResolvers,
} from '../schema.generated.ts';
import { toMoney } from './money.ts';
import { found } from '../found.ts';

const typeOfAnswer = {
  applied: 'ChangeApplied',
  queued: 'ChangeQueued',
  pending: 'ChangeAwaitsApproval',
  scheduled: 'ChangeScheduled',
  previewed: 'ChangePreviewed',
  refused: 'ChangeRefused',
} as const satisfies Record<ChangeAnswer['kind'], string>;

export const changeResultResolvers = {
  __resolveType: ({ kind }) => typeOfAnswer[kind],
} satisfies ChangeResultResolvers;

export const changePreviewedResolvers = {
  before: ({ beforeMicros, entity }) => toMoney(beforeMicros, entity.currency),
  after: ({ afterMicros, entity }) => toMoney(afterMicros, entity.currency),
} satisfies ChangePreviewedResolvers;

export const appliedChangeResolvers = {
  entity: async ({ entityId }, _, { loaders }) => found(await loaders.adEntity.load(entityId)),
  before: ({ beforeMicros, currency }) => toMoney(beforeMicros, currency),
  after: ({ afterMicros, currency }) => toMoney(afterMicros, currency),
} satisfies AppliedChangeResolvers;

export const changeRequestResolvers = {
  changeKeys: ({ id }) => [id],
  entity: async ({ entityId }, _, { loaders }) => found(await loaders.adEntity.load(entityId)),
  before: ({ beforeMicros, currency }) => toMoney(beforeMicros, currency),
  after: ({ afterMicros, currency }) => toMoney(afterMicros, currency),
  requestedBy: ({ actor }) => actor,
  async rollbackOf({ rollbackOf }, _, { loaders }) {
    return rollbackOf === null ? null : found(await loaders.changeRequest.load(rollbackOf));
  },
  approval: async ({ id }, _, { loaders }) => (await loaders.approval.load(id)) ?? null,
  transitions: async ({ id, advertiserId }, _, { loaders }) => await loaders.transitionsOf({ id, advertiserId }),
} satisfies ChangeRequestResolvers;

export const batchResultResolvers = {
  __resolveType: ({ kind }) => (kind === 'batch' ? 'BatchMade' : 'ChangeRefused'),
} satisfies BatchResultResolvers;

export const batchItemResolvers = {
  async request(item, _, { loaders }) {
    return 'requestId' in item ? found(await loaders.changeRequest.load(item.requestId)) : null;
  },
  code: (item) => ('code' in item ? item.code : null),
  message: (item) => ('message' in item ? item.message : null),
} satisfies BatchItemResolvers;

export const decisionResultResolvers = {
  __resolveType: ({ kind }) => (kind === 'decided' ? 'ChangeDecided' : 'ChangeRefused'),
} satisfies DecisionResultResolvers;

export const changeRequestProgressResolvers = {
  request: ({ request }) => request,
} satisfies ChangeRequestProgressResolvers;

export const adEntityChangedResolvers = {
  entity: async ({ change }, _, { loaders }) => found(await loaders.adEntity.load(change.entityId)),
} satisfies AdEntityChangedResolvers;
