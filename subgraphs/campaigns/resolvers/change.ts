import type { ChangeAnswer } from '../applied-change.ts';
import type {
  AdEntityChangedResolvers,
  AppliedChangeResolvers,
  ChangePreviewedResolvers,
  ChangeResultResolvers,
} from '../schema.generated.ts';
import { found } from './found.ts';

const typeOfAnswer = {
  applied: 'ChangeApplied',
  previewed: 'ChangePreviewed',
  refused: 'ChangeRefused',
} as const satisfies Record<ChangeAnswer['kind'], string>;

export const changeResultResolvers = {
  __resolveType: ({ kind }) => typeOfAnswer[kind],
} satisfies ChangeResultResolvers;

export const changePreviewedResolvers = {
  before: ({ beforeMicros, entity }) => ({ amountMicros: beforeMicros, currency: entity.currency }),
  after: ({ afterMicros, entity }) => ({ amountMicros: afterMicros, currency: entity.currency }),
} satisfies ChangePreviewedResolvers;

export const appliedChangeResolvers = {
  entity: async ({ entityId }, _, { loaders }) => found(await loaders.adEntity.load(entityId)),
  before: ({ beforeMicros, currency }) => ({ amountMicros: beforeMicros, currency }),
  after: ({ afterMicros, currency }) => ({ amountMicros: afterMicros, currency }),
} satisfies AppliedChangeResolvers;

export const adEntityChangedResolvers = {
  entity: async ({ change }, _, { loaders }) => found(await loaders.adEntity.load(change.entityId)),
} satisfies AdEntityChangedResolvers;
