// The tables of the schema `campaigns`, by hand; tables.test.ts compares them with the migrated database.
import type { ColumnType, GeneratedAlways } from 'kysely';
import type { BidStrategy, BudgetKind, Level, Status } from './ad-entity.ts';
import type { ChangedField } from './change.ts';

export interface AdvertiserTable {
  id: string;
  name: string;
}

export interface AdAccountTable {
  advertiser_id: string;
  id: string;
  platform: string;
  external_id: string;
  name: string;
  currency: string;
  time_zone: string;
  known_at: Date;
}

export interface AdEntityTable {
  advertiser_id: string;
  id: string;
  level: Level;
  account_id: string;
  campaign_id: string | null;
  ad_group_id: string | null;
  parent_id: GeneratedAlways<string>;
  external_id: string;
  name: string;
  status: Status;
  known_at: Date;
  objective: string | null;
  objective_known_at: Date | null;
  budget_micros: bigint | null;
  budget_kind: BudgetKind | null;
  budget_known_at: Date | null;
  bid_micros: bigint | null;
  bid_strategy: BidStrategy | null;
  bid_known_at: Date | null;
  starts_on: string | null;
  ends_on: string | null;
  flight_known_at: Date | null;
  version: ColumnType<number, number | undefined, number>;
  ordinal: bigint;
}

/** Rows are only ever added. */
export interface AppliedChangeTable {
  advertiser_id: ColumnType<string, string, never>;
  entity_id: ColumnType<string, string, never>;
  version: ColumnType<number, number, never>;
  id: ColumnType<string, string, never>;
  field: ColumnType<ChangedField, ChangedField, never>;
  before_micros: ColumnType<bigint, bigint, never>;
  after_micros: ColumnType<bigint, bigint, never>;
  currency: ColumnType<string, string, never>;
  reason: ColumnType<string, string, never>;
  actor: ColumnType<string, string, never>;
  at: ColumnType<Date, Date, never>;
}

export interface Tables {
  advertiser: AdvertiserTable;
  ad_account: AdAccountTable;
  ad_entity: AdEntityTable;
  applied_change: AppliedChangeTable;
}
