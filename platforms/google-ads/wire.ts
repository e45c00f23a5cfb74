// What Google Ads says on its wire: REST JSON of the API's version 25, camelCase names, 64-bit integers as texts. Only what
// this client reads; everything else is let through unread.
import { z } from 'zod';

export const apiVersion = 'v25';

/** An int64, in micros where it is money. */
export const int64 = z
  .string()
  .regex(/^-?\d{1,19}$/)
  .transform(BigInt);

export const identifier = z.string().regex(/^\d{1,19}$/);

const customer = z.object({
  id: identifier,
  descriptiveName: z.string().default(''),
  currencyCode: z.string(),
  timeZone: z.string(),
});

/** What a conversion is to cost; absent where the strategy spends without such a target. */
const conversionTarget = z.object({ targetCpaMicros: int64.optional() });

/** The strategies of a campaign's own that may have a target, by their word, and the field that then holds them. */
export const targetFields: ReadonlyMap<string, 'targetCpa' | 'maximizeConversions'> = new Map([
  ['TARGET_CPA', 'targetCpa'],
  ['MAXIMIZE_CONVERSIONS', 'maximizeConversions'],
]);

const campaign = z.object({
  id: identifier,
  resourceName: z.string().optional(),
  name: z.string().optional(),
  status: z.string().optional(),
  primaryStatus: z.string().optional(),
  advertisingChannelType: z.string().optional(),
  biddingStrategyType: z.string().optional(),
  /** The portfolio strategy that it shares with others; absent where it has one of its own. */
  biddingStrategy: z.string().optional(),
  targetCpa: conversionTarget.optional(),
  maximizeConversions: conversionTarget.optional(),
  campaignBudget: z.string().optional(),
  startDateTime: z.string().optional(),
  endDateTime: z.string().optional(),
});

const campaignBudget = z.object({
  amountMicros: int64.optional(),
  totalAmountMicros: int64.optional(),
  period: z.string().optional(),
  referenceCount: int64.optional(),
  explicitlyShared: z.boolean().optional(),
});

const adGroup = z.object({
  id: identifier,
  name: z.string().optional(),
  status: z.string().optional(),
  primaryStatus: z.string().optional(),
  campaign: z.string().optional(),
  cpcBidMicros: int64.optional(),
  cpmBidMicros: int64.optional(),
  targetCpaMicros: int64.optional(),
});

const adGroupAd = z.object({
  resourceName: z.string().optional(),
  status: z.string().optional(),
  primaryStatus: z.string().optional(),
  adGroup: z.string().optional(),
  ad: z.object({ id: identifier, name: z.string().optional() }),
});

/** Left out of a row where it is 0. */
export const segmentHour = z.number().int().min(0).max(23).default(0);

const changedTarget = z.object({ targetCpaMicros: z.string() }).partial();

/** The parts of a changed resource that tell of money and status. */
const changedResource = z
  .object({
    campaignBudget: z.object({ amountMicros: z.string(), totalAmountMicros: z.string() }).partial(),
    campaign: z.object({ status: z.string(), targetCpa: changedTarget, maximizeConversions: changedTarget }).partial(),
    adGroup: z
      .object({ status: z.string(), cpcBidMicros: z.string(), cpmBidMicros: z.string(), targetCpaMicros: z.string() })
      .partial(),
    adGroupAd: z.object({ status: z.string() }).partial(),
  })
  .partial();

const changeEvent = z.object({
  resourceName: z.string(),
  changeDateTime: z.string(),
  changeResourceType: z.string(),
  changeResourceName: z.string(),
  clientType: z.string(),
  userEmail: z.string().optional(),
  changedFields: z.string().default(''),
  oldResource: changedResource.default({}),
  newResource: changedResource.default({}),
});

export const accountRow = z.object({ customer });
export const campaignRow = z.object({ campaign, campaignBudget: campaignBudget.optional() });
export const adGroupRow = z.object({ adGroup, campaign });
export const adRow = z.object({ adGroupAd });
/** Its fields are read one by one; see report.ts. */
export const reportRow = z.unknown();
export const changeRow = z.object({ changeEvent });

export type CampaignRow = z.infer<typeof campaignRow>;
export type AdGroupRow = z.infer<typeof adGroupRow>;
export type AdRow = z.infer<typeof adRow>;
export type ChangedResource = z.infer<typeof changedResource>;
export type ChangeEventRow = z.infer<typeof changeRow>;

export function searchAnswer<Row extends z.ZodType>(row: Row) {
  return z.object({ results: z.array(row).default([]), nextPageToken: z.string().optional() });
}

/** A stream's answer is an array of batches. */
export function streamAnswer<Row extends z.ZodType>(row: Row) {
  return z.array(z.object({ results: z.array(row).default([]) }));
}

const googleAdsError = z.object({
  /** One family, such as `quotaError`, and its value. */
  errorCode: z.record(z.string(), z.string()).default({}),
  message: z.string().default(''),
  location: z
    .object({
      fieldPathElements: z.array(z.object({ fieldName: z.string(), index: z.number().int().optional() })).default([]),
    })
    .optional(),
  details: z
    .object({
      quotaErrorDetails: z
        .object({
          rateScope: z.string().optional(),
          rateName: z.string().optional(),
          retryDelay: z.string().optional(),
        })
        .optional(),
      budgetPerDayMinimumErrorDetails: z
        .object({
          minimumBudgetAmountMicros: int64.optional(),
          minimumBudgetTotalAmountMicros: int64.optional(),
          budgetPerDayMinimumMicros: int64.optional(),
        })
        .optional(),
    })
    .optional(),
});

export type GoogleAdsError = z.infer<typeof googleAdsError>;

/** `google.rpc.Status`, whose details are a `GoogleAdsFailure` where Google Ads itself refuses. */
const status = z.object({
  code: z.number().int().optional(),
  message: z.string().default(''),
  details: z
    .array(z.object({ errors: z.array(googleAdsError).default([]), requestId: z.string().optional() }))
    .default([]),
});

export type Status = z.infer<typeof status>;

export const errorAnswer = z.object({ error: status });

export const mutateAnswer = z.object({
  results: z.array(z.object({ resourceName: z.string().optional() })).default([]),
  partialFailureError: status.optional(),
});
