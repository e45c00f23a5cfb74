import type { PreviewItem } from '../preview-changes.ts';
import type {
  ChangePreviewItemResolvers,
  ChangesPreviewedResolvers,
  PreviewResultResolvers,
  WorstCaseResolvers,
} from '../schema.generated.ts';
import { toMoney } from './money.ts';

export const previewResultResolvers = {
  __resolveType: ({ kind }) => (kind === 'preview' ? 'ChangesPreviewed' : 'ChangeRefused'),
} satisfies PreviewResultResolvers;

export const changesPreviewedResolvers = {
  previewToken: ({ token }) => token,
} satisfies ChangesPreviewedResolvers;

export const changePreviewItemResolvers = {
  entityId: ({ change }) => change.entityId,
  entity: ({ entity }) => entity ?? null,
  kind: ({ change }) => change.field,
  before: (item) => toMoney(amountOf(item), item.entity?.currency ?? ''),
  after: ({ change }) => (change.field === 'STATUS' ? null : toMoney(change.amountMicros, change.currency)),
  beforeStatus: ({ change, entity }) => (change.field === 'STATUS' ? (entity?.status ?? null) : null),
  afterStatus: ({ change }) => (change.field === 'STATUS' ? change.status : null),
  code: ({ refusal }) => refusal?.code ?? null,
  message: ({ refusal }) => refusal?.message ?? null,
  worstCaseBefore: ({ exposure, entity }) =>
    exposure && entity ? { ...exposure.before, currency: entity.currency } : null,
  worstCaseAfter: ({ exposure, entity }) =>
    exposure && entity ? { ...exposure.after, currency: entity.currency } : null,
  restOfToday: ({ restOfDayMicros, entity }) => toMoney(restOfDayMicros, entity?.currency ?? ''),
} satisfies ChangePreviewItemResolvers;

export const worstCaseResolvers = {
  today: ({ dayMicros, currency }) => ({ amountMicros: dayMicros, currency }),
  week: ({ weekMicros, currency }) => ({ amountMicros: weekMicros, currency }),
  month: ({ monthMicros, currency }) => ({ amountMicros: monthMicros, currency }),
} satisfies WorstCaseResolvers;

function amountOf({ change, entity }: PreviewItem): bigint | null {
  if (change.field === 'STATUS') return null;
  const value = change.field === 'BUDGET' ? entity?.budget : entity?.bid;
  return value?.amountMicros ?? null;
}
