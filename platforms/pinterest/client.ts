// Pinterest as the graph asks of it.
import {
  type AdPlatformClient,
  type CallOptions,
  type ClientSettings,
  type EntityLevel,
  type PlatformAccount,
  type PlatformEntity,
  PlatformError,
  type PlatformTraits,
  type ReportQuery,
  type WriteOutcome,
} from '../ad-platform.ts';
import { outcomeOf } from '../read-reply.ts';
import { readableRows } from '../report-rows.ts';
import { columnsOf, levelWords, planReports, readAnalyticsRow } from './analytics.ts';
import { accountPath, createPinterestCalls, type PinterestCalls } from './calls.ts';
import type { PinterestCredentials } from './credentials.ts';
import { withBidFloor } from './bid-floor.ts';
import { listEntities } from './list-entities.ts';
import { maxItems } from './plan-writes.ts';
import { createReadyDays } from './ready-days.ts';
import { type ReportPace, runReport } from './run-report.ts';
import { sendWrites } from './send-writes.ts';
import { accountShape, analyticsShape } from './wire.ts';

export { parsePinterestCredentials, type PinterestCredentials } from './credentials.ts';

export const pinterestBaseUrl = 'https://api.pinterest.com/v5';

export const pinterestTraits: PlatformTraits = {
  platform: 'PINTEREST',
  maxWritesPerRequest: maxItems,
  // 400 a minute, which is the least of the limits of what is asked here but analytics.
  requestsPerSecond: { app: 6, account: 6 },
  hasDryRun: false,
  hasChangeHistory: false,
};

export interface PinterestPace extends ReportPace {
  readonly pageSize: number;
}

const defaultPace: PinterestPace = { pageSize: 250, pollMs: 3_000, maxPolls: 1_200 };

/** A client of Pinterest's API v5. The base URL ends in `/v5`. */
export function createPinterestClient(
  settings: ClientSettings,
  credentials: PinterestCredentials,
  pace: PinterestPace = defaultPace,
): AdPlatformClient {
  const calls = createPinterestCalls(settings, credentials);
  const readyDays = createReadyDays(calls);
  const list = (
    accountExternalId: string,
    level: EntityLevel,
    ids: readonly string[] | undefined,
    options: CallOptions,
  ) => listEntities(calls, settings, { accountExternalId, level, ids, pageSize: pace.pageSize }, options);

  return {
    traits: pinterestTraits,
    readAccount: (accountExternalId, options = {}) => readAccount(calls, accountExternalId, options),
    async *readStructure(accountExternalId, options = {}) {
      for (const level of levels) yield* list(accountExternalId, level, undefined, options);
    },
    async readEntities(accountExternalId, refs, options = {}) {
      const found: PlatformEntity[] = [];
      for (const level of levels) {
        const ids = [...new Set(refs.filter((ref) => ref.level === level).map(({ externalId }) => externalId))];
        for (const some of chunksOf(ids)) {
          for await (const page of list(accountExternalId, level, some, options)) found.push(...page);
        }
      }
      return found;
    },
    async *readReport(accountExternalId, query, options = {}) {
      const today = settings.now().toISOString().slice(0, 10);
      const reports = planReports(query, today);
      if (!reports) throw outOfReach(query);
      const newestFinal = await readyDays.newestIn(
        query.firstDay,
        query.lastDay < today ? query.lastDay : today,
        options,
      );
      for (const { way, query: piece } of reports) {
        const pages =
          way === 'SYNC'
            ? readAnalytics(
                calls,
                accountExternalId,
                piece,
                list(accountExternalId, query.level, undefined, options),
                options,
              )
            : [await runReport(calls, accountExternalId, piece, pace, options)];
        for await (const rows of pages) {
          const read = rows.map((row) => readAnalyticsRow(row, piece, newestFinal));
          yield readableRows('Pinterest', read, options);
        }
      }
    },
    async readChanges() {
      throw refusedHere('Pinterest remembers no changes.');
    },
    async write(accountExternalId, writes, { validateOnly = false, ...options } = {}) {
      if (validateOnly) return writes.map(() => noDryRun);
      const outcomes = await sendWrites(calls, accountExternalId, writes, options);
      return await Promise.all(
        outcomes.map((outcome, index) => withBidFloor(calls, accountExternalId, writes[index], outcome, options)),
      );
    },
    close: () => calls.close(),
  };
}

const levels: readonly EntityLevel[] = ['CAMPAIGN', 'AD_GROUP', 'AD'];

/** Days and hours of Pinterest are those of UTC, wherever the account is. */
async function readAccount(calls: PinterestCalls, id: string, options: CallOptions): Promise<PlatformAccount> {
  const call = { method: 'GET', path: accountPath(id), isWrite: false } as const;
  const { data } = await calls.send({ ...call, ...options }, accountShape);
  return { externalId: data.id, name: data.name ?? data.id, currency: data.currency, timeZone: 'UTC' };
}

/** Analytics are asked for by the ids of what they are about, and so the ids are read first. */
async function* readAnalytics(
  calls: PinterestCalls,
  accountExternalId: string,
  { level, grain, firstDay, lastDay }: ReportQuery,
  entities: AsyncIterable<readonly PlatformEntity[]>,
  options: CallOptions,
): AsyncGenerator<readonly unknown[]> {
  const { path, idsParameter } = levelWords[level];
  for await (const page of entities) {
    for (const ids of chunksOf(page.map(({ externalId }) => externalId))) {
      const query = new URLSearchParams({ start_date: firstDay, end_date: lastDay, granularity: grain });
      for (const id of ids) query.append(idsParameter, id);
      query.set('columns', columnsOf(level).join(','));
      const call = {
        method: 'GET',
        path: `${accountPath(accountExternalId)}/${path}/analytics`,
        isWrite: false,
      } as const;
      yield (await calls.send({ ...call, query, ...options }, analyticsShape)).data;
    }
  }
}

/** As many ids as a query carries without growing too long; Pinterest takes 250. */
const maxIds = 100;

function chunksOf(ids: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / maxIds) }, (_, index) =>
    ids.slice(index * maxIds, (index + 1) * maxIds),
  );
}

function outOfReach({ firstDay, grain }: ReportQuery): PlatformError {
  return refusedHere(`Pinterest has no ${grain} of ${firstDay} any more.`);
}

function refusedHere(message: string): PlatformError {
  const detail = { platformCode: undefined, message, requestId: undefined, isUnknownCode: false };
  return new PlatformError({ kind: 'UNSUPPORTED' }, detail);
}

const noDryRun: WriteOutcome = outcomeOf(refusedHere('Pinterest cannot check a change without making it.'));
