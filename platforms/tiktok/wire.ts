// What TikTok's Business API v1.3 says on its wire, as far as it is used here. Every answer is HTTP 200 with a `code`;
// ids are strings; money is a JSON number of major units, and a decimal text in reports; unknown words are kept as they are.
import { z } from 'zod';

/** Trailing slashes are obligatory: without one the API answers that there is no such path. */
export const tiktokPaths = {
  advertiserInfo: '/advertiser/info/',
  campaigns: '/campaign/get/',
  adGroups: '/adgroup/get/',
  ads: '/ad/get/',
  updateCampaign: '/campaign/update/',
  updateCampaignStatus: '/campaign/status/update/',
  updateAdGroup: '/adgroup/update/',
  updateAdGroupStatus: '/adgroup/status/update/',
  updateAdStatus: '/ad/status/update/',
  report: '/report/integrated/get/',
  createReportTask: '/report/task/create/',
  checkReportTask: '/report/task/check/',
  downloadReportTask: '/report/task/download/',
  createChangeTask: '/changelog/task/create/',
  checkChangeTask: '/changelog/task/check/',
  downloadChangeTask: '/changelog/task/download/',
} as const;

/** The code is said to be left out of some good answers. */
export const envelopeShape = z.object({
  code: z.number().int().nullish(),
  message: z.string().nullish(),
  request_id: z.string().nullish(),
  data: z.unknown(),
});

export const advertisersShape = z.object({
  list: z.array(
    z.object({
      advertiser_id: z.string(),
      name: z.string(),
      currency: z.string(),
      timezone: z.string(),
      /** The IANA name where `timezone` is a fixed offset such as Etc/GMT+8. */
      display_timezone: z.string().nullish(),
    }),
  ),
});

const pageInfoShape = z.object({
  page: z.number().int(),
  page_size: z.number().int(),
  total_number: z.number().int(),
  total_page: z.number().int(),
});

export function pageOf<Item>(item: z.ZodType<Item>) {
  return z.object({ list: z.array(item), page_info: pageInfoShape });
}

const amount = z.number().nullish();

export const campaignShape = z.object({
  campaign_id: z.string(),
  campaign_name: z.string(),
  objective_type: z.string().nullish(),
  budget_mode: z.string().nullish(),
  budget: amount,
  operation_status: z.string(),
  secondary_status: z.string().nullish(),
});

export const adGroupShape = z.object({
  adgroup_id: z.string(),
  adgroup_name: z.string(),
  campaign_id: z.string(),
  budget_mode: z.string().nullish(),
  budget: amount,
  bid_type: z.string().nullish(),
  bid_price: amount,
  conversion_bid_price: amount,
  billing_event: z.string().nullish(),
  /** UTC, as `2026-03-01 00:00:00`. */
  schedule_start_time: z.string().nullish(),
  /** Ten years ahead where the schedule has no end. */
  schedule_end_time: z.string().nullish(),
  schedule_type: z.string().nullish(),
  operation_status: z.string(),
  secondary_status: z.string().nullish(),
});

export const adShape = z.object({
  ad_id: z.string(),
  ad_name: z.string(),
  adgroup_id: z.string(),
  operation_status: z.string(),
  secondary_status: z.string().nullish(),
});

export type WireCampaign = z.infer<typeof campaignShape>;
export type WireAdGroup = z.infer<typeof adGroupShape>;
export type WireAd = z.infer<typeof adShape>;

/** Dimensions and metrics are texts; a metric that is not known yet is `-`. */
export const reportRowShape = z.object({
  dimensions: z.record(z.string(), z.string()),
  metrics: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** How a row is written; its fields are read one by one, see reports.ts. */
export type WireReportRow = z.infer<typeof reportRowShape>;

export const taskShape = z.object({ task_id: z.string() });
export const taskStateShape = z.object({ status: z.string(), message: z.string().nullish() });

/** Status updates name what they reached. */
export const updatedShape = z.object({
  campaign_id: z.string().nullish(),
  campaign_ids: z.array(z.string()).nullish(),
  adgroup_id: z.string().nullish(),
  adgroup_ids: z.array(z.string()).nullish(),
  ad_ids: z.array(z.string()).nullish(),
});
