// What a platform's export looks like, said in data: a new platform needs such a file and no code. mappings/README.md
// explains each key to whoever writes one.
import { z } from 'zod';

/** Where the text of a value stands: in a column, in what follows a mark within it, in several columns joined, or nowhere. */
export type Source =
  | string
  | { readonly column: string; readonly after?: string | undefined }
  | { readonly join: readonly Source[]; readonly with: string }
  | { readonly constant: string };

const sourceSchema: z.ZodType<Source> = z.lazy(() =>
  z.union([
    z.string().min(1),
    z.strictObject({ column: z.string().min(1), after: z.string().min(1).optional() }),
    z.strictObject({ join: z.array(sourceSchema).min(2), with: z.string() }),
    z.strictObject({ constant: z.string().min(1) }),
  ]),
);

/** One source or several: the first one that holds text counts. */
const source = z
  .union([sourceSchema, z.array(sourceSchema).min(1)])
  .transform((value) => (Array.isArray(value) ? value : [value]));

const level = z.enum(['ACCOUNT', 'CAMPAIGN', 'AD_GROUP', 'AD', 'KEYWORD']);
const status = z.enum(['ENABLED', 'PAUSED', 'REMOVED']);
const money = z.strictObject({
  from: source,
  unit: z.enum(['MICROS', 'DECIMAL']),
  /** What an empty cell means: nothing was spent, or the row is wrong. */
  whenEmpty: z.enum(['ZERO', 'REJECT']).default('REJECT'),
});
const statusRule = z.strictObject({
  from: source,
  words: z.record(z.string(), status),
  /** A column that says by its content that the entity is gone, whatever its status. */
  removedWhen: z.strictObject({ column: z.string(), equals: z.string() }).optional(),
  /** What is taken where the export carries no status; the summary tells that it was. Without it such a file is refused. */
  assume: status.optional(),
});
const budgetKind = z.enum(['DAILY', 'LIFETIME']);
const budgetRule = z.strictObject({
  amount: source,
  unit: z.enum(['MICROS', 'DECIMAL']),
  currency: source.optional(),
  kind: z.union([
    budgetKind,
    z.strictObject({ from: source, words: z.record(z.string(), z.union([budgetKind, z.null()])) }),
  ]),
});
const bidStrategy = z.enum(['MANUAL_CPC', 'MANUAL_CPM', 'TARGET_CPA', 'LOWEST_COST_WITH_BID_CAP', 'COST_CAP']);
const bidRule = z.strictObject({
  amount: source,
  unit: z.enum(['MICROS', 'DECIMAL']),
  currency: source.optional(),
  strategy: z.union([
    bidStrategy,
    z.strictObject({ from: source, words: z.record(z.string(), z.union([bidStrategy, z.null()])) }),
  ]),
});
const flightRule = z.strictObject({
  startsOn: source,
  endsOn: source.optional(),
  /** Days by which the platform says that there is no end. */
  noEnd: z.array(z.string()).default([]),
});

const file = { file: z.string().min(1) };
/** Of several rows of one id the newest counts: by these columns, the first one deciding. */
const newestBy = z.array(z.string().min(1)).default([]);

const accountFile = z.strictObject({
  ...file,
  holds: z.literal('ACCOUNTS'),
  id: source,
  name: source.optional(),
  currency: source.optional(),
  timeZone: source.optional(),
  newestBy,
});
const campaignFile = z.strictObject({
  ...file,
  holds: z.literal('CAMPAIGNS'),
  id: source,
  account: source.optional(),
  name: source,
  status: statusRule,
  objective: source.optional(),
  budget: z.array(budgetRule).default([]),
  flight: flightRule.optional(),
  /** The currency of the campaign's account, for an export that says it nowhere else. */
  accountCurrency: source.optional(),
  newestBy,
});
const adGroupFile = z.strictObject({
  ...file,
  holds: z.literal('AD_GROUPS'),
  id: source,
  account: source.optional(),
  campaign: source,
  name: source,
  status: statusRule,
  budget: z.array(budgetRule).default([]),
  bid: z.array(bidRule).default([]),
  newestBy,
});
const adFile = z.strictObject({
  ...file,
  holds: z.literal('ADS'),
  id: source,
  account: source.optional(),
  campaign: source.optional(),
  adGroup: source,
  name: source,
  status: statusRule,
  newestBy,
});
const keywordFile = z.strictObject({
  ...file,
  holds: z.literal('KEYWORDS'),
  id: source,
  account: source.optional(),
  campaign: source.optional(),
  adGroup: source,
  newestBy,
});
const reportFile = z.strictObject({
  ...file,
  holds: z.literal('REPORT'),
  level,
  grain: z.enum(['DAY', 'HOUR']),
  /** The columns of the hour or day. */
  time: source,
  /**
   * How the time is told: LOCAL days and hours are the account's own; UTC hours are UTC; INSTANT is the moment in UTC at
   * which a local day begins.
   */
  clock: z.enum(['LOCAL', 'UTC', 'INSTANT']),
  entity: source,
  account: source.optional(),
  campaign: source.optional(),
  adGroup: source.optional(),
  ad: source.optional(),
  spend: money,
  impressions: source,
  clicks: source,
  currency: source.optional(),
  /** Splits an entity's numbers into parts; rows with a breakdown are never part of a total. */
  breakdown: z.array(z.string().min(1)).default([]),
  /** Columns by which the platform splits one number over several rows: they are added up. Without them a repeated row is an older or newer reading of the same number. */
  sumOver: z.array(z.string().min(1)).default([]),
  /** When the numbers were read; the newest reading counts. */
  observedAt: source.optional(),
});
const ignoredFile = z.strictObject({ ...file, holds: z.literal('NOTHING'), because: z.string().min(1) });

export const mappingSchema = z.strictObject({
  platform: z.string().regex(/^[A-Z][A-Z0-9_]{0,39}$/),
  names: z.array(z.string().min(1)).min(1),
  /** What else, beside nothing at all, stands for an empty cell. */
  emptyCells: z.array(z.string()).default([]),
  /** The platform's own names of time zones. */
  timeZones: z.record(z.string(), z.string()).default({}),
  /** The zone of all days of the platform, where it is the same for every account. */
  reportingTimeZone: z.string().optional(),
  /** Whether a row that names no account belongs to the only account of the export. */
  singleAccount: z.boolean().default(false),
  files: z
    .array(
      z.discriminatedUnion('holds', [
        accountFile,
        campaignFile,
        adGroupFile,
        adFile,
        keywordFile,
        reportFile,
        ignoredFile,
      ]),
    )
    .min(1),
});

export type Mapping = z.infer<typeof mappingSchema>;
export type FileMapping = Mapping['files'][number];
export type AccountFile = z.infer<typeof accountFile>;
export type CampaignFile = z.infer<typeof campaignFile>;
export type AdGroupFile = z.infer<typeof adGroupFile>;
export type AdFile = z.infer<typeof adFile>;
export type KeywordFile = z.infer<typeof keywordFile>;
export type StructureFile = AccountFile | CampaignFile | AdGroupFile | AdFile | KeywordFile;
export type ReportFile = z.infer<typeof reportFile>;
export type StatusRule = z.infer<typeof statusRule>;
export type BudgetRule = z.infer<typeof budgetRule>;
export type BidRule = z.infer<typeof bidRule>;
export type FlightRule = z.infer<typeof flightRule>;
export type Level = z.infer<typeof level>;

/** The first entry of the mapping whose pattern fits the file's name; `*` stands for any text, letters count alike in any case. */
export function findFileMapping(mapping: Mapping, fileName: string): FileMapping | undefined {
  return mapping.files.find((entry) => matchesPattern(entry.file, fileName));
}

function matchesPattern(pattern: string, fileName: string): boolean {
  const expression = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${expression.join('.*')}$`, 'iu').test(fileName);
}

/** What the entries take for granted because an export may not tell it, each in a sentence. */
export function structureAssumptions(entries: readonly FileMapping[]): string[] {
  return entries.flatMap((entry) => {
    const assumed = 'status' in entry ? entry.status.assume : undefined;
    return assumed === undefined ? [] : [`${entry.file}: where no status is told, the mapping takes ${assumed}`];
  });
}
