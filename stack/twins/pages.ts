// What a person sees and does in the platforms' own pages: look at what the twins hold and have spent, and edit it.
import type { EntityLevel, PlatformBid } from '../../platforms/ad-platform.ts';
import type { EstateAccount, EstateBudget, EstateChange } from '../../platforms/estate/estate-config.ts';
import type { Estate } from '../../platforms/estate/estate.ts';
import { formatDecimalMicros, minorUnitMicros, parseDecimalMicros } from '../../subgraphs/common/money.ts';
import { localDay } from '../../subgraphs/common/period.ts';
import type { TwinHost } from './twin-hosts.ts';

/** Thrown for what cannot be found or done, in words for whoever asked. */
export class PageError extends Error {
  override readonly name = 'PageError';
}

/** An edit as a person types it; amounts are in major units, such as '60.50'. */
export type PersonsEdit =
  { readonly do: 'budget' | 'bid'; readonly amount: string } | { readonly do: 'pause' | 'resume' | 'remove' };

interface Found {
  readonly host: TwinHost;
  readonly account: EstateAccount;
  readonly level: EntityLevel;
  readonly entity:
    EstateAccount['campaigns'][number] | EstateAccount['adGroups'][number] | EstateAccount['ads'][number];
}

/** A line for each campaign. */
export function listCampaigns(hosts: readonly TwinHost[]) {
  return hosts.flatMap((host) =>
    accountsOf(host.estate).flatMap((account) =>
      account.campaigns.map(({ externalId, name, status }) => ({ platform: host.platform, externalId, name, status })),
    ),
  );
}

/** What a twin holds of a campaign, ad group or ad, what it has spent of it, and who has edited it. */
export function showEntity(hosts: readonly TwinHost[], externalId: string) {
  const found = find(hosts, externalId);
  const { host, account, level, entity } = found;
  const budget = ownBudget(found);
  const bid = ownBid(found);
  return {
    platform: host.platform,
    twin: host.url,
    account: account.externalId,
    level,
    externalId,
    name: entity.name,
    status: entity.status,
    budget: budget && { kind: budget.kind, amount: money(budget.amountMicros, account) },
    bid: bid && { strategy: bid.strategy, amount: money(bid.amountMicros, account) },
    spentFromBudget: budget && money(host.estate.spentMicros(account.externalId, budget.externalId), account),
    reportedToday: reportedToday(found),
    edits: editsOf(found, budget),
  };
}

/** Makes an edit as a person does, whom nothing of the graph holds back. Returns what is held then. */
export function editEntity(hosts: readonly TwinHost[], externalId: string, edit: PersonsEdit) {
  const found = find(hosts, externalId);
  found.host.estate.editAsPerson(found.account.externalId, changeOf(found, edit));
  return showEntity(hosts, externalId);
}

function accountsOf(estate: Estate): readonly EstateAccount[] {
  return estate.config.accounts.flatMap(({ externalId }) => estate.account(externalId) ?? []);
}

function find(hosts: readonly TwinHost[], externalId: string): Found {
  const levels = ['CAMPAIGN', 'AD_GROUP', 'AD'] as const;
  for (const host of hosts) {
    for (const account of accountsOf(host.estate)) {
      for (const level of levels) {
        const entities = { CAMPAIGN: account.campaigns, AD_GROUP: account.adGroups, AD: account.ads }[level];
        const entity = entities.find((each) => each.externalId === externalId);
        if (entity) return { host, account, level, entity };
      }
    }
  }
  throw new PageError(
    `No twin has ${externalId}: expected the externalId of a campaign, ad group or ad of the sample data.`,
  );
}

function ownBudget({ account, entity }: Found): EstateBudget | null {
  const budgetId = 'budgetExternalId' in entity ? entity.budgetExternalId : null;
  return account.budgets.find((budget) => budget.externalId === budgetId) ?? null;
}

/** A portfolio's target is none of the campaign's. */
function ownBid({ entity }: Found): PlatformBid | null {
  if ('bid' in entity) return entity.bid;
  const bidding = 'bidding' in entity ? entity.bidding : undefined;
  if (bidding?.targetMicros == null || bidding.portfolioExternalId !== null) return null;
  return { strategy: 'TARGET_CPA', amountMicros: bidding.targetMicros };
}

function changeOf(found: Found, edit: PersonsEdit): EstateChange {
  const { level, entity, account } = found;
  const { externalId } = entity;
  switch (edit.do) {
    case 'budget': {
      const budget = ownBudget(found);
      if (!budget)
        throw new PageError(
          `${entity.name} has no budget of its own: it is held by the other of campaign and ad group.`,
        );
      return { field: 'BUDGET', budgetExternalId: budget.externalId, amountMicros: amountOf(edit.amount, account) };
    }
    case 'bid': {
      const bid = ownBid(found);
      if (!bid)
        throw new PageError(
          `${entity.name} has no bid: an ad group has one, or a campaign with a target of its own, where the platform does not bid by itself.`,
        );
      const amountMicros = amountOf(edit.amount, account);
      if ('bidding' in entity && entity.bidding)
        return {
          field: 'BIDDING',
          campaignExternalId: externalId,
          bidding: { ...entity.bidding, targetMicros: amountMicros },
        };
      return { field: 'BID', adGroupExternalId: externalId, bid: { ...bid, amountMicros } };
    }
    case 'pause':
    case 'resume':
    case 'remove':
      if (entity.status === 'REMOVED') throw new PageError(`${entity.name} was removed, and nothing brings it back.`);
      return { field: 'STATUS', level, externalId, status: statusAfter[edit.do] };
  }
}

const statusAfter = { pause: 'PAUSED', resume: 'ENABLED', remove: 'REMOVED' } as const;

function amountOf(text: string, { currency }: EstateAccount): bigint {
  const micros = parseDecimalMicros(text);
  if (micros === undefined || micros <= 0n || micros % minorUnitMicros(currency) !== 0n) {
    throw new PageError(`'${text}' is no amount in ${currency}: expected one like 60, in whole smallest units.`);
  }
  return micros;
}

function money(micros: bigint, { currency }: EstateAccount): string {
  return `${formatDecimalMicros(micros)} ${currency}`;
}

/** What the platform's own report says by now, by the hour; reports know nothing that is younger than their lag. */
function reportedToday({ host, account, level, entity }: Found): Readonly<Record<string, string>> {
  const day = localDay(host.estate.now(), account.timeZone);
  const rows = host.estate.report(account.externalId, { level, grain: 'HOUR', firstDay: day, lastDay: day });
  const ownId = { CAMPAIGN: 'campaignExternalId', AD_GROUP: 'adGroupExternalId', AD: 'adExternalId' } as const;
  const own = rows.filter((row) => row[ownId[level]] === entity.externalId);
  return Object.fromEntries(own.map((row) => [row.startsAt.toISOString(), money(row.spendMicros, account)]));
}

function editsOf({ host, account, level, entity }: Found, budget: EstateBudget | null) {
  const isOfIt = (change: EstateChange): boolean => {
    switch (change.field) {
      case 'BUDGET':
        return change.budgetExternalId === budget?.externalId;
      case 'BID':
        return level === 'AD_GROUP' && change.adGroupExternalId === entity.externalId;
      case 'BIDDING':
        return level === 'CAMPAIGN' && change.campaignExternalId === entity.externalId;
      case 'STATUS':
      case 'NAME':
        return change.level === level && change.externalId === entity.externalId;
    }
  };
  const edits = host.estate.edits(account.externalId).filter(({ change }) => isOfIt(change));
  return edits.map(({ at, change, before, after, editor }) => ({
    at,
    field: change.field,
    before,
    after,
    by: editor.by,
    who: editor.name,
  }));
}
