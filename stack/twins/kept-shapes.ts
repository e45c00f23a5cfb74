// How an estate and its edits stand in files: amounts as texts of whole micros, instants as ISO 8601.
import { z } from 'zod';
import type { EstateAccount, EstateChange, EstateEdit } from '../../platforms/estate/estate-config.ts';
import type { PlatformCode } from '../../platforms/ad-platform.ts';

/** An account that a platform's twin holds. */
export interface TwinAccount {
  readonly platform: PlatformCode;
  readonly account: EstateAccount;
}

/** An estate as it was when it began. */
export interface KeptEstate {
  readonly seed: number;
  /** An instant of the local day with which each account began to spend. */
  readonly beganAt: Date;
  readonly accounts: readonly TwinAccount[];
}

const platform = z.enum(['GOOGLE_ADS', 'META', 'TIKTOK', 'SNAP', 'PINTEREST']);
const level = z.enum(['CAMPAIGN', 'AD_GROUP', 'AD']);
const status = z.enum(['ENABLED', 'PAUSED', 'REMOVED']);
const micros = z.string().regex(/^\d+$/, 'expected whole micros').transform(BigInt);
const instant = z.iso.datetime().transform((text) => new Date(text));
const strategy = z.enum(['MANUAL_CPC', 'MANUAL_CPM', 'TARGET_CPA', 'LOWEST_COST_WITH_BID_CAP', 'COST_CAP']);
const bid = z.object({ amountMicros: micros, strategy });
const bidding = z.object({
  strategy: z.string(),
  targetMicros: micros.nullable(),
  portfolioExternalId: z.string().nullable(),
});
const named = { externalId: z.string(), name: z.string(), status };

const account: z.ZodType<EstateAccount> = z.object({
  externalId: z.string(),
  name: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  budgets: z.array(
    z.object({
      externalId: z.string(),
      kind: z.enum(['DAILY', 'LIFETIME']),
      amountMicros: micros,
      isShared: z.boolean(),
      spentBeforeMicros: micros.optional(),
    }),
  ),
  campaigns: z.array(
    z.object({
      ...named,
      objective: z.string(),
      flight: z.object({ startsOn: z.iso.date(), endsOn: z.iso.date().nullable() }),
      budgetExternalId: z.string().nullable(),
      bidding: bidding.optional(),
    }),
  ),
  adGroups: z.array(
    z.object({
      ...named,
      campaignExternalId: z.string(),
      budgetExternalId: z.string().nullable(),
      bid: bid.nullable(),
    }),
  ),
  ads: z.array(z.object({ ...named, adGroupExternalId: z.string() })),
});

export const estateShape: z.ZodType<KeptEstate> = z.object({
  seed: z.number().int(),
  beganAt: instant,
  accounts: z.array(z.object({ platform, account })),
});

const change: z.ZodType<EstateChange> = z.discriminatedUnion('field', [
  z.object({ field: z.literal('BUDGET'), budgetExternalId: z.string(), amountMicros: micros }),
  z.object({ field: z.literal('BID'), adGroupExternalId: z.string(), bid }),
  z.object({ field: z.literal('BIDDING'), campaignExternalId: z.string(), bidding }),
  z.object({ field: z.literal('STATUS'), level, externalId: z.string(), status }),
  z.object({ field: z.literal('NAME'), level, externalId: z.string(), name: z.string() }),
]);

const edit: z.ZodType<EstateEdit> = z.object({
  number: z.number().int().positive(),
  at: instant,
  accountExternalId: z.string(),
  change,
  before: z.string(),
  after: z.string(),
  editor: z.object({
    by: z.enum(['API', 'PERSON', 'PLATFORM']),
    name: z.string(),
    programId: z.string().nullable(),
  }),
});

export const editShape = z.object({ platform, edit });
