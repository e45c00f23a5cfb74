// From the newest rows of an export to what the campaigns subgraph takes: ids made, parents found, days in the account's zone.
import { localDay } from '../../subgraphs/common/period.ts';
import type {
  PlatformStructure,
  SeenAccount,
  SeenAd,
  SeenAdGroup,
  SeenCampaign,
} from '../../subgraphs/campaigns/structure-store.ts';
import type { Hierarchy, SeenRow } from './hierarchy.ts';
import { idOf } from './platform-ids.ts';
import type { Owner } from './platform-ids.ts';
import { MissingParent, RowProblem } from './problem.ts';
import type { DayOrInstant, SeenAmount } from './structure-row.ts';

/** What is made of one row: a part of the structure (none for keywords, which only help to find parents), or why it cannot be used. */
export type BuiltRow =
  | { readonly row: SeenRow; readonly part: PlatformStructure }
  | { readonly row: SeenRow; readonly problem: RowProblem }
  | { readonly row: SeenRow; readonly missing: MissingParent };

/** Makes each row of the hierarchy a part of a structure. */
export function buildStructure(hierarchy: Hierarchy, owner: Owner, singleAccount: string | undefined): BuiltRow[] {
  return hierarchy.rows.map((row) => {
    try {
      return { row, part: buildPart(row, { hierarchy, owner, singleAccount }) };
    } catch (error) {
      if (error instanceof RowProblem) return { row, problem: error };
      if (error instanceof MissingParent) return { row, missing: error };
      throw error;
    }
  });
}

/**
 * Accounts that reports and campaigns name and no account row describes: the platform's own identifier is the name, until
 * a row tells a better one.
 */
export function buildUndescribedAccounts(
  hierarchy: Hierarchy,
  owner: Owner,
  named: ReadonlySet<string>,
): SeenAccount[] {
  const described = new Set(hierarchy.rows.filter((row) => row.holds === 'ACCOUNTS').map((row) => row.id));
  return [...named]
    .filter((id) => !described.has(id))
    .toSorted()
    .flatMap((externalId) => {
      const { currency, timeZone } = hierarchy.settingsOf(externalId);
      if (currency === undefined || timeZone === undefined) return [];
      const id = idOf(owner, 'ACCOUNT', externalId, externalId);
      return [{ id, ...owner, externalId, name: externalId, currency, timeZone, updatedAt: new Date(0) }];
    });
}

interface Context {
  readonly hierarchy: Hierarchy;
  readonly owner: Owner;
  /** The export's only account, where the mapping says that rows without one belong to it. */
  readonly singleAccount: string | undefined;
}

function buildPart(row: SeenRow, context: Context): PlatformStructure {
  switch (row.holds) {
    case 'ACCOUNTS':
      return { accounts: [buildAccount(row, context)] };
    case 'CAMPAIGNS':
      return { campaigns: [buildCampaign(row, context)] };
    case 'AD_GROUPS':
      return { adGroups: [buildAdGroup(row, context)] };
    case 'ADS':
      return { ads: [buildAd(row, context)] };
    case 'KEYWORDS':
      return {};
  }
}

function buildAccount(row: SeenRow, { hierarchy, owner }: Context): SeenAccount {
  const { currency, timeZone } = hierarchy.settingsOf(row.id);
  if (currency === undefined) throw new RowProblem(`account ${row.id} has no currency: ${howToTellCurrency(row.id)}`);
  if (timeZone === undefined) throw new RowProblem(`account ${row.id} has no time zone: ${howToTellTimeZone(row.id)}`);
  return {
    id: idOf(owner, 'ACCOUNT', row.id, row.id),
    ...owner,
    externalId: row.id,
    name: row.name ?? row.id,
    currency,
    timeZone,
    updatedAt: new Date(row.asOfMs),
  };
}

/** What to do about an account without a currency. */
export function howToTellCurrency(account: string): string {
  return `give --default-currency, or --account ${account}=<currency>,<time zone>`;
}

/** What to do about an account without a time zone. */
export function howToTellTimeZone(account: string): string {
  return `give --default-time-zone, or --account ${account}=<currency>,<time zone>`;
}

function buildCampaign(row: SeenRow, context: Context): SeenCampaign {
  const account = accountOf(row, context);
  const { currency, timeZone } = context.hierarchy.settingsOf(account);
  const flight = row.flight && {
    startsOn: toDay(row.flight.startsOn, timeZone),
    endsOn: row.flight.endsOn && toDay(row.flight.endsOn, timeZone),
  };
  if (flight && flight.endsOn !== null && flight.endsOn < flight.startsOn) {
    throw new RowProblem(`the flight ends on ${flight.endsOn}, before it starts on ${flight.startsOn}`);
  }
  return {
    ...common(row, account, 'CAMPAIGN', context),
    objective: row.objective,
    budget: row.budget && inCurrency(row.budget, currency),
    flight,
  };
}

function buildAdGroup(row: SeenRow, context: Context): SeenAdGroup {
  const account = accountOf(row, context);
  const { campaign } = context.hierarchy.parentsOf('AD_GROUPS', row.id);
  if (campaign === undefined) throw new MissingParent(`ad group ${row.id} names no campaign`);
  const { currency } = context.hierarchy.settingsOf(account);
  const bid = row.bid && inCurrency(row.bid, currency);
  return {
    ...common(row, account, 'AD_GROUP', context),
    campaignId: idOf(context.owner, 'CAMPAIGN', account, campaign),
    budget: row.budget && inCurrency(row.budget, currency),
    bid: bid && { amountMicros: bid.amountMicros, strategy: bid.kind },
  };
}

function buildAd(row: SeenRow, context: Context): SeenAd {
  const account = accountOf(row, context);
  const { campaign, adGroup } = context.hierarchy.parentsOf('ADS', row.id);
  if (adGroup === undefined) throw new MissingParent(`ad ${row.id} names no ad group`);
  if (campaign === undefined) throw new MissingParent(`the campaign of ad ${row.id} is in none of the files`);
  return {
    ...common(row, account, 'AD', context),
    adGroupId: idOf(context.owner, 'AD_GROUP', account, adGroup),
    campaignId: idOf(context.owner, 'CAMPAIGN', account, campaign),
  };
}

function common(row: SeenRow, account: string, level: 'CAMPAIGN' | 'AD_GROUP' | 'AD', { owner }: Context) {
  if (row.status === undefined) throw new RowProblem('has no status');
  return {
    id: idOf(owner, level, account, row.id),
    advertiserId: owner.advertiserId,
    accountId: idOf(owner, 'ACCOUNT', account, account),
    externalId: row.id,
    name: row.name ?? row.id,
    status: row.status,
    updatedAt: new Date(row.asOfMs),
  };
}

function accountOf(row: SeenRow, { hierarchy, singleAccount }: Context): string {
  const account = hierarchy.parentsOf(row.holds, row.id).account ?? singleAccount;
  if (account === undefined) throw new MissingParent(`the account of ${row.id} is in none of the files`);
  return account;
}

function inCurrency<Kind>(amount: SeenAmount<Kind>, accountCurrency: string | undefined): SeenAmount<Kind> {
  const { currency } = amount;
  if (currency !== undefined && accountCurrency !== undefined && currency !== accountCurrency) {
    throw new RowProblem(`an amount is in ${currency}, and the account's currency is ${accountCurrency}`);
  }
  return amount;
}

function toDay(time: DayOrInstant, timeZone: string | undefined): string {
  if ('day' in time) return time.day;
  if (timeZone === undefined) throw new RowProblem('a flight needs its account’s time zone: give --default-time-zone');
  return localDay(new Date(time.instantMs), timeZone);
}
