// What Meta's Marketing API says on its wire: Graph API nodes and edges. Amounts are texts of whole units, spend is a
// decimal text of major units. Only what this client reads; everything else is let through unread.
import { z } from 'zod';

export const apiVersion = 'v26.0';

export const identifier = z.string().regex(/^\d{1,20}$/);
const units = z
  .union([z.string().regex(/^\d{1,15}$/), z.number().int().nonnegative()])
  .transform((value) => BigInt(value));
export const count = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform(BigInt);

export const accountNode = z.object({
  account_id: identifier,
  name: z.string().default(''),
  currency: z.string(),
  timezone_name: z.string(),
  min_daily_budget: units.optional(),
});

export const campaignNode = z.object({
  id: identifier,
  account_id: identifier.optional(),
  name: z.string().default(''),
  status: z.string().default(''),
  effective_status: z.string().optional(),
  objective: z.string().optional(),
  daily_budget: units.optional(),
  lifetime_budget: units.optional(),
  bid_strategy: z.string().optional(),
  start_time: z.string().optional(),
  stop_time: z.string().optional(),
});

export const adSetNode = z.object({
  id: identifier,
  account_id: identifier.optional(),
  campaign_id: identifier,
  name: z.string().default(''),
  status: z.string().default(''),
  effective_status: z.string().optional(),
  daily_budget: units.optional(),
  lifetime_budget: units.optional(),
  bid_amount: units.optional(),
  bid_strategy: z.string().optional(),
  start_time: z.string().optional(),
  end_time: z.string().optional(),
  learning_stage_info: z
    .object({ status: z.string().optional(), last_sig_edit_ts: z.number().int().optional() })
    .optional(),
});

export const adNode = z.object({
  id: identifier,
  account_id: identifier.optional(),
  adset_id: identifier,
  name: z.string().default(''),
  status: z.string().default(''),
  effective_status: z.string().optional(),
});

export type CampaignNode = z.infer<typeof campaignNode>;
export type AdSetNode = z.infer<typeof adSetNode>;
export type AdNode = z.infer<typeof adNode>;

export const hourBreakdown = 'hourly_stats_aggregated_by_advertiser_time_zone';

/** Such as `13:00:00 - 13:59:59`. */
export const hourOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):/)
  .transform((text) => Number(text.slice(0, 2)));

/** Its fields are read one by one; see insights.ts. */
export const insightsRow = z.unknown();

export const reportRunCreated = z.object({ report_run_id: identifier });
export const reportRun = z.object({ async_status: z.string(), async_percent_completion: z.number().default(0) });

export const activityNode = z.object({
  event_time: z.string(),
  event_type: z.string(),
  object_id: z.string().default(''),
  actor_id: z.string().optional(),
  actor_name: z.string().optional(),
  application_id: z.string().optional(),
  extra_data: z.string().optional(),
});

export type ActivityNode = z.infer<typeof activityNode>;

const changedValue = z.union([
  z.string(),
  z.number(),
  z.object({ old_value: z.union([z.string(), z.number()]) }).transform((value) => value.old_value),
  z.object({ new_value: z.union([z.string(), z.number()]) }).transform((value) => value.new_value),
]);

/** What `extra_data` holds, as JSON in a text. */
export const changedValues = z.object({ old_value: changedValue.optional(), new_value: changedValue.optional() });

/** A page of an edge. It is the last one when it names no next one, however many it holds. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.array(item),
    paging: z
      .object({ cursors: z.object({ after: z.string().optional() }).optional(), next: z.string().optional() })
      .optional(),
  });
}

export const errorAnswer = z.object({
  error: z.object({
    message: z.string().default(''),
    type: z.string().optional(),
    code: z.number().int(),
    error_subcode: z.number().int().optional(),
    is_transient: z.boolean().optional(),
    error_user_msg: z.string().optional(),
    fbtrace_id: z.string().optional(),
    error_data: z
      .union([z.string(), z.object({ blame_field_specs: z.array(z.array(z.string())).optional() }).loose()])
      .optional(),
  }),
});

export type MetaError = z.infer<typeof errorAnswer>['error'];

export const writeAnswer = z.object({ success: z.literal(true) });

const use = z.object({ call_count: z.number(), total_cputime: z.number(), total_time: z.number() });

/** `X-Business-Use-Case-Usage`: by account, what has been used of each kind's quota, in percent. */
export const businessUsage = z.record(
  z.string(),
  z.array(use.extend({ type: z.string(), estimated_time_to_regain_access: z.number().default(0) })),
);

/** `X-App-Usage`. */
export const appUsage = use;
