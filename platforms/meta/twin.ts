// The twin of Meta: the same paths, units, envelopes, pages, errors and limits over an estate, for a client that cannot tell.
import type { DeliveryRules } from '../estate/delivery-rules.ts';
import type { Estate } from '../estate/estate.ts';
import type { Editor, EstateAccount } from '../estate/estate-config.ts';
import {
  startTwinServer,
  type TwinReply,
  type TwinRequest,
  type TwinServer,
  type TwinServerOptions,
  type TwinService,
} from '../twin-server.ts';
import { appSecretProof, type MetaCredentials } from './credentials.ts';
import { activitiesOf } from './twin-activities.ts';
import { errorReply, type GraphError, graphError, invalidParameter, missingObject } from './twin-errors.ts';
import { insightsOf } from './twin-insights.ts';
import { accountNodeOf, edgeNodes, findNode, type TwinNode } from './twin-nodes.ts';
import { type AccessTier, createTwinUsage, type UseType } from './twin-usage.ts';
import { judgeForm } from './twin-write.ts';
import { apiVersion } from './wire.ts';

/** A day costs at most 1.75 of its budget, a week from Sunday seven; conversions move for 28 days, spend a little. */
export const metaRules: DeliveryRules = {
  overdelivery: {
    dayPercent: 175,
    period: { length: 'WEEK_FROM_SUNDAY', thousandths: 7_000 },
    midDayChange: 'TRAFFIC_LEFT',
  },
  restatement: { settleDays: 28, lateShare: 0.02, invalidShare: 0.01 },
  reportLagMs: 15 * 60_000,
  automaticRaisesPerDay: 0,
};

export interface MetaTwinOptions extends TwinServerOptions {
  readonly estate: Estate;
  /** What the app was granted; full is the default. */
  readonly tier?: AccessTier;
  /** Items of a page, where a smaller limit is not asked for. */
  readonly pageSize?: number;
  /** More rows than these are only given by a job. */
  readonly maxSyncRows?: number;
}

export interface MetaTwin extends TwinServer {
  /** The only ones that it accepts. */
  readonly credentials: MetaCredentials;
}

const credentials: MetaCredentials = {
  accessToken: 'twin-system-user-token',
  appSecret: 'twin-app-secret',
  appId: '424242',
};

const api: Editor = { by: 'API', name: 'marketing-graph system user', programId: credentials.appId };

export async function startMetaTwin(options: MetaTwinOptions): Promise<MetaTwin> {
  return { ...(await startTwinServer(createService(options), options)), credentials };
}

/** A report that is being worked out: its rows as of when it was asked for, and how often somebody has looked. */
interface ReportRun {
  readonly account: EstateAccount;
  readonly rows: readonly TwinNode[];
  looks: number;
}

function createService(options: MetaTwinOptions): TwinService {
  const { estate, tier = 'FULL', pageSize = 500, maxSyncRows = 5_000, requestsBefore = 0 } = options;
  const usage = createTwinUsage(tier);
  const runs = new Map<string, ReportRun>();
  let count = requestsBefore;

  const insights = (account: EstateAccount, request: TwinRequest): TwinReply | GraphError => {
    const isJob = request.method === 'POST';
    const rows = insightsOf(isJob ? new URLSearchParams(request.body) : request.query, account, estate);
    if (!isList(rows)) return rows;
    if (isJob) {
      const id = `77${String(runs.size + 1).padStart(6, '0')}`;
      runs.set(id, { account, rows, looks: 0 });
      return { status: 200, body: { report_run_id: id } };
    }
    if (rows.length > maxSyncRows) {
      const message = 'Please reduce the amount of data you are asking for, then retry your request';
      return graphError(100, message, { subcode: 1_487_534 });
    }
    return pageReply(rows, request, pageSize);
  };
  const run = (
    id: string,
    found: ReportRun,
    edge: string | undefined,
    request: TwinRequest,
  ): TwinReply | GraphError => {
    if (edge === 'insights') {
      if (found.looks < 3) return invalidParameter('The report is not ready yet.', 'report_run_id');
      return pageReply(found.rows, request, pageSize);
    }
    found.looks += 1;
    const isDone = found.looks >= 3;
    const status = isDone ? 'Job Completed' : found.looks === 1 ? 'Job Not Started' : 'Job Running';
    const percent = isDone ? 100 : (found.looks - 1) * 50;
    return { status: 200, body: { id, async_status: status, async_percent_completion: percent } };
  };
  const accountEdge = (account: EstateAccount, edge: string, request: TwinRequest): TwinReply | GraphError => {
    if (edge === 'insights') return insights(account, request);
    const nodes =
      edge === 'activities'
        ? activitiesOf(account, estate, seconds(request, 'since', 0), seconds(request, 'until', Infinity))
        : edgeNodes(edge, account, estate);
    if (!nodes || request.method !== 'GET') return invalidParameter(`Unknown path components: /${edge}`);
    const wrong = nodes[0] && unknownField(nodes[0], request);
    return (
      wrong ??
      pageReply(
        nodes.map((node) => select(node, request)),
        request,
        pageSize,
      )
    );
  };
  const entity = (id: string, account: EstateAccount, request: TwinRequest): TwinReply | GraphError => {
    const found = findNode(id, account, estate);
    if (!found) return missingObject(id);
    if (request.method === 'GET') return nodeReply(found.node, request);
    const form = new URLSearchParams(request.body);
    const judged = judgeForm(found.level, id, form, account, estate);
    if (!isList(judged)) return judged;
    const isRehearsal = (form.get('execution_options') ?? '').includes('validate_only');
    if (!isRehearsal) for (const change of judged) estate.edit(account.externalId, change, api);
    return { status: 200, body: { success: true } };
  };
  const route = (target: Target, request: TwinRequest): TwinReply | GraphError => {
    const { account, id, edge } = target;
    if (target.run) return run(id, target.run, edge, request);
    if (id !== `act_${account.externalId}`)
      return edge === undefined ? entity(id, account, request) : missingObject(id);
    return edge === undefined ? nodeReply(accountNodeOf(account), request) : accountEdge(account, edge, request);
  };
  /** Whose account a path is about. */
  const targetOf = (path: string): Target | undefined => {
    const [, id = '', edge] = pathPattern.exec(path) ?? [];
    const known = runs.get(id);
    if (known) return { account: known.account, id, edge, run: known };
    for (const { externalId } of estate.config.accounts) {
      const account = estate.account(externalId);
      if (account && (id === `act_${externalId}` || findNode(id, account, estate))) return { account, id, edge };
    }
    return undefined;
  };

  return {
    answer: (request) => {
      count += 1;
      const traceId = `twin-trace-${count}`;
      const refusal = refusalOf(request);
      if (refusal) return errorReply(refusal, traceId, {});
      const target = targetOf(request.path);
      if (!target) return errorReply(missingObject(request.path), traceId, {});
      const { account, edge } = target;
      const nowMs = estate.now().getTime();
      const type: UseType = edge === 'insights' || target.run ? 'ads_insights' : 'ads_management';
      const isWrite = request.method === 'POST';
      const reply = usage.take(account, type, isWrite, nowMs) ?? route(target, request);
      const headers = { ...usage.headers(account, nowMs), 'x-fb-trace-id': traceId };
      return isError(reply) ? errorReply(reply, traceId, headers) : { ...reply, headers };
    },
    refuse: (refusal, request) => {
      const traceId = `twin-trace-${(count += 1)}`;
      const account = targetOf(request.path)?.account;
      return errorReply(refusals[refusal], traceId, refusal === 'THROTTLED' && account ? blockedHeaders(account) : {});
    },
  };
}

const pathPattern = new RegExp(`^/${apiVersion}/([A-Za-z0-9_]+)(?:/([a-z_]+))?$`);

interface Target {
  readonly account: EstateAccount;
  readonly id: string;
  readonly edge: string | undefined;
  readonly run?: ReportRun;
}

const refusals = {
  THROTTLED: graphError(80_004, 'There have been too many calls to this ad-account.', { subcode: 2_446_079 }),
  SERVER_ERROR: graphError(2, 'Service temporarily unavailable', { status: 503, isTransient: true }),
  ERROR_IN_200: graphError(2, 'Service temporarily unavailable', { status: 200, isTransient: true }),
} as const;

function blockedHeaders({ externalId }: EstateAccount): Readonly<Record<string, string>> {
  const use = { call_count: 100, total_cputime: 40, total_time: 40, estimated_time_to_regain_access: 2 };
  return { 'x-business-use-case-usage': JSON.stringify({ [externalId]: [{ type: 'ads_management', ...use }] }) };
}

function refusalOf({ headers, query }: TwinRequest): GraphError | undefined {
  if (headers.authorization !== `Bearer ${credentials.accessToken}`) {
    const message = 'Error validating access token: Session has expired.';
    return graphError(190, message, { status: 401, subcode: 463 });
  }
  if (query.get('appsecret_proof') !== appSecretProof(credentials))
    return graphError(100, 'Invalid appsecret_proof provided in the API argument', { type: 'GraphMethodException' });
  return undefined;
}

function isError(value: object): value is GraphError {
  return 'code' in value && 'message' in value;
}

function isList<Item>(value: readonly Item[] | GraphError): value is readonly Item[] {
  return Array.isArray(value);
}

function seconds({ query }: TwinRequest, name: string, fallback: number): number {
  const value = query.get(name);
  return value === null ? fallback : Number(value);
}

function nodeReply(node: TwinNode, request: TwinRequest): TwinReply | GraphError {
  return unknownField(node, request) ?? { status: 200, body: select(node, request) };
}

const fieldsAskedOf = ({ query }: TwinRequest) => (query.get('fields') ?? '').split(',').filter((name) => name !== '');

function unknownField(node: TwinNode, request: TwinRequest): GraphError | undefined {
  const unknown = fieldsAskedOf(request).find((field) => !(field in node) && !optionalFields.has(field));
  return unknown === undefined
    ? undefined
    : invalidParameter(`Tried accessing nonexisting field (${unknown})`, unknown);
}

/** The fields that are asked for, and the identifier of what has one. */
function select(node: TwinNode, request: TwinRequest): TwinNode {
  const selected = fieldsAskedOf(request).flatMap((field) => (node[field] === undefined ? [] : [[field, node[field]]]));
  return { ...Object.fromEntries(selected), ...(node['id'] !== undefined && { id: node['id'] }) };
}

/** Fields that a node has or has not. */
const optionalFields: ReadonlySet<string> = new Set(['daily_budget', 'lifetime_budget', 'application_id', 'id']);

/**
 * A page, and where the next one is. Every other page is one item short, as where somebody may not see an item: nobody may
 * take that for the end.
 */
function pageReply(items: readonly TwinNode[], request: TwinRequest, pageSize: number): TwinReply {
  const offset = Number(Buffer.from(request.query.get('after') ?? '', 'base64url').toString('utf8') || '0');
  const limit = Math.min(pageSize, Number(request.query.get('limit') ?? 25));
  const isShort = Math.floor(offset / limit) % 2 === 1 && limit > 1;
  const end = offset + (isShort ? limit - 1 : limit);
  const cursor = (at: number) => Buffer.from(String(at)).toString('base64url');
  const next = end < items.length ? { next: `https://graph.facebook.com${request.path}?after=${cursor(end)}` } : {};
  return {
    status: 200,
    body: {
      data: items.slice(offset, end),
      ...(items.length > 0 && { paging: { cursors: { before: cursor(offset), after: cursor(end) }, ...next } }),
    },
  };
}
