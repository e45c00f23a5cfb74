// The ad accounts that are reached on their platforms: one file, which every process that tells platforms anything or reads
// their reports is given, so that all of them mean the same accounts.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { platformId } from './identifiers.ts';
import { isCurrency } from './money.ts';
import { isTimeZone } from './period.ts';
import { StartRefusal } from './start-refusal.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How each platform's interface names an account, which is not always how its pages do. */
const externalIds = {
  GOOGLE_ADS: [/^\d{10}$/, 'ten digits, without dashes'],
  META: [/^\d{1,20}$/, 'digits, without act_'],
  TIKTOK: [/^\d{1,25}$/, 'digits'],
  SNAP: [/^[0-9a-f-]{8,64}$/, 'the digits of a UUID'],
  PINTEREST: [/^\d{1,25}$/, 'digits'],
} as const;

const variable = 'PLATFORM_ACCOUNTS_FILE';

type Platform = keyof typeof externalIds;

const entryShape = z
  .strictObject({
    advertiserId: z.string().regex(/^adv_[0-9a-f]{32}$/, 'expected adv_ and 32 hexadecimal digits'),
    /** For an advertiser that the graph does not know yet. */
    advertiserName: z.string().trim().min(1).max(200).optional(),
    /** Left out, the one that an import gives the account. */
    accountId: z
      .string()
      .regex(/^acc_[0-9a-f]{32}$/, 'expected acc_ and 32 hexadecimal digits')
      .optional(),
    platform: z.enum(['GOOGLE_ADS', 'META', 'TIKTOK', 'SNAP', 'PINTEREST']),
    externalId: z.string(),
    name: z.string().trim().min(1).max(200),
    currency: z.string().refine(isCurrency, 'expected an ISO 4217 code such as EUR'),
    timeZone: z.string().refine(isTimeZone, 'expected an IANA time zone such as Europe/Berlin'),
  })
  .superRefine(({ platform, externalId, timeZone }, context) => {
    const [pattern, expected] = externalIds[platform];
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (!pattern.test(externalId)) issue('externalId', `expected ${expected}`);
    if (platform === 'PINTEREST' && timeZone !== 'UTC')
      issue('timeZone', 'expected UTC, in which Pinterest counts days');
  });

const fileShape = z.strictObject({ accounts: z.array(entryShape).max(10_000) });

/** An account that is connected to its platform. */
export interface PlatformAccountEntry {
  readonly advertiserId: string;
  readonly advertiserName: string | undefined;
  readonly accountId: string;
  readonly platform: Platform;
  readonly externalId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
}

/** Thrown where the graph knows an account with something else than the file says. */
export class AccountMovedError extends StartRefusal {
  override readonly name = 'AccountMovedError';

  constructor({ platform, externalId }: PlatformAccountEntry, field: string, known: string) {
    super(
      'ACCOUNT_MOVED',
      `${variable}: account ${externalId} of ${platform} is known with the ${field} ${known}, and does not move by a file. Name it as it is known, or remove it from the graph first.`,
    );
  }
}

export type ReadAccounts =
  | { readonly success: true; readonly accounts: readonly PlatformAccountEntry[] | undefined }
  /** Everything that is wrong, each with the variable and the place in the file. */
  | { readonly success: false; readonly problems: readonly string[] };

/**
 * Reads the file that the environment names; undefined accounts where it names none. An account of a platform that is not in
 * `reachable` is wrong: its changes would wait for ever.
 */
export function readPlatformAccounts(environment: Environment, reachable: ReadonlySet<string>): ReadAccounts {
  const file = environment[variable];
  if (!file) return { success: true, accounts: undefined };
  const text = readText(file);
  if (text === undefined) return { success: false, problems: [`${variable}: ${file} cannot be read`] };
  const parsed = fileShape.safeParse(readJson(text));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${variable}: ${placeOf(path)}: ${message}`);
    return { success: false, problems };
  }
  const accounts = parsed.data.accounts.map((entry) => ({
    ...entry,
    advertiserName: entry.advertiserName,
    accountId: entry.accountId ?? idOf(entry),
  }));
  const problems = accounts.flatMap((account, index) => problemsOf(account, index, accounts, reachable));
  return problems.length > 0 ? { success: false, problems } : { success: true, accounts };
}

function problemsOf(
  account: PlatformAccountEntry,
  index: number,
  accounts: readonly PlatformAccountEntry[],
  reachable: ReadonlySet<string>,
): readonly string[] {
  const { platform, externalId, accountId } = account;
  const at = `${variable}: accounts[${index}]`;
  const isNamedBefore = accounts
    .slice(0, index)
    .some((other) => other.accountId === accountId || keyOf(other) === keyOf(account));
  return [
    ...(isNamedBefore
      ? [`${at}: account ${externalId} of ${platform} is named before, or has the accountId of another`]
      : []),
    ...(reachable.has(platform) ? [] : [`${at}: expected credentials of ${platform} in the environment too`]),
  ];
}

function keyOf({ platform, externalId }: PlatformAccountEntry): string {
  return `${platform} ${externalId}`;
}

function idOf({ advertiserId, platform, externalId }: z.infer<typeof entryShape>): string {
  return platformId('acc', advertiserId, platform, externalId, 'ACCOUNT', externalId);
}

function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the file';
  return path.reduce<string>((place, part) => {
    return typeof part === 'number' ? `${place}[${part}]` : place === '' ? String(part) : `${place}.${String(part)}`;
  }, '');
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
