// The rows of the experiments schema, as kysely sees them.
import type { ChangeCountTable } from '../common/change-count.ts';
import type { ExperimentState } from './experiment.ts';

export interface ExperimentTable {
  readonly advertiser_id: string;
  readonly id: string;
  readonly campaign_id: string;
  readonly name: string;
  readonly hypothesis: string;
  readonly state: ExperimentState;
  readonly starts_on: string | null;
  readonly ends_on: string | null;
  readonly currency: string;
  readonly created_at: Date;
}

export interface ArmTable {
  readonly advertiser_id: string;
  readonly id: string;
  readonly experiment_id: string;
  /** 0 is the control. */
  readonly position: number;
  readonly name: string;
  readonly is_control: boolean;
  readonly allocation: number;
}

/** What was measured in an arm: apart from the arm, because it changes by the hour and the plan does not. */
export interface ArmTotalTable {
  readonly advertiser_id: string;
  readonly arm_id: string;
  readonly participants: bigint;
  /** Integers of up to 60 digits, as text. */
  readonly sum_micros: string;
  readonly sum_of_squares: string;
}

export interface ExperimentTables {
  readonly experiment: ExperimentTable;
  readonly arm: ArmTable;
  readonly arm_total: ArmTotalTable;
  readonly change_count: ChangeCountTable;
}
