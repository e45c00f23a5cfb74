// Meta as an ad platform of the graph.
import type { z } from 'zod';
import {
  type AdPlatformClient,
  type CallOptions,
  type ClientSettings,
  type EntityRef,
  type PlatformAccount,
  type PlatformEntity,
  PlatformError,
  type PlatformTraits,
  type PlatformWrite,
  type WriteOutcome,
} from '../ad-platform.ts';
import { outcomeOf } from '../read-reply.ts';
import { activityFields, changeOf } from './activities.ts';
import { createCalls, type MetaCalls } from './call.ts';
import type { MetaCredentials } from './credentials.ts';
import { readInsights } from './insights.ts';
import { adFields, adOf, adSetFields, adSetOf, campaignFields, campaignOf } from './structure.ts';
import { accountNode, activityNode, adNode, adSetNode, campaignNode } from './wire.ts';
import { type WritableAccount, writeOne, type WriteOptions } from './write.ts';

export { type MetaCredentials, parseMetaCredentials } from './credentials.ts';

export const metaBaseUrl = 'https://graph.facebook.com';

const traits: PlatformTraits = {
  platform: 'META',
  maxWritesPerRequest: 1,
  // A hundred writes a second are the most for an app; an account's quota is told in headers.
  requestsPerSecond: { app: 90, account: 20 },
  hasDryRun: true,
  hasChangeHistory: true,
};

export interface MetaClientOptions {
  /** How long to wait before a report is asked about again. */
  readonly pollMs?: number;
}

/**
 * A client of Meta's Marketing API. A budget is written where Meta holds it, on the campaign or on the ad set; a bid is
 * the amount of an ad set whose strategy stays as it is. A `validateOnly` write that Meta would accept is APPLIED.
 */
export function createMetaClient(
  settings: ClientSettings,
  credentials: MetaCredentials,
  { pollMs = 2_000 }: MetaClientOptions = {},
): AdPlatformClient {
  const calls = createCalls(settings, credentials);
  const accounts = new Map<string, WritableAccount>();

  const fetchAccount = async (accountExternalId: string, options?: CallOptions): Promise<WritableAccount> => {
    const fields = 'account_id,name,currency,timezone_name,min_daily_budget';
    const node = await calls.get(`/act_${encodeURIComponent(accountExternalId)}`, { fields }, accountNode, options);
    const account: WritableAccount = {
      externalId: node.account_id,
      name: node.name,
      currency: node.currency,
      timeZone: node.timezone_name,
      minDailyBudgetUnits: node.min_daily_budget,
    };
    accounts.set(accountExternalId, account);
    return account;
  };
  /** An account keeps its currency and its time zone for life. */
  const knownAccount = async (accountExternalId: string, options?: CallOptions): Promise<WritableAccount> =>
    accounts.get(accountExternalId) ?? (await fetchAccount(accountExternalId, options));

  return {
    traits,
    readAccount: async (accountExternalId, options): Promise<PlatformAccount> => {
      const { externalId, name, currency, timeZone } = await fetchAccount(accountExternalId, options);
      return { externalId, name, currency, timeZone };
    },
    async *readStructure(accountExternalId, options) {
      const account = await knownAccount(accountExternalId, options);
      for (const level of ['CAMPAIGN', 'AD_GROUP', 'AD'] as const)
        yield* readLevel(calls, account, level, settings, options);
    },
    readEntities: async (accountExternalId, refs, options) => {
      const account = await knownAccount(accountExternalId, options);
      return await readNodes(calls, account, refs, settings, options);
    },
    async *readReport(accountExternalId, query, options) {
      const { timeZone } = await knownAccount(accountExternalId, options);
      yield* readInsights(calls, accountExternalId, query, { timeZone, pollMs, ...options });
    },
    readChanges: async (accountExternalId, since, options) => {
      const { currency } = await knownAccount(accountExternalId, options);
      const parameters = {
        fields: activityFields,
        since: String(Math.floor(since.getTime() / 1_000)),
        until: String(Math.ceil(settings.now().getTime() / 1_000) + 60),
        limit: '500',
      };
      const edge = `/act_${accountExternalId}/activities`;
      const activities: z.infer<typeof activityNode>[] = [];
      for await (const page of calls.pages(edge, parameters, activityNode, options)) activities.push(...page);
      return activities
        .flatMap((activity) => changeOf(activity, currency, credentials.appId) ?? [])
        .sort((one, other) => one.at.getTime() - other.at.getTime());
    },
    write: async (accountExternalId, writes, options = {}) => {
      try {
        const account = await knownAccount(accountExternalId, options);
        return await writeInTurn(calls, account, writes, options);
      } catch (error) {
        const outcome = outcomeOf(error);
        return writes.map(() => outcome);
      }
    },
    close: calls.close,
  };
}

async function writeInTurn(
  calls: MetaCalls,
  account: WritableAccount,
  writes: readonly PlatformWrite[],
  options: WriteOptions,
): Promise<readonly WriteOutcome[]> {
  const outcomes: WriteOutcome[] = [];
  for (const write of writes) outcomes.push(await writeOne(calls, account, write, options));
  return outcomes;
}

/** All of a level, but for what was deleted or archived. */
async function* readLevel(
  calls: MetaCalls,
  account: PlatformAccount,
  level: EntityRef['level'],
  settings: ClientSettings,
  options: CallOptions | undefined,
): AsyncGenerator<readonly PlatformEntity[]> {
  const edge = (name: string) => `/act_${account.externalId}/${name}`;
  const of = (fields: string) => ({ fields, limit: '200' });
  switch (level) {
    case 'CAMPAIGN':
      for await (const page of calls.pages(edge('campaigns'), of(campaignFields), campaignNode, options))
        yield page.map((node) => campaignOf(node, account, settings));
      return;
    case 'AD_GROUP':
      for await (const page of calls.pages(edge('adsets'), of(adSetFields), adSetNode, options))
        yield page.map((node) => adSetOf(node, account, settings));
      return;
    case 'AD':
      for await (const page of calls.pages(edge('ads'), of(adFields), adNode, options))
        yield page.map((node) => adOf(node, account, settings));
  }
}

/** So many nodes are asked for at a time. */
const nodesAtATime = 8;

async function readNodes(
  calls: MetaCalls,
  account: PlatformAccount,
  refs: readonly EntityRef[],
  settings: ClientSettings,
  options: CallOptions | undefined,
): Promise<readonly PlatformEntity[]> {
  const found: PlatformEntity[] = [];
  for (let from = 0; from < refs.length; from += nodesAtATime) {
    const some = refs.slice(from, from + nodesAtATime);
    const nodes = await Promise.all(some.map((ref) => readNode(calls, account, ref, settings, options)));
    found.push(...nodes.flatMap((node) => node ?? []));
  }
  return found;
}

/** Undefined for a node that is not there, or is another account's. */
async function readNode(
  calls: MetaCalls,
  account: PlatformAccount,
  { level, externalId }: EntityRef,
  settings: ClientSettings,
  options: CallOptions | undefined,
): Promise<PlatformEntity | undefined> {
  const path = `/${encodeURIComponent(externalId)}`;
  const read = async <Node extends { readonly account_id?: string | undefined }>(
    fields: string,
    shape: z.ZodType<Node>,
    entityOf: (node: Node, account: PlatformAccount, settings: ClientSettings) => PlatformEntity,
  ) => {
    const node = await calls.get(path, { fields }, shape, options);
    return node.account_id === account.externalId ? entityOf(node, account, settings) : undefined;
  };
  try {
    switch (level) {
      case 'CAMPAIGN':
        return await read(campaignFields, campaignNode, campaignOf);
      case 'AD_GROUP':
        return await read(adSetFields, adSetNode, adSetOf);
      case 'AD':
        return await read(adFields, adNode, adOf);
    }
  } catch (error) {
    if (error instanceof PlatformError && error.failure.kind === 'NOT_FOUND') return undefined;
    throw error;
  }
}
