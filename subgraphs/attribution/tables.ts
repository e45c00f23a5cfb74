// The rows of the attribution schema, as kysely sees them.
import type { ChangeCountTable } from '../common/change-count.ts';

/** Whoever is known by a key; locked while its credits are worked out. */
export interface CustomerTable {
  readonly advertiser_id: string;
  readonly customer_key: string;
}

export interface TouchpointTable {
  readonly advertiser_id: string;
  readonly id: string;
  readonly customer_key: string;
  readonly kind: 'CLICK' | 'VIEW';
  readonly occurred_at: Date;
  readonly campaign_id: string;
  readonly ad_group_id: string | null;
  readonly ad_id: string | null;
}

export interface ConversionTable {
  readonly advertiser_id: string;
  readonly id: string;
  readonly customer_key: string;
  readonly event_name: string;
  readonly occurred_at: Date;
  readonly value_micros: bigint | null;
  readonly currency: string | null;
}

/** What a touchpoint earned by a model. It repeats what sums are made by, so that reading joins nothing. */
export interface ConversionCreditTable {
  readonly advertiser_id: string;
  readonly conversion_id: string;
  readonly model: 'FIRST_TOUCH' | 'LAST_TOUCH' | 'LINEAR';
  readonly touchpoint_id: string;
  readonly campaign_id: string;
  readonly ad_group_id: string | null;
  readonly ad_id: string | null;
  /** When the conversion happened. */
  readonly occurred_at: Date;
  readonly share_attos: bigint;
  readonly value_micros: bigint | null;
  readonly currency: string | null;
}

export interface AttributionTables {
  readonly customer: CustomerTable;
  readonly touchpoint: TouchpointTable;
  readonly conversion: ConversionTable;
  readonly conversion_credit: ConversionCreditTable;
  readonly change_count: ChangeCountTable;
}
