// TikTok as the graph asks of it.
import { z } from 'zod';
import {
  type AdPlatformClient,
  type CallOptions,
  type ClientSettings,
  type EntityLevel,
  type EntityRef,
  type PlatformAccount,
  type PlatformEntity,
  PlatformError,
  type PlatformTraits,
  type PlatformWrite,
  type ReportOptions,
  type ReportQuery,
  type ReportRow,
  type WriteOutcome,
} from '../ad-platform.ts';
import { createHttp } from '../http-request.ts';
import { outcomeOf } from '../read-reply.ts';
import { readableRows } from '../report-rows.ts';
import { createTikTokCalls, type TikTokCalls } from './calls.ts';
import type { TikTokCredentials } from './credentials.ts';
import { writeUtcTime } from './local-time.ts';
import { planWrite } from './plan-write.ts';
import { readChanges } from './read-changes.ts';
import { listEntities } from './list-entities.ts';
import { readReportRow, reportParameters, splitQuery } from './reports.ts';
import { runTask, type TaskPace } from './run-task.ts';
import { advertisersShape, pageOf, tiktokPaths, updatedShape } from './wire.ts';

export { parseTikTokCredentials, type TikTokCredentials } from './credentials.ts';

export const tiktokBaseUrl = 'https://business-api.tiktok.com/open_api/v1.3';

export const tiktokTraits: PlatformTraits = {
  platform: 'TIKTOK',
  maxWritesPerRequest: 1,
  // Of the basic tier, which every app has. It is the app's: accounts have no share of their own.
  requestsPerSecond: { app: 10, account: 10 },
  hasDryRun: false,
  hasChangeHistory: true,
};

export interface TikTokPace extends TaskPace {
  readonly pageSize: number;
  /** Reports of more pages than this are had as a file. */
  readonly maxReportPages: number;
}

const defaultPace: TikTokPace = { pageSize: 1_000, maxReportPages: 10, pollMs: 2_000, maxPolls: 300 };

/** A client of TikTok's Business API v1.3. The base URL ends in `/open_api/v1.3`. */
export function createTikTokClient(
  settings: ClientSettings,
  { accessToken, appName }: TikTokCredentials,
  pace: TikTokPace = defaultPace,
): AdPlatformClient {
  const http = createHttp(settings);
  const calls = createTikTokCalls(http, accessToken, settings);
  const accounts = new Map<string, PlatformAccount>();
  const budgetKinds = createBudgetKinds();

  const readAccount = async (accountExternalId: string, options: CallOptions = {}): Promise<PlatformAccount> => {
    const account = await fetchAccount(calls, accountExternalId, options);
    accounts.set(accountExternalId, account);
    return account;
  };
  /** An account's currency and time zone never change. */
  const knownAccount = async (accountExternalId: string, options: CallOptions): Promise<PlatformAccount> =>
    accounts.get(accountExternalId) ?? (await readAccount(accountExternalId, options));

  async function* list(
    accountExternalId: string,
    level: EntityLevel,
    ids: readonly string[] | undefined,
    options: CallOptions,
  ): AsyncGenerator<readonly PlatformEntity[]> {
    const { timeZone } = await knownAccount(accountExternalId, options);
    for await (const page of listEntities(
      calls,
      { accountExternalId, level, ids, timeZone, settings },
      pace.pageSize,
      options,
    )) {
      budgetKinds.remember(page);
      yield page;
    }
  }

  const readEntities: AdPlatformClient['readEntities'] = async (accountExternalId, refs, options = {}) => {
    const found: PlatformEntity[] = [];
    for (const level of levels) {
      const ids = [...new Set(refs.filter((ref) => ref.level === level).map(({ externalId }) => externalId))];
      for (let index = 0; index < ids.length; index += maxIds) {
        const some = ids.slice(index, index + maxIds);
        for await (const page of list(accountExternalId, level, some, options)) found.push(...page);
      }
    }
    return found;
  };

  /** A budget is daily or for a lifetime once and for all, and TikTok's update names an amount alone. */
  const assertKind = async (accountExternalId: string, write: PlatformWrite, options: CallOptions): Promise<void> => {
    if (write.field !== 'BUDGET') return;
    // One that has no budget may have got one meanwhile.
    if ((budgetKinds.of(write) ?? 'NONE') === 'NONE') await readEntities(accountExternalId, [write], options);
    const kind = budgetKinds.of(write);
    if (kind === undefined) throw refusedHere({ kind: 'NOT_FOUND' }, 'TikTok has no such entity.');
    if (kind !== write.kind) {
      throw refusedHere(
        { kind: 'UNSUPPORTED' },
        `The budget is ${kind}, and TikTok does not switch it to ${write.kind}.`,
      );
    }
  };

  const writeOne = async (
    accountExternalId: string,
    write: PlatformWrite,
    options: CallOptions,
  ): Promise<WriteOutcome> => {
    const planned = planWrite(accountExternalId, write);
    try {
      if (planned.kind === 'REFUSE') throw refusedHere(planned.failure, planned.message);
      await assertKind(accountExternalId, write, options);
      const { requestId, isPartial } = await calls.write(planned.path, planned.body, updatedShape, options);
      // The one thing that was asked for, done in part: nobody knows what that means.
      if (isPartial) throw refusedHere({ kind: 'OUTCOME_UNKNOWN' }, 'TikTok did it in part.', requestId);
      return { kind: 'APPLIED', requestId };
    } catch (error) {
      return outcomeOf(error);
    }
  };

  return {
    traits: tiktokTraits,
    readAccount,
    async *readStructure(accountExternalId, options = {}) {
      for (const level of levels) yield* list(accountExternalId, level, undefined, options);
    },
    readEntities,
    async *readReport(accountExternalId, query, options = {}) {
      const { timeZone } = await knownAccount(accountExternalId, options);
      for (const piece of splitQuery(query)) yield* readPiece(calls, accountExternalId, piece, timeZone, pace, options);
    },
    async readChanges(accountExternalId, since, options = {}) {
      const range = { start_time: writeUtcTime(since), end_time: writeUtcTime(settings.now()) };
      const body = { advertiser_id: accountExternalId, ...range };
      return readChanges(await runTask(calls, changeTask, body, pace, options), since, appName);
    },
    async write(accountExternalId, writes, { validateOnly = false, ...options } = {}) {
      const outcomes: WriteOutcome[] = [];
      for (const write of writes) {
        outcomes.push(validateOnly ? noDryRun : await writeOne(accountExternalId, write, options));
      }
      return outcomes;
    },
    close: () => http.close(),
  };
}

const levels: readonly EntityLevel[] = ['CAMPAIGN', 'AD_GROUP', 'AD'];

/** As many as one filter takes. */
const maxIds = 100;

const reportTask = {
  create: tiktokPaths.createReportTask,
  check: tiktokPaths.checkReportTask,
  download: tiktokPaths.downloadReportTask,
};

const changeTask = {
  create: tiktokPaths.createChangeTask,
  check: tiktokPaths.checkChangeTask,
  download: tiktokPaths.downloadChangeTask,
};

function refusedHere(failure: PlatformError['failure'], message: string, requestId?: string): PlatformError {
  return new PlatformError(failure, { platformCode: undefined, message, requestId, isUnknownCode: false });
}

const noDryRun: WriteOutcome = outcomeOf(
  refusedHere({ kind: 'UNSUPPORTED' }, 'TikTok cannot check a change without making it.'),
);

async function fetchAccount(calls: TikTokCalls, id: string, options: CallOptions): Promise<PlatformAccount> {
  const fields = ['advertiser_id', 'name', 'currency', 'timezone', 'display_timezone'];
  const { list } = await calls.read(
    tiktokPaths.advertiserInfo,
    { advertiser_ids: [id], fields },
    advertisersShape,
    options,
  );
  const advertiser = list.find(({ advertiser_id: advertiserId }) => advertiserId === id);
  if (!advertiser) throw refusedHere({ kind: 'NOT_FOUND' }, 'TikTok has no such advertiser.');
  const { name, currency, timezone, display_timezone: displayTimezone } = advertiser;
  return { externalId: id, name, currency, timeZone: displayTimezone || timezone };
}

/** One piece of a report: page by page, or as a file where these would be many. */
async function* readPiece(
  calls: TikTokCalls,
  accountExternalId: string,
  piece: ReportQuery,
  timeZone: string,
  pace: TikTokPace,
  options: ReportOptions,
): AsyncGenerator<readonly ReportRow[]> {
  const parameters = reportParameters(accountExternalId, piece);
  const readPage = (rows: readonly unknown[]) =>
    readableRows(
      'TikTok',
      rows.map((row) => readReportRow(row, piece, timeZone)),
      options,
    );
  for (let page = 1; ; page += 1) {
    const { list, page_info: info } = await calls.read(
      tiktokPaths.report,
      { ...parameters, page, page_size: pace.pageSize },
      pageOf(z.unknown()),
      options,
    );
    if (page === 1 && info.total_page > pace.maxReportPages) break;
    yield readPage(list);
    if (page >= info.total_page) return;
  }
  const file = { output_format: 'CSV_DOWNLOAD', enable_report_title_translation: false };
  const lines = await runTask(calls, reportTask, { ...parameters, ...file }, pace, options);
  yield readPage(lines.map((line) => ({ dimensions: line, metrics: line })));
}

/** What is known of the kinds of budgets; more than any account has, and then forgotten. */
const maxBudgetKinds = 100_000;

type BudgetKind = 'DAILY' | 'LIFETIME' | 'NONE';

function createBudgetKinds() {
  const kinds = new Map<string, BudgetKind>();
  const keyOf = ({ level, externalId }: EntityRef) => `${level} ${externalId}`;
  return {
    of: (ref: EntityRef) => kinds.get(keyOf(ref)),
    remember: (entities: readonly PlatformEntity[]): void => {
      if (kinds.size > maxBudgetKinds) kinds.clear();
      for (const entity of entities) kinds.set(keyOf(entity), entity.budget?.kind ?? 'NONE');
    },
  };
}
