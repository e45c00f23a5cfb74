// A living ad estate: what a platform would hold and do, without any platform's wire. Everything follows from the seed, the
// configuration, the edits and the time; asked again, the past answers the same.
import type { EntityLevel, EntityStatus, PlatformBid } from '../ad-platform.ts';
import { localDay } from '../../subgraphs/common/period.ts';
import { dueRaises } from './automatic-raises.ts';
import type { EstateClock } from './clock.ts';
import { entryOf, type EstateBook, openBook } from './estate-book.ts';
import type { Editor, EstateAccount, EstateChange, EstateConfig, EstateEdit, EstateMemory } from './estate-config.ts';
import { learningAt, type Learning } from './learning.ts';
import { pursesOf } from './purse.ts';
import { type EstateReportQuery, type EstateReportRow, reportSpending, sumRows } from './report-estate.ts';
import { createSpending, type Spending } from './spending.ts';

export interface Estate {
  readonly config: EstateConfig;
  readonly now: () => Date;
  /** An account as it stands now, with all that it holds; undefined for one that the estate has not. */
  readonly account: (accountExternalId: string) => EstateAccount | undefined;
  /**
   * Changes something from now on. Returns the edit, or undefined when it was so already. Throws for what the account has
   * not; whether the platform allows it is for the platform's twin to decide.
   */
  readonly edit: (accountExternalId: string, change: EstateChange, editor: Editor) => EstateEdit | undefined;
  /** As a person does in the platform's own pages. */
  readonly editAsPerson: (accountExternalId: string, change: EstateChange) => EstateEdit | undefined;
  /** All edits of an account so far, oldest first. */
  readonly edits: (accountExternalId: string) => readonly EstateEdit[];
  /** What a report shows; rows in which nothing happened are left out. */
  readonly report: (accountExternalId: string, query: Omit<EstateReportQuery, 'asOf'>) => readonly EstateReportRow[];
  /** What was spent from a budget until now, whatever any report says. */
  readonly spentMicros: (accountExternalId: string, budgetExternalId: string) => bigint;
  readonly learning: (accountExternalId: string, adGroupExternalId: string) => Learning;
}

interface LivingAccount {
  readonly account: EstateAccount;
  readonly book: EstateBook;
  readonly spendings: readonly Spending[];
  readonly edits: EstateEdit[];
}

/**
 * Brings an estate to life, or back to life with the edits that its memory has: then it is as if it had never stopped. Throws
 * a plain error when the configuration contradicts itself.
 */
export function createEstate(config: EstateConfig, clock: EstateClock, memory: EstateMemory = noMemory): Estate {
  const living = new Map(config.accounts.map((account) => [account.externalId, bringToLife(account, config)]));
  let editCount = 0;

  const record = (owner: LivingAccount, change: EstateChange, editor: Editor, atMs: number): EstateEdit | undefined => {
    const { before, after, enter } = entryOf(owner.book, change, atMs);
    if (before === after) return undefined;
    const accountExternalId = owner.account.externalId;
    const edit = { number: editCount + 1, at: new Date(atMs), accountExternalId, change, before, after, editor };
    memory.keep(edit);
    enter();
    remember(owner, edit);
    return edit;
  };
  const remember = (owner: LivingAccount, edit: EstateEdit): void => {
    editCount = edit.number;
    owner.edits.push(edit);
    const day = localDay(edit.at, owner.account.timeZone);
    for (const spending of owner.spendings) spending.forgetFrom(day);
  };

  /** Whatever the platform has done by itself since somebody looked last, and then what time it is. */
  const settle = (): number => {
    const nowMs = clock.now().getTime();
    const due = [...living.values()].flatMap((owner) =>
      dueRaises(owner.account, owner.book, config, settledMs, nowMs).map((raise) => ({ owner, ...raise })),
    );
    // In order over all accounts: what comes before the last edit has then been done, whenever the process ends.
    for (const { owner, change, atMs } of due.sort((one, other) => one.atMs - other.atMs)) {
      record(owner, change(), platformItself, atMs);
    }
    settledMs = Math.max(settledMs, nowMs);
    return settledMs;
  };

  const find = (accountExternalId: string): LivingAccount => {
    const owner = living.get(accountExternalId);
    if (!owner) throw new Error(`The estate has no account ${accountExternalId}.`);
    return owner;
  };

  for (const edit of memory.edits) {
    const owner = find(edit.accountExternalId);
    entryOf(owner.book, edit.change, edit.at.getTime()).enter();
    remember(owner, edit);
  }
  const beganAt = typeof config.beganOn === 'string' ? clock.now() : config.beganOn;
  /** A clock that was set back does not take an edit back: time goes on from the last one. */
  let settledMs = (memory.edits.at(-1)?.at ?? beganAt).getTime();

  const estate: Estate = {
    config,
    now: () => new Date(settle()),
    account: (accountExternalId) => {
      const nowMs = settle();
      const owner = living.get(accountExternalId);
      return owner && standing(owner, nowMs);
    },
    edit: (accountExternalId, change, editor) => {
      const nowMs = settle();
      return record(find(accountExternalId), change, editor, nowMs);
    },
    editAsPerson: (accountExternalId, change) => estate.edit(accountExternalId, change, somebody),
    edits: (accountExternalId) => {
      settle();
      return [...find(accountExternalId).edits];
    },
    report: (accountExternalId, query) => {
      const asOf = new Date(settle());
      const ofAds = find(accountExternalId).spendings.flatMap((spending) =>
        reportSpending(spending, { ...query, asOf }),
      );
      return [...sumRows(ofAds, query.level)].sort((one, other) => one.startsAt.getTime() - other.startsAt.getTime());
    },
    spentMicros: (accountExternalId, budgetExternalId) => {
      const nowMs = settle();
      const { account, spendings } = find(accountExternalId);
      const spending = spendings.find(({ delivery }) => delivery.purse.budget.externalId === budgetExternalId);
      if (!spending) throw new Error(`The estate has no budget ${budgetExternalId}.`);
      return spending.spentUntil(localDay(new Date(nowMs), account.timeZone), nowMs);
    },
    learning: (accountExternalId, adGroupExternalId) => {
      const nowMs = settle();
      const { account, edits } = find(accountExternalId);
      return learningAt(account, edits, adGroupExternalId, nowMs);
    },
  };
  return estate;
}

const noMemory: EstateMemory = { edits: [], keep: () => {} };
const platformItself: Editor = { by: 'PLATFORM', name: 'automatic recommendations', programId: null };
const somebody: Editor = { by: 'PERSON', name: 'planner@agency.example', programId: null };

function bringToLife(account: EstateAccount, config: EstateConfig): LivingAccount {
  assertWhole(account);
  const book = openBook(account);
  const { rules, seed, beganOn } = config;
  const firstDay = typeof beganOn === 'string' ? beganOn : localDay(beganOn, account.timeZone);
  const spendings = pursesOf(account).map((purse) => createSpending({ purse, book, rules, seed }, firstDay));
  return { account, book, spendings, edits: [] };
}

/** The configuration with the values that the book has now. */
function standing({ account, book }: LivingAccount, atMs: number): EstateAccount {
  const current = <Entity extends { externalId: string; name: string; status: EntityStatus }>(
    level: EntityLevel,
    entity: Entity,
  ): Entity => ({
    ...entity,
    name: book.name(level, entity.externalId).at(atMs),
    status: book.status(level, entity.externalId).at(atMs),
  });
  const bidNow = (externalId: string): PlatformBid | null => book.bid(externalId).at(atMs);
  return {
    ...account,
    budgets: account.budgets.map((each) => ({
      ...each,
      amountMicros: book.amountMicros(each.externalId).at(atMs),
    })),
    campaigns: account.campaigns.map((each) => ({
      ...current('CAMPAIGN', each),
      ...(each.bidding && { bidding: book.bidding(each.externalId).at(atMs) }),
    })),
    adGroups: account.adGroups.map((each) => ({ ...current('AD_GROUP', each), bid: bidNow(each.externalId) })),
    ads: account.ads.map((each) => current('AD', each)),
  };
}

function assertWhole(account: EstateAccount): void {
  const budgets = new Set(account.budgets.map(({ externalId }) => externalId));
  const campaigns = new Set(account.campaigns.map(({ externalId }) => externalId));
  const adGroups = new Set(account.adGroups.map(({ externalId }) => externalId));
  const lost = [
    ...[...account.campaigns, ...account.adGroups].flatMap(({ budgetExternalId }) => budgetExternalId ?? []),
  ].filter((externalId) => !budgets.has(externalId));
  lost.push(...account.adGroups.map((each) => each.campaignExternalId).filter((id) => !campaigns.has(id)));
  lost.push(...account.ads.map((each) => each.adGroupExternalId).filter((id) => !adGroups.has(id)));
  if (lost.length > 0) throw new Error(`Account ${account.externalId} names what it has not: ${lost.join(', ')}.`);
}
