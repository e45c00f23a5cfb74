// The value of one thing that can be set on an entity, comparable by how much money it lets flow.
import type { EntityStatus } from '../../../platforms/ad-platform.ts';

export type Setting =
  | { readonly field: 'BUDGET'; readonly amountMicros: bigint }
  | { readonly field: 'BID'; readonly amountMicros: bigint }
  | { readonly field: 'STATUS'; readonly status: EntityStatus };

export type SettingField = Setting['field'];

/** What an entity holds of that field, here or on its platform; undefined where it holds none. */
export function settingOf(entity: Holder, field: SettingField): Setting | undefined {
  switch (field) {
    case 'BUDGET':
      return entity.budget ? { field, amountMicros: entity.budget.amountMicros } : undefined;
    case 'BID':
      return entity.bid ? { field, amountMicros: entity.bid.amountMicros } : undefined;
    case 'STATUS':
      return { field, status: entity.status };
  }
}

interface Holder {
  readonly budget: { readonly amountMicros: bigint } | null;
  readonly bid: { readonly amountMicros: bigint } | null;
  readonly status: EntityStatus;
}

export function isSameSetting(left: Setting, right: Setting): boolean {
  return left.field === right.field && levelOf(left) === levelOf(right);
}

/** Whether more money may flow under `to` than under `from`: a higher amount, or delivery that is switched on. */
export function isIncrease(from: Setting, to: Setting): boolean {
  return levelOf(to) > levelOf(from);
}

const levelOfStatus: Readonly<Record<EntityStatus, bigint>> = { REMOVED: 0n, PAUSED: 1n, ENABLED: 2n };

function levelOf(setting: Setting): bigint {
  return setting.field === 'STATUS' ? levelOfStatus[setting.status] : setting.amountMicros;
}

/** Reads what `printSetting` has written. */
export function parseSetting(field: SettingField, text: string): Setting {
  if (field !== 'STATUS') return { field, amountMicros: BigInt(text) };
  if (text === 'ENABLED' || text === 'PAUSED' || text === 'REMOVED') return { field, status: text };
  throw new Error(`${text} is no status`);
}

/** As it is kept: micros, or a status. */
export function printSetting(setting: Setting): string {
  return setting.field === 'STATUS' ? setting.status : String(setting.amountMicros);
}
