// The tables of the schema `campaigns`, by hand; tables.test.ts compares them with the migrated database.
import type { ColumnType, GeneratedAlways } from 'kysely';
import type { JsonObject } from '../common/json.ts';
import type { BidStrategy, BudgetKind, Level, Status } from './ad-entity.ts';
import type { ChangeDirection, ChangedField } from './change-request.ts';
import type { ChangeState } from './change-state.ts';
import type { DriftDecider, DriftEnd, DriftKind, DriftPolicy } from './delivery/drift.ts';
import type { QuotaLevel } from './delivery/quota-pressure.ts';
import type { SwitchScope } from './kill-switch.ts';

export type ConnectionMode = 'NONE' | 'TWIN' | 'LIVE';
type Decision = 'APPROVED' | 'REJECTED';

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
  before_micros: ColumnType<bigint | null, bigint | null, never>;
  after_micros: ColumnType<bigint | null, bigint | null, never>;
  currency: ColumnType<string, string, never>;
  reason: ColumnType<string, string, never>;
  actor: ColumnType<string, string, never>;
  at: ColumnType<Date, Date, never>;
  before_status: ColumnType<Status | null, Status | null, never>;
  after_status: ColumnType<Status | null, Status | null, never>;
}

/** The hash of an entry covers the one before it; see the migration for what keeps the chain whole. */
export interface AuditEntryTable {
  advertiser_id: ColumnType<string, string, never>;
  seq: ColumnType<bigint, bigint, never>;
  prev_seq: GeneratedAlways<bigint | null>;
  prev_hash: ColumnType<string, string, never>;
  hash: ColumnType<string, string, never>;
  body: ColumnType<string, string, never>;
  subject: GeneratedAlways<string>;
  entity_id: GeneratedAlways<string | null>;
}

export interface AuditHeadTable {
  advertiser_id: string;
  seq: bigint;
  hash: string;
}

/** The legal moves, as change-state.ts has them. */
export interface ChangeStateTransitionTable {
  from_state: ChangeState;
  to_state: ChangeState;
}

/** Rows are only ever added. */
export interface ChangeTransitionTable {
  advertiser_id: ColumnType<string, string, never>;
  request_id: ColumnType<string, string, never>;
  state_version: ColumnType<number, number, never>;
  from_version: GeneratedAlways<number | null>;
  from_state: ColumnType<ChangeState | null, ChangeState | null, never>;
  to_state: ColumnType<ChangeState, ChangeState, never>;
  actor: ColumnType<string, string, never>;
  at: ColumnType<Date, Date, never>;
  detail: ColumnType<JsonObject | null, JsonObject | null, never>;
  platform_request_id: ColumnType<string | null, string | null, never>;
  audit_seq: ColumnType<bigint, bigint, never>;
}

/** Only its state ever changes. */
export interface ChangeRequestTable {
  advertiser_id: ColumnType<string, string, never>;
  id: ColumnType<string, string, never>;
  entity_id: ColumnType<string, string, never>;
  account_id: ColumnType<string, string, never>;
  platform: ColumnType<string, string, never>;
  kind: ColumnType<ChangedField, ChangedField, never>;
  direction: ColumnType<ChangeDirection, ChangeDirection, never>;
  before_micros: ColumnType<bigint | null, bigint | null, never>;
  after_micros: ColumnType<bigint | null, bigint | null, never>;
  before_status: ColumnType<Status | null, Status | null, never>;
  after_status: ColumnType<Status | null, Status | null, never>;
  currency: ColumnType<string, string, never>;
  expected_version: ColumnType<number, number, never>;
  reason: ColumnType<string, string, never>;
  actor: ColumnType<string, string, never>;
  requested_at: ColumnType<Date, Date, never>;
  content_hash: ColumnType<string, string, never>;
  policy_version: ColumnType<number | null, number | null, never>;
  warnings: ColumnType<readonly string[], readonly string[], never>;
  expires_at: ColumnType<Date, Date, never>;
  scheduled_for: ColumnType<Date | null, Date | null, never>;
  batch_id: ColumnType<string | null, string | null, never>;
  rollback_of: ColumnType<string | null, string | null, never>;
  is_break_glass: ColumnType<boolean, boolean, never>;
  state: ChangeState;
  state_version: number;
  state_at: Date;
}

export interface PlatformConnectionTable {
  advertiser_id: string;
  account_id: string;
  mode: ConnectionMode;
}

/** What is to be told to platforms, or being told; a row for each request that is under way. */
export interface ChangeOutboxTable {
  advertiser_id: string;
  request_id: string;
  account_id: string;
  platform: string;
  entity_id: string;
  kind: ChangedField;
  priority: number;
  not_before: Date;
  enqueued_at: Date;
  lease_until: Date | null;
  fencing_token: bigint;
  attempts: number;
}

/** What increases under way may come to cost on a day, held back from the caps. */
export interface ExposureHoldTable {
  advertiser_id: string;
  request_id: string;
  account_id: string;
  currency: string;
  amount_micros: bigint;
}

/** The newest version is in force; rows are only ever added. */
export interface GuardrailPolicyTable {
  advertiser_id: ColumnType<string, string, never>;
  account_id: ColumnType<string, string, never>;
  currency: ColumnType<string, string, never>;
  version: ColumnType<number, number, never>;
  min_budget_micros: ColumnType<bigint, bigint, never>;
  max_budget_micros: ColumnType<bigint, bigint, never>;
  min_bid_micros: ColumnType<bigint, bigint, never>;
  max_bid_micros: ColumnType<bigint, bigint, never>;
  max_increase_percent: ColumnType<number, number, never>;
  max_increase_percent_a_day: ColumnType<number, number, never>;
  max_changes_an_hour: ColumnType<number, number, never>;
  max_data_age_minutes: ColumnType<number | null, number | null, never>;
  approval_above_percent: ColumnType<number, number, never>;
  approval_above_micros: ColumnType<bigint, bigint, never>;
  request_lives_minutes: ColumnType<number, number, never>;
  created_by: ColumnType<string, string, never>;
  created_at: ColumnType<Date, Date, never>;
}

export interface ExposureCapTable {
  advertiser_id: string;
  account_id: string;
  currency: string;
  day_cap_micros: bigint;
  set_by: string;
  set_at: Date;
}

export interface FreezeWindowTable {
  advertiser_id: string;
  id: string;
  account_id: string;
  starts_at: Date;
  ends_at: Date;
  reason: string;
  set_by: string;
  set_at: Date;
  lifted_by: string | null;
  lifted_at: Date | null;
}

/** Rows are only ever added. */
export interface ApprovalTable {
  advertiser_id: ColumnType<string, string, never>;
  request_id: ColumnType<string, string, never>;
  requester: ColumnType<string, string, never>;
  content_hash: ColumnType<string, string, never>;
  approver: ColumnType<string, string, never>;
  decision: ColumnType<Decision, Decision, never>;
  reason: ColumnType<string, string, never>;
  at: ColumnType<Date, Date, never>;
}

export interface KillSwitchTable {
  advertiser_id: string;
  id: string;
  scope: SwitchScope;
  scope_id: string;
  tripped_by: string;
  tripped_at: Date;
  reason: string;
  rearmed_by: string | null;
  rearmed_at: Date | null;
  rearm_reason: string | null;
}

/** What delivery knows of an account. */
export interface DeliveryAccountTable {
  advertiser_id: string;
  account_id: string;
  stopped_at: Date | null;
  stopped_why: JsonObject | null;
  reconcile_after: ColumnType<Date, Date | undefined, Date>;
  reconciled_at: Date | null;
  asked_policy: DriftPolicy | null;
  asked_by: string | null;
  lease_until: Date | null;
  quota_level: ColumnType<QuotaLevel, QuotaLevel | undefined, QuotaLevel>;
}

/** Values of platforms that are, or were, others than we think. */
export interface DriftTable {
  advertiser_id: string;
  id: string;
  entity_id: string;
  account_id: string;
  field: ChangedField;
  kind: DriftKind;
  known: string;
  live: string;
  actor: string | null;
  edited_at: Date | null;
  detected_at: Date;
  policy: DriftPolicy;
  request_id: string | null;
  ended_at: Date | null;
  ended_as: DriftEnd | null;
  decided_by: DriftDecider | null;
  policy_id: string | null;
  policy_version: number | null;
}

/** The newest version is in force; rows are only ever added. */
export interface DriftPolicyTable {
  advertiser_id: ColumnType<string, string, never>;
  account_id: ColumnType<string, string, never>;
  version: ColumnType<number, number, never>;
  ours_lost: ColumnType<DriftPolicy | null, DriftPolicy | null, never>;
  foreign_edit: ColumnType<DriftPolicy | null, DriftPolicy | null, never>;
  platform_auto: ColumnType<DriftPolicy | null, DriftPolicy | null, never>;
  set_by: ColumnType<string, string, never>;
  set_at: ColumnType<Date, Date, never>;
}

export interface Tables {
  advertiser: AdvertiserTable;
  ad_account: AdAccountTable;
  ad_entity: AdEntityTable;
  applied_change: AppliedChangeTable;
  audit_entry: AuditEntryTable;
  audit_head: AuditHeadTable;
  change_state_transition: ChangeStateTransitionTable;
  change_transition: ChangeTransitionTable;
  change_request: ChangeRequestTable;
  platform_connection: PlatformConnectionTable;
  change_outbox: ChangeOutboxTable;
  exposure_hold: ExposureHoldTable;
  delivery_account: DeliveryAccountTable;
  drift: DriftTable;
  drift_policy: DriftPolicyTable;
  guardrail_policy: GuardrailPolicyTable;
  exposure_cap: ExposureCapTable;
  freeze_window: FreezeWindowTable;
  approval: ApprovalTable;
  kill_switch: KillSwitchTable;
}
