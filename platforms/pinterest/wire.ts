// What Pinterest's API v5 says on its wire, as far as it is used here (specification 5.23.0). Ids are strings of digits,
// money is whole micros of the account's currency, times are seconds, days are days of UTC.
import { z } from 'zod';

export const accountShape = z.object({
  id: z.string(),
  name: z.string().nullish(),
  currency: z.string(),
});

/** The statuses asked for: left to itself a list has the active and the paused alone. */
export const listedStatuses = ['ACTIVE', 'PAUSED', 'ARCHIVED'] as const;

const micros = z.number().int().nullish();
const seconds = z.number().int().nullish();

export const campaignShape = z.object({
  id: z.string(),
  name: z.string().nullish(),
  status: z.string(),
  summary_status: z.string().nullish(),
  objective_type: z.string().nullish(),
  daily_spend_cap: micros,
  lifetime_spend_cap: micros,
  start_time: seconds,
  end_time: seconds,
});

export const adGroupShape = z.object({
  id: z.string(),
  name: z.string().nullish(),
  campaign_id: z.string(),
  status: z.string(),
  summary_status: z.string().nullish(),
  budget_in_micro_currency: micros,
  budget_type: z.string().nullish(),
  bid_in_micro_currency: micros,
  bid_strategy_type: z.string().nullish(),
  billable_event: z.string().nullish(),
  conversion_learning_mode_type: z.string().nullish(),
  start_time: seconds,
  end_time: seconds,
});

export const adShape = z.object({
  id: z.string(),
  name: z.string().nullish(),
  ad_group_id: z.string(),
  status: z.string(),
  summary_status: z.string().nullish(),
});

export type WireCampaign = z.infer<typeof campaignShape>;
export type WireAdGroup = z.infer<typeof adGroupShape>;
export type WireAd = z.infer<typeof adShape>;

export function pageOf<Item>(item: z.ZodType<Item>) {
  return z.object({ items: z.array(item), bookmark: z.string().nullish() });
}

export const errorShape = z.object({ code: z.number().int(), message: z.string() });

const exceptionShape = z.object({ code: z.number().int().nullish(), message: z.string().nullish() });

/** Campaigns and ad groups have a list of exceptions, ads have one alone. */
export const updatesShape = z.object({
  items: z.array(
    z.object({
      data: z.object({ id: z.string().nullish() }).nullish(),
      exceptions: z.union([z.array(exceptionShape), exceptionShape]).nullish(),
    }),
  ),
});

export type WireUpdate = z.infer<typeof updatesShape>['items'][number];

/** Rows, whose columns are read one by one; see analytics.ts. */
export const analyticsShape = z.array(z.unknown());

export const createdReportShape = z.object({ token: z.string(), report_status: z.string().nullish() });
export const reportStateShape = z.object({ report_status: z.string(), url: z.string().nullish() });

/** An asynchronous report is rows under the id of what they are about, or a list of rows. */
export const reportFileShape = z.union([analyticsShape, z.record(z.string(), analyticsShape)]);

export const readyStateShape = z.object({ non_conversion_metrics_ready: z.boolean().nullish() });

export const bidFloorShape = z.object({ bid_floors: z.array(z.number().int()) });
