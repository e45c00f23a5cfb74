// Which accounts' reports are read from their platforms. Whoever runs the graph says so; of any other account nothing is read.
import { type Kysely, sql } from 'kysely';
import type { ConnectedTo, PlatformCode, PlatformFailure } from '../../../platforms/ad-platform.ts';
import { isTimeZone } from '../../common/period.ts';
import { StartRefusal } from '../../common/start-refusal.ts';
import type { SpendTables } from '../tables.ts';

/** An account whose spend is read from its platform. */
export interface FollowedAccount {
  readonly advertiserId: string;
  readonly accountId: string;
  readonly platform: PlatformCode;
  /** As its campaigns' identifiers are made of it. */
  readonly externalId: string;
  /** ISO 4217: what its reports are in. */
  readonly currency: string;
  /** IANA: whose midnights its days begin at. */
  readonly timeZone: string;
  /** NONE: nothing is read any more, and what was read stays. */
  readonly mode: ConnectedTo | 'NONE';
  /**
   * Hours that ended by then were told by somebody else, and are left as they are; left out, all is read that the platform
   * may still change.
   */
  readonly since?: Date | undefined;
}

/** Failures that end when somebody has seen to the access, which is when accounts are saved again. */
const accessFailures: ReadonlySet<string> = new Set<PlatformFailure['kind']>([
  'AUTH_EXPIRED',
  'FORBIDDEN',
  'NOT_FOUND',
]);

/**
 * Saves accounts to follow, all of them or none; saved again, nothing changes but `mode` and `since`. An account that had
 * no access any more is tried again at once.
 *
 * Throws a `StartRefusal` that tells which account it is about: TIME_ZONE_UNKNOWN for a time zone that is none, and ACCOUNT_MOVED
 * where the account is known with another advertiser, identifier, currency or time zone, because facts that were recorded
 * would be wrong then.
 */
export async function saveFollowedAccounts(
  db: Kysely<SpendTables>,
  accounts: readonly FollowedAccount[],
): Promise<void> {
  for (const account of accounts) refuseWrong(account);
  const column = (name: keyof FollowedAccount) => accounts.map((account) => account[name] ?? null);
  const { rows } = await sql<{ readonly given: Identity; readonly known: Identity }>`
    /* saveFollowedAccounts */
    with given as (
      select * from unnest(${column('advertiserId')}::text[], ${column('accountId')}::text[], ${column('platform')}::text[],
        ${column('externalId')}::text[], ${column('currency')}::text[], ${column('timeZone')}::text[],
        ${column('mode')}::text[], ${column('since')}::timestamptz[])
        as given (advertiser_id, account_id, platform, external_id, currency, time_zone, mode, since)
    ), other as (
      select ${identityOf('given')} as given, ${identityOf('known')} as known from given join followed_account as known
        on (known.platform, known.external_id) = (given.platform, given.external_id)
        or (known.advertiser_id, known.account_id) = (given.advertiser_id, given.account_id)
      where (known.advertiser_id, known.account_id, known.platform, known.external_id, known.currency, known.time_zone)
        is distinct from (given.advertiser_id, given.account_id, given.platform, given.external_id, given.currency, given.time_zone)
    ), saved as (
      insert into followed_account as known
        (advertiser_id, account_id, platform, external_id, currency, time_zone, mode, since)
      select * from given where not exists (select from other)
      on conflict (advertiser_id, account_id) do update set
        mode = excluded.mode, since = excluded.since,
        due_at = case when known.last_failure = any(${[...accessFailures]}::text[])
          or (known.mode, known.since) is distinct from (excluded.mode, excluded.since)
          then least(known.due_at, now()) else known.due_at end
      where (known.platform, known.external_id, known.currency, known.time_zone)
        = (excluded.platform, excluded.external_id, excluded.currency, excluded.time_zone)
    )
    select given, known from other`.execute(db);
  const [conflict] = rows;
  if (conflict) throw moved(conflict.given, conflict.known);
}

/** What an account is, and never ceases to be. */
type Identity = Readonly<Record<(typeof identityFields)[number], string>>;

const identityFields = ['advertiserId', 'accountId', 'platform', 'externalId', 'currency', 'timeZone'] as const;

function identityOf(table: 'given' | 'known') {
  const of = sql.ref(table);
  return sql`jsonb_build_object('advertiserId', ${of}.advertiser_id, 'accountId', ${of}.account_id, 'platform', ${of}.platform,
    'externalId', ${of}.external_id, 'currency', ${of}.currency, 'timeZone', ${of}.time_zone)`;
}

/** Of accounts that are followed in this way, all but the given ones are followed no more; what was read of them stays. */
export async function stopFollowingOthers(
  db: Kysely<SpendTables>,
  mode: ConnectedTo,
  accounts: readonly Pick<FollowedAccount, 'advertiserId' | 'accountId'>[],
): Promise<void> {
  await sql`/* stopFollowingOthers */
    update followed_account as known set mode = 'NONE'
    where known.mode = ${mode} and not exists (
      select from unnest(${accounts.map(({ advertiserId }) => advertiserId)}::text[],
        ${accounts.map(({ accountId }) => accountId)}::text[]) as given (advertiser_id, account_id)
      where given.advertiser_id = known.advertiser_id and given.account_id = known.account_id
    )`.execute(db);
}

function refuseWrong({ platform, externalId, timeZone }: FollowedAccount): void {
  if (isTimeZone(timeZone)) return;
  throw new StartRefusal(
    'TIME_ZONE_UNKNOWN',
    `account ${externalId} of ${platform} cannot be followed: expected an IANA time zone, but '${timeZone}' is no time zone. Name the one that its platform counts its days in.`,
  );
}

function moved(given: Identity, known: Identity): StartRefusal {
  const differing = identityFields.filter((field) => given[field] !== known[field]);
  const say = (of: Identity) => differing.map((field) => `${field} ${of[field]}`).join(', ');
  return new StartRefusal(
    'ACCOUNT_MOVED',
    `account ${given.externalId} of ${given.platform} is followed already, with another advertiser, identifier, currency or time zone: expected ${say(known)}, but ${say(given)} came. Facts that were recorded are of the first; name the account in PLATFORM_ACCOUNTS_FILE as it is known, or remove it with its facts first.`,
  );
}
