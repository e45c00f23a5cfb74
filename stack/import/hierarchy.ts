// Who belongs to whom in an export: of each id the newest row, and the way from an ad up to its account. Reports often
// name the ad alone; campaign and account come from here.
import type { StructureRow } from './structure-row.ts';

/** A row and where it was read. */
export interface SeenRow extends StructureRow {
  readonly file: string;
  readonly line: number;
  /** When the row was true, in milliseconds since 1970: what its columns say, else when its file was written. */
  readonly asOfMs: number;
  /** Decides between two rows of one age, so that their order in the file does not. */
  readonly text: string;
}

/** What a report row needs to know of its account. */
export interface AccountSettings {
  readonly currency: string | undefined;
  readonly timeZone: string | undefined;
  /** Why there is no currency or time zone where the export should have told one. */
  readonly trouble: string | undefined;
}

/** What the command line says of accounts whose export does not. */
export interface AccountDefaults {
  readonly currency: string | undefined;
  readonly timeZone: string | undefined;
  /** What it says of single accounts, by external id; this counts more than the export. */
  readonly accounts: ReadonlyMap<string, { readonly currency: string; readonly timeZone: string }>;
}

/** The external ids above an entity, as far as they are known. */
export interface Parents {
  readonly account: string | undefined;
  readonly campaign: string | undefined;
  readonly adGroup: string | undefined;
}

type EntityKind = StructureRow['holds'];

const noParents: Parents = { account: undefined, campaign: undefined, adGroup: undefined };

/** The newest row of each id. */
export interface Hierarchy {
  readonly rows: readonly SeenRow[];
  /** Every account that is named anywhere in the structure files. */
  readonly accountIds: readonly string[];
  parentsOf(kind: EntityKind, id: string): Parents;
  settingsOf(accountId: string): AccountSettings;
}

/** Keeps the newer of the two rows of one id; the order in which they come does not matter. */
export function keepNewest(rows: Map<string, SeenRow>, row: SeenRow): void {
  const key = keyOf(row.holds, row.id);
  const known = rows.get(key);
  if (known === undefined || isNewer(row, known)) rows.set(key, row);
}

function isNewer(row: SeenRow, known: SeenRow): boolean {
  const length = Math.max(row.age.length, known.age.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (row.age[index] ?? row.asOfMs) - (known.age[index] ?? known.asOfMs);
    if (difference !== 0) return difference > 0;
  }
  return row.text > known.text;
}

/**
 * @param troubles why an account's row could not be read, by the account's external id
 */
export function buildHierarchy(
  newest: ReadonlyMap<string, SeenRow>,
  defaults: AccountDefaults,
  reportingTimeZone: string | undefined,
  troubles: ReadonlyMap<string, string>,
): Hierarchy {
  const rows = [...newest.values()].toSorted((a, b) => (keyOf(a.holds, a.id) < keyOf(b.holds, b.id) ? -1 : 1));
  const links = linkEntities(rows);
  const parentsOf = (kind: EntityKind, id: string): Parents => climb(links, kind, id);
  const accountIds = new Set(rows.map((row) => (row.holds === 'ACCOUNTS' ? row.id : row.account)));
  accountIds.delete(undefined);
  const currencyOfCampaigns = new Map(
    rows
      .filter((row) => row.holds === 'CAMPAIGNS')
      .map((row) => [parentsOf('CAMPAIGNS', row.id).account, row.currency]),
  );
  const settingsOf = (accountId: string): AccountSettings => {
    const stated = defaults.accounts.get(accountId);
    if (stated !== undefined) return { ...stated, trouble: undefined };
    const row = newest.get(keyOf('ACCOUNTS', accountId));
    const trouble = row === undefined ? troubles.get(accountId) : undefined;
    if (trouble !== undefined) return { currency: undefined, timeZone: undefined, trouble };
    return {
      currency: row?.currency ?? currencyOfCampaigns.get(accountId) ?? defaults.currency,
      timeZone: row?.timeZone ?? reportingTimeZone ?? defaults.timeZone,
      trouble: undefined,
    };
  };
  return { rows, accountIds: [...accountIds].filter((id) => id !== undefined), parentsOf, settingsOf };
}

/** What each row says of its own parents, and, for an entity without a row of its own, what its children's rows say. */
function linkEntities(rows: readonly SeenRow[]): ReadonlyMap<string, Parents> {
  const links = new Map<string, Parents>(rows.map((row) => [keyOf(row.holds, row.id), row]));
  for (const { account, campaign, adGroup } of rows) {
    if (adGroup !== undefined) fillIn(links, keyOf('AD_GROUPS', adGroup), { account, campaign, adGroup: undefined });
    if (campaign !== undefined) fillIn(links, keyOf('CAMPAIGNS', campaign), { ...noParents, account });
  }
  return links;
}

function fillIn(links: Map<string, Parents>, key: string, parents: Parents): void {
  const known = links.get(key) ?? noParents;
  links.set(key, {
    account: known.account ?? parents.account,
    campaign: known.campaign ?? parents.campaign,
    adGroup: known.adGroup,
  });
}

function climb(links: ReadonlyMap<string, Parents>, kind: EntityKind, id: string): Parents {
  const own = links.get(keyOf(kind, id)) ?? noParents;
  const ofAdGroup = own.adGroup === undefined ? noParents : (links.get(keyOf('AD_GROUPS', own.adGroup)) ?? noParents);
  const campaign = own.campaign ?? ofAdGroup.campaign;
  const ofCampaign = campaign === undefined ? noParents : (links.get(keyOf('CAMPAIGNS', campaign)) ?? noParents);
  return { account: own.account ?? ofAdGroup.account ?? ofCampaign.account, campaign, adGroup: own.adGroup };
}

function keyOf(kind: EntityKind, id: string): string {
  return `${kind} ${id}`;
}
