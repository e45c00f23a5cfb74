// Snap as the graph asks of it.
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
  type UnreadableRow,
  type WriteOutcome,
} from '../ad-platform.ts';
import { outcomeOf } from '../read-reply.ts';
import { readableRows } from '../report-rows.ts';
import { createSnapCalls, type SnapCalls } from './calls.ts';
import type { SnapCredentials } from './credentials.ts';
import { entityReaders, readPages } from './entity-readers.ts';
import { levelWords, planWrite } from './plan-write.ts';
import { readStat, splitQuery, statParameters } from './stats.ts';
import { adAccountShape, statShape } from './wire.ts';

export { parseSnapCredentials, type SnapCredentials } from './credentials.ts';

export const snapBaseUrl = 'https://adsapi.snapchat.com/v1';

export const snapTraits: PlatformTraits = {
  platform: 'SNAP',
  maxWritesPerRequest: 1,
  // 20 of an app and 10 of a token, which is one for all of its accounts.
  requestsPerSecond: { app: 10, account: 10 },
  hasDryRun: false,
  hasChangeHistory: false,
};

/** As many as a page may have. */
const defaultPageSize = 1_000;

/** A client of Snap's Marketing API. The base URL ends in `/v1`. */
export function createSnapClient(
  settings: ClientSettings,
  credentials: SnapCredentials,
  pageSize: number = defaultPageSize,
): AdPlatformClient {
  const calls = createSnapCalls(settings, credentials);
  const accounts = new Map<string, PlatformAccount>();
  const parents = new Map<string, string>();

  const readAccount = async (accountExternalId: string, options: CallOptions = {}): Promise<PlatformAccount> => {
    const account = await fetchAccount(calls, accountExternalId, options);
    accounts.set(accountExternalId, account);
    return account;
  };
  /** An account's currency and time zone never change. */
  const knownAccount = async (accountExternalId: string, options: CallOptions): Promise<PlatformAccount> =>
    accounts.get(accountExternalId) ?? (await readAccount(accountExternalId, options));

  const remember = (entities: readonly PlatformEntity[]): readonly PlatformEntity[] => {
    if (parents.size > maxParents) parents.clear();
    for (const { externalId, parentExternalId } of entities) {
      if (parentExternalId !== null) parents.set(externalId, parentExternalId);
    }
    return entities;
  };

  async function* list(accountExternalId: string, level: EntityLevel, options: CallOptions) {
    const readers = entityReaders(settings, (await knownAccount(accountExternalId, options)).timeZone);
    const path = `/adaccounts/${encodeURIComponent(accountExternalId)}/${levelWords[level].plural}`;
    for await (const page of readPages(calls, readers[level], path, pageSize, options)) yield remember(page);
  }

  /** Undefined for one that is not there, as what is deleted. */
  const find = async (accountExternalId: string, { level, externalId }: EntityRef, options: CallOptions) => {
    const readers = entityReaders(settings, (await knownAccount(accountExternalId, options)).timeZone);
    const path = `/${levelWords[level].plural}/${encodeURIComponent(externalId)}`;
    try {
      for await (const page of readPages(calls, readers[level], path, undefined, options)) return remember(page)[0];
    } catch (error) {
      if (!(error instanceof PlatformError) || error.failure.kind !== 'NOT_FOUND') throw error;
    }
    return undefined;
  };

  /** Changes go to the collection of the parent, which never changes. */
  const parentOf = async (accountExternalId: string, ref: EntityRef, options: CallOptions): Promise<string> => {
    if (ref.level === 'CAMPAIGN') return accountExternalId;
    const parent = parents.get(ref.externalId) ?? (await find(accountExternalId, ref, options))?.parentExternalId;
    if (parent == null) throw refusedHere({ kind: 'NOT_FOUND' }, 'Snap has no such entity.');
    return parent;
  };

  const writeOne = async (
    accountExternalId: string,
    write: PlatformWrite,
    options: CallOptions,
  ): Promise<WriteOutcome> => {
    const planned = planWrite(write);
    try {
      if (planned.kind === 'REFUSE') throw refusedHere(planned.failure, planned.message);
      const { plural, parentPlural } = levelWords[write.level];
      const parent = await parentOf(accountExternalId, write, options);
      const path = `/${parentPlural}/${encodeURIComponent(parent)}/${plural}`;
      const item = { id: write.externalId, ...planned.attributes };
      const kind = entityReaders(settings, 'UTC')[write.level];
      const { entities, requestId } = await calls.patch(path, [item], kind, options);
      if (entities.length !== 1) throw refusedHere({ kind: 'OUTCOME_UNKNOWN' }, 'Snap did not tell.', requestId);
      return { kind: 'APPLIED', requestId };
    } catch (error) {
      return outcomeOf(error);
    }
  };

  return {
    traits: snapTraits,
    readAccount,
    async *readStructure(accountExternalId, options = {}) {
      for (const level of levels) yield* list(accountExternalId, level, options);
    },
    async readEntities(accountExternalId, refs, options = {}) {
      const found: PlatformEntity[] = [];
      for (const ref of refs.toSorted((one, other) => levels.indexOf(one.level) - levels.indexOf(other.level))) {
        const isKnown = found.some(({ level, externalId }) => level === ref.level && externalId === ref.externalId);
        const entity = isKnown ? undefined : await find(accountExternalId, ref, options);
        if (entity) found.push(entity);
      }
      return found;
    },
    async *readReport(accountExternalId, query, options = {}) {
      const { timeZone } = await knownAccount(accountExternalId, options);
      const subjects = subjectsOf(accountExternalId, query, list(accountExternalId, 'CAMPAIGN', options));
      for await (const subject of subjects) {
        for (const piece of splitQuery(query))
          yield await readStats(calls, subject, piece, timeZone, settings.now(), options);
      }
    },
    async readChanges() {
      throw refusedHere({ kind: 'UNSUPPORTED' }, 'Snap remembers no changes.');
    },
    async write(accountExternalId, writes, { validateOnly = false, ...options } = {}) {
      const outcomes: WriteOutcome[] = [];
      for (const write of writes) {
        outcomes.push(validateOnly ? noDryRun : await writeOne(accountExternalId, write, options));
      }
      return outcomes;
    },
    close: () => calls.close(),
  };
}

const levels: readonly EntityLevel[] = ['CAMPAIGN', 'AD_GROUP', 'AD'];

/** More entities than any account has, and then forgotten. */
const maxParents = 200_000;

function refusedHere(failure: PlatformError['failure'], message: string, requestId?: string): PlatformError {
  return new PlatformError(failure, { platformCode: undefined, message, requestId, isUnknownCode: false });
}

const noDryRun: WriteOutcome = outcomeOf(
  refusedHere({ kind: 'UNSUPPORTED' }, 'Snap cannot check a change without making it.'),
);

async function fetchAccount(calls: SnapCalls, id: string, options: CallOptions): Promise<PlatformAccount> {
  const kind = { plural: 'adaccounts', singular: 'adaccount', shape: adAccountShape };
  const path = `/adaccounts/${encodeURIComponent(id)}`;
  const { entities } = await calls.read(path, new URLSearchParams(), kind, options);
  const account = entities.find((each) => each.id === id);
  if (!account) throw refusedHere({ kind: 'NOT_FOUND' }, 'Snap has no such ad account.');
  return { externalId: id, name: account.name, currency: account.currency, timeZone: account.timezone };
}

interface Subject {
  readonly path: string;
  /** Undefined where the account is measured by campaign. */
  readonly campaignId: string | undefined;
}

/** What is measured: the account, or each of its campaigns. What is deleted is not there to be asked about. */
async function* subjectsOf(
  accountExternalId: string,
  { level }: ReportQuery,
  campaigns: AsyncIterable<readonly PlatformEntity[]>,
): AsyncGenerator<Subject> {
  if (level === 'CAMPAIGN') {
    yield { path: `/adaccounts/${encodeURIComponent(accountExternalId)}/stats`, campaignId: undefined };
    return;
  }
  for await (const page of campaigns) {
    for (const { externalId } of page) {
      yield { path: `/campaigns/${encodeURIComponent(externalId)}/stats`, campaignId: externalId };
    }
  }
}

async function readStats(
  calls: SnapCalls,
  { path, campaignId }: Subject,
  piece: ReportQuery,
  timeZone: string,
  now: Date,
  options: ReportOptions,
): Promise<readonly ReportRow[]> {
  const kind = { plural: 'timeseries_stats', singular: 'timeseries_stat', shape: statShape };
  const query = new URLSearchParams(statParameters(piece, timeZone));
  const { entities } = await calls.read(path, query, kind, options);
  const rows = entities.flatMap((stat) => readStat(stat, piece, campaignId));
  const hasBegun = ({ startsAt }: Pick<UnreadableRow, 'startsAt'>) => startsAt === undefined || startsAt < now;
  return readableRows('Snap', rows.filter(hasBegun), options);
}
