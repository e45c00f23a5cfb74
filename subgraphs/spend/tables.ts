// The tables of the schema `spend`, as kysely sees them; a test compares them with the database after migrating.
import type { SpendGrain, SpendLevel } from './spend-fact.ts';

/** An entity that spend was reported of, and where it stands in its account. */
export interface SpendEntityTable {
  readonly advertiser_id: string;
  readonly entity_id: string;
  readonly level: SpendLevel;
  readonly platform: string;
  readonly account_id: string;
  /** The campaign above the entity, or the entity itself when it is a campaign; null for accounts and the unknown. */
  readonly campaign_id: string | null;
  readonly ad_group_id: string | null;
  readonly ad_id: string | null;
  readonly time_zone: string;
  /** When the newest report that named the entity was read. */
  readonly observed_at: Date;
}

/** What is known now of one entity in one hour or day: the newest observation. */
export interface SpendFactTable {
  readonly advertiser_id: string;
  readonly entity_id: string;
  readonly starts_at: Date;
  readonly grain: SpendGrain;
  readonly breakdown: string;
  readonly day: string;
  readonly currency: string;
  readonly spend_micros: bigint;
  readonly impressions: bigint;
  readonly clicks: bigint;
  /** When these numbers were first seen. */
  readonly known_since: Date;
  /** When these numbers were last seen. */
  readonly observed_at: Date;
  /** How many other numbers were seen: the revisions kept in spend_revision are 0 to revision - 1. */
  readonly revision: number;
}

/** What was known of a fact before, from `known_since` until the next revision's or the fact's own `known_since`. */
export interface SpendRevisionTable {
  readonly advertiser_id: string;
  readonly entity_id: string;
  readonly starts_at: Date;
  readonly grain: SpendGrain;
  readonly breakdown: string;
  readonly revision: number;
  readonly day: string;
  readonly currency: string;
  readonly spend_micros: bigint;
  readonly impressions: bigint;
  readonly clicks: bigint;
  readonly known_since: Date;
}

/** How often facts of an account were loaded. */
export interface SpendLoadTable {
  readonly advertiser_id: string;
  readonly account_id: string;
  readonly loads: bigint;
}

/** How much of `quote` one unit of `base` was worth on a day. */
export interface FxRateTable {
  readonly base: string;
  readonly quote: string;
  readonly day: string;
  /** An exact decimal. */
  readonly rate: string;
  readonly source: string;
}

export interface SpendTables {
  readonly spend_entity: SpendEntityTable;
  readonly spend_fact: SpendFactTable;
  readonly spend_revision: SpendRevisionTable;
  readonly spend_load: SpendLoadTable;
  readonly fx_rate: FxRateTable;
}
