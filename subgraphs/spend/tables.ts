// The tables of the schema `spend`, as kysely sees them; a test compares them with the database after migrating.
import type { ConnectedTo } from '../../platforms/ad-platform.ts';
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

/** An account whose reports are read from its platform, and how far that has come; see platform-sync/. */
export interface FollowedAccountTable {
  readonly advertiser_id: string;
  readonly account_id: string;
  readonly platform: string;
  readonly external_id: string;
  readonly currency: string;
  readonly time_zone: string;
  readonly mode: ConnectedTo | 'NONE';
  /** What ended before was told by others; null for as far back as the platform changes its numbers. */
  readonly since: Date | null;
  readonly due_at: Date;
  /** Until when it belongs to the process that reads it; null when nobody does. */
  readonly lease_until: Date | null;
  /** Counts up with every process that takes it, so that one that lost it is known by its number. */
  readonly fence: bigint;
  /** When the newest report was asked for; it never goes back, whatever the clocks of the processes say. */
  readonly read_at: Date | null;
  readonly succeeded_at: Date | null;
  /** How often in a row it could not be read. */
  readonly failures: number;
  readonly failed_at: Date | null;
  /** For whoever runs the graph: the kind of the last failure, while it lasts. */
  readonly last_failure: string | null;
}

/** How far the report of a local day of an account was read. */
export interface ReportedDayTable {
  readonly advertiser_id: string;
  readonly account_id: string;
  readonly level: 'CAMPAIGN' | 'AD_GROUP';
  readonly day: string;
  /** When the report was asked for that was recorded last; null for none. */
  readonly read_at: Date | null;
  /** When it could not be read; null once it was. */
  readonly failed_at: Date | null;
  /** Whether the platform has said that it will not change any more. */
  readonly is_final: boolean;
}

export interface SpendTables {
  readonly followed_account: FollowedAccountTable;
  readonly reported_day: ReportedDayTable;
  readonly spend_entity: SpendEntityTable;
  readonly spend_fact: SpendFactTable;
  readonly spend_revision: SpendRevisionTable;
  readonly spend_load: SpendLoadTable;
  readonly fx_rate: FxRateTable;
}
