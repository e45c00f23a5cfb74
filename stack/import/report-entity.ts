// Whom a report row is about: the identifiers it names itself, and those the structure of the export adds.
import { howToTellCurrency, howToTellTimeZone } from './build-structure.ts';
import { isUnreadable, readCurrency } from './cell-values.ts';
import { bindColumn, bindOptionalColumn } from './columns.ts';
import type { Binding, Column } from './columns.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Level, ReportFile, StructureFile } from './mapping.ts';
import { idOf } from './platform-ids.ts';
import type { Owner } from './platform-ids.ts';
import { RowProblem } from './problem.ts';

/** What all rows of one entity have in common. */
export interface ReportEntity {
  readonly accountExternalId: string;
  readonly accountId: string;
  readonly entityId: string;
  readonly campaignId: string | null;
  readonly adGroupId: string | null;
  readonly adId: string | null;
  readonly currency: string;
  readonly timeZone: string;
}

/** What a report is read with. */
export interface ReportContext {
  readonly hierarchy: Hierarchy;
  readonly owner: Owner;
  /** The export's only account, where the mapping says that rows without one belong to it. */
  readonly singleAccount: string | undefined;
}

export type ReadReportEntity = (cells: readonly string[]) => ReportEntity;

const kindOfLevel: Readonly<Record<Level, StructureFile['holds']>> = {
  ACCOUNT: 'ACCOUNTS',
  CAMPAIGN: 'CAMPAIGNS',
  AD_GROUP: 'AD_GROUPS',
  AD: 'ADS',
  KEYWORD: 'KEYWORDS',
};

/** Binds a report's entity to its columns; rows that name the same are looked up once. @throws FileProblem */
export function bindReportEntity(file: ReportFile, context: ReportContext, binding: Binding): ReadReportEntity {
  const entity = bindColumn(file.entity, binding);
  const columns = {
    entity,
    account: bindOptionalColumn(file.account, binding),
    campaign: bindOptionalColumn(file.campaign, binding),
    adGroup: bindOptionalColumn(file.adGroup, binding),
    ad: bindOptionalColumn(file.ad, binding),
    currency: bindOptionalColumn(file.currency, binding),
  };
  const parts = Object.values(columns).filter((column) => column !== undefined);
  const known = new Map<string, ReportEntity>();
  return (cells) => {
    let key = '';
    for (const part of parts) key += `${part.textOf(cells)}\n`;
    let found = known.get(key);
    if (found === undefined) known.set(key, (found = readEntity(file.level, columns, cells, context)));
    return found;
  };
}

interface EntityColumns {
  readonly entity: Column;
  readonly account: Column | undefined;
  readonly campaign: Column | undefined;
  readonly adGroup: Column | undefined;
  readonly ad: Column | undefined;
  readonly currency: Column | undefined;
}

function readEntity(
  level: Level,
  columns: EntityColumns,
  cells: readonly string[],
  context: ReportContext,
): ReportEntity {
  const named = nameEntities(level, columns, cells, context.hierarchy);
  const account = named.account ?? context.singleAccount;
  if (account === undefined) {
    throw new RowProblem('names nothing whose account is known', columns.entity.name, columns.entity.textOf(cells));
  }
  const id = (of: Level, externalId: string | undefined) =>
    externalId === undefined ? null : idOf(context.owner, of, account, externalId);
  return {
    accountExternalId: account,
    accountId: idOf(context.owner, 'ACCOUNT', account, account),
    entityId: idOf(context.owner, level, account, named.entity),
    campaignId: id('CAMPAIGN', named.campaign),
    adGroupId: id('AD_GROUP', named.adGroup),
    adId: id('AD', named.ad),
    ...readSettings(account, columns.currency, cells, context.hierarchy),
  };
}

interface NamedEntities {
  readonly entity: string;
  readonly account: string | undefined;
  readonly campaign: string | undefined;
  readonly adGroup: string | undefined;
  readonly ad: string | undefined;
}

/** The external ids of a row: its own cells first, then what is known of the lowest entity it names. */
function nameEntities(
  level: Level,
  columns: EntityColumns,
  cells: readonly string[],
  hierarchy: Hierarchy,
): NamedEntities {
  const textOf = (column: Column | undefined) => column?.textOf(cells) || undefined;
  const entity = columns.entity.textOf(cells);
  if (entity === '') throw new RowProblem('is empty', columns.entity.name, entity);
  const own = hierarchy.parentsOf(kindOfLevel[level], entity);
  const ad = level === 'AD' ? entity : textOf(columns.ad);
  const ofAd = ad === undefined ? own : hierarchy.parentsOf('ADS', ad);
  const adGroup = level === 'AD_GROUP' ? entity : (textOf(columns.adGroup) ?? own.adGroup ?? ofAd.adGroup);
  const ofAdGroup = adGroup === undefined ? own : hierarchy.parentsOf('AD_GROUPS', adGroup);
  const campaign =
    level === 'CAMPAIGN' ? entity : (textOf(columns.campaign) ?? own.campaign ?? ofAd.campaign ?? ofAdGroup.campaign);
  const ofCampaign = campaign === undefined ? own : hierarchy.parentsOf('CAMPAIGNS', campaign);
  const account =
    level === 'ACCOUNT'
      ? entity
      : (textOf(columns.account) ?? own.account ?? ofAd.account ?? ofAdGroup.account ?? ofCampaign.account);
  return { entity, account, campaign, adGroup, ad };
}

function readSettings(
  account: string,
  column: Column | undefined,
  cells: readonly string[],
  hierarchy: Hierarchy,
): { readonly currency: string; readonly timeZone: string } {
  const { currency: ofAccount, timeZone, trouble } = hierarchy.settingsOf(account);
  const text = column?.textOf(cells) ?? '';
  const stated = text === '' ? undefined : readCurrency(text);
  if (isUnreadable(stated)) throw new RowProblem(stated.reason, column?.name, text);
  const currency = stated ?? ofAccount;
  if (trouble !== undefined) {
    throw new RowProblem(
      `the account ${account} cannot be read (${trouble}); give --account ${account}=<currency>,<time zone>`,
    );
  }
  if (currency === undefined)
    throw new RowProblem(`the account ${account} has no currency: ${howToTellCurrency(account)}`);
  if (timeZone === undefined)
    throw new RowProblem(`the account ${account} has no time zone: ${howToTellTimeZone(account)}`);
  return { currency, timeZone };
}
