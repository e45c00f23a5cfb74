import type { Period } from '../common/period.ts';

/** What totals can be asked of; `id`'s prefix tells the kind, and anything else has no spend. */
const kindOfPrefix = {
  adv: 'ADVERTISER',
  acc: 'ACCOUNT',
  cmp: 'CAMPAIGN',
  adg: 'AD_GROUP',
  ad: 'AD',
} as const;

export type ScopeKind = (typeof kindOfPrefix)[keyof typeof kindOfPrefix];

/** Something over some days. */
export interface SpendScope extends Period {
  readonly scopeId: string;
}

/** The kind of an identifier; undefined for one that is no scope of spend. */
export function scopeKind(id: string): ScopeKind | undefined {
  const prefix = id.slice(0, id.indexOf('_'));
  return isPrefix(prefix) ? kindOfPrefix[prefix] : undefined;
}

function isPrefix(prefix: string): prefix is keyof typeof kindOfPrefix {
  return Object.hasOwn(kindOfPrefix, prefix);
}

/** Names a scope among others. */
export function scopeKey({ scopeId, firstDay, lastDay }: SpendScope): string {
  return `${scopeId} ${firstDay} ${lastDay}`;
}
