// Google Ads as an ad platform of the graph.
import type {
  AdPlatformClient,
  CallOptions,
  ClientSettings,
  EntityRef,
  PlatformAccount,
  PlatformChange,
  PlatformEntity,
  PlatformTraits,
} from '../ad-platform.ts';
import { PlatformError } from '../ad-platform.ts';
import { readableRows } from '../report-rows.ts';
import { createCalls, type GoogleAdsCalls } from './call.ts';
import { changeQuery, changesOf, maxChanges } from './changes.ts';
import type { GoogleAdsCredentials } from './credentials.ts';
import { reportQuery, reportRowOf } from './report.ts';
import { adFields, adGroupFields, adGroupOf, adOf, campaignFields, campaignOf } from './structure.ts';
import { accountRow, adGroupRow, adRow, campaignRow, changeRow, reportRow } from './wire.ts';
import { idsOf, writeAll } from './write.ts';

export { parseGoogleAdsCredentials, type GoogleAdsCredentials } from './credentials.ts';

export const googleAdsBaseUrl = 'https://googleads.googleapis.com';

const traits: PlatformTraits = {
  platform: 'GOOGLE_ADS',
  // Ten thousand are allowed; one lost answer leaves as many unknown as were in it.
  maxWritesPerRequest: 1_000,
  // The quota is one of operations a day and says nothing until it is used up.
  requestsPerSecond: { app: 20, account: 10 },
  hasDryRun: true,
  hasChangeHistory: true,
};

/**
 * A client of Google Ads. Writes of a campaign's budget change the budget itself, also where `sharedBy` says that others
 * spend from it; an ad group's bid is written in the field of the strategy that is given, a campaign's as the target of the
 * strategy that it has: one without a target, or in a portfolio, is UNSUPPORTED. A `validateOnly` write that Google Ads would
 * accept is APPLIED.
 */
export function createGoogleAdsClient(settings: ClientSettings, credentials: GoogleAdsCredentials): AdPlatformClient {
  const calls = createCalls(settings, credentials);
  const accounts = new Map<string, PlatformAccount>();

  const readAccount = async (accountExternalId: string, options?: CallOptions): Promise<PlatformAccount> => {
    const account = await findAccount(calls, accountExternalId, options);
    accounts.set(accountExternalId, account);
    return account;
  };
  /** An account keeps its time zone for life. */
  const timeZoneOf = async (accountExternalId: string, options?: CallOptions): Promise<string> =>
    (accounts.get(accountExternalId) ?? (await readAccount(accountExternalId, options))).timeZone;

  return {
    traits,
    readAccount,
    async *readStructure(accountExternalId, options) {
      yield* readLevels(calls, accountExternalId, settings, undefined, options);
    },
    readEntities: async (accountExternalId, refs, options) => {
      const found: PlatformEntity[] = [];
      for await (const page of readLevels(calls, accountExternalId, settings, refs, options)) found.push(...page);
      return found;
    },
    async *readReport(accountExternalId, query, options = {}) {
      const timeZone = await timeZoneOf(accountExternalId, options);
      for await (const rows of calls.stream(accountExternalId, reportQuery(query), reportRow, options)) {
        const read = rows.map((row) => reportRowOf(row, query, timeZone));
        yield readableRows('Google Ads', read, options);
      }
    },
    readChanges: async (accountExternalId, since, options) => {
      const timeZone = await timeZoneOf(accountExternalId, options);
      return await readAllChanges(calls, accountExternalId, since, { timeZone, settings, credentials, options });
    },
    write: (accountExternalId, writes, options = {}) => writeAll(calls, accountExternalId, writes, options),
    close: calls.close,
  };
}

async function findAccount(calls: GoogleAdsCalls, accountExternalId: string, options?: CallOptions) {
  const query =
    'SELECT customer.id, customer.descriptive_name, customer.currency_code, customer.time_zone FROM customer';
  for await (const [row] of calls.search(accountExternalId, query, accountRow, options)) {
    if (!row) break;
    const { id, descriptiveName, currencyCode, timeZone } = row.customer;
    return { externalId: id, name: descriptiveName, currency: currencyCode, timeZone };
  }
  const message = `There is no account ${accountExternalId}.`;
  const detail = { platformCode: undefined, message, requestId: undefined, isUnknownCode: false };
  throw new PlatformError({ kind: 'NOT_FOUND' }, detail);
}

/** Every level, whole or only those of the references. */
async function* readLevels(
  calls: GoogleAdsCalls,
  accountExternalId: string,
  settings: ClientSettings,
  refs: readonly EntityRef[] | undefined,
  options?: CallOptions,
): AsyncGenerator<readonly PlatformEntity[]> {
  /** The condition for a level; undefined when nothing of it is asked for. */
  const condition = (level: EntityRef['level'], idField: string): string | undefined => {
    if (!refs) return '';
    const ofLevel = refs.filter((ref) => ref.level === level);
    return ofLevel.length === 0 ? undefined : ` WHERE ${idField} IN (${idsOf(ofLevel)})`;
  };
  const campaigns = condition('CAMPAIGN', 'campaign.id');
  if (campaigns !== undefined) {
    const query = `SELECT ${campaignFields} FROM campaign${campaigns}`;
    for await (const rows of calls.search(accountExternalId, query, campaignRow, options))
      yield rows.map((row) => campaignOf(row, settings));
  }
  const adGroups = condition('AD_GROUP', 'ad_group.id');
  if (adGroups !== undefined) {
    const query = `SELECT ${adGroupFields} FROM ad_group${adGroups}`;
    for await (const rows of calls.search(accountExternalId, query, adGroupRow, options))
      yield rows.map((row) => adGroupOf(row, settings));
  }
  const ads = condition('AD', 'ad_group_ad.ad.id');
  if (ads !== undefined) {
    const query = `SELECT ${adFields} FROM ad_group_ad${ads}`;
    for await (const rows of calls.search(accountExternalId, query, adRow, options))
      yield rows.map((row) => adOf(row, settings));
  }
}

interface ChangeReading {
  readonly timeZone: string;
  readonly settings: ClientSettings;
  readonly credentials: GoogleAdsCredentials;
  readonly options: CallOptions | undefined;
}

/** A query gives the oldest ten thousand events, so one that was full is followed by the next, from its last event on. */
async function readAllChanges(
  calls: GoogleAdsCalls,
  accountExternalId: string,
  since: Date,
  { timeZone, settings, credentials, options }: ChangeReading,
): Promise<readonly PlatformChange[]> {
  const campaignsOfBudget = await readBudgetUse(calls, accountExternalId, options);
  const changes: PlatformChange[] = [];
  const seen = new Set<string>();
  for (let from = since, isFull = true; isFull;) {
    const query = changeQuery(from, settings.now(), timeZone);
    let count = 0;
    let isNew = false;
    for await (const rows of calls.search(accountExternalId, query, changeRow, options)) {
      count += rows.length;
      for (const row of rows) {
        if (seen.has(row.changeEvent.resourceName)) continue;
        seen.add(row.changeEvent.resourceName);
        isNew = true;
        changes.push(...changesOf(row, campaignsOfBudget, timeZone, credentials.userEmail));
      }
    }
    isFull = count >= maxChanges && isNew;
    from = changes.at(-1)?.at ?? from;
  }
  return changes;
}

/** Which campaigns spend from each budget, by the budget's resource name. */
async function readBudgetUse(
  calls: GoogleAdsCalls,
  accountExternalId: string,
  options?: CallOptions,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const campaigns = new Map<string, string[]>();
  const query = 'SELECT campaign.id, campaign.campaign_budget FROM campaign';
  for await (const rows of calls.search(accountExternalId, query, campaignRow, options)) {
    for (const { campaign } of rows) {
      const budget = campaign.campaignBudget ?? '';
      campaigns.set(budget, [...(campaigns.get(budget) ?? []), campaign.id]);
    }
  }
  return campaigns;
}
