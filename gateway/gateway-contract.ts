// What the pipeline promises to transports, and what it needs to keep the promise.
import type { Logger } from 'pino';
import type { Viewer } from '../schema/viewer.ts';
import type { ClientError } from './errors.ts';
import type { GraphQLResult } from './execute/graphql-result.ts';
import type { ResultPart } from './execute/result-json.ts';
import type { LiveGroups } from './live/live-groups.ts';
import type { LiveOutcome } from './live/live-query.ts';
import type { SharedStream } from './live/member.ts';
import type { StreamSource } from './live/stream-source.ts';
import type { IsLabelActive } from './operation/active-overrides.ts';
import type { CachePolicy } from './operation/cache-policy.ts';
import type { Variables } from './operation/client-operation.ts';
import type { GraphQLRequest } from './operation/graphql-request.ts';
import type { OperationLimits } from './operation/operation-limits.ts';
import type { TrustedDocumentsMode } from './operation/trusted-documents.ts';
import type { Planner } from './plan/query-plan.ts';
import type { OperationKind, SubgraphCallContext, SubgraphClient } from './subgraph-client/subgraph-client.ts';
import type { HoldsPolicy } from './supergraph/access-rules.ts';

/** A request's circumstances. */
export interface RequestContext extends SubgraphCallContext {
  /** The kinds of operation that may be sent this way. */
  readonly allowedKinds: ReadonlySet<OperationKind>;
}

/** The parts of one answer, in the convention of 2022-08-24; fails only by a fault of the gateway. */
export type AnswerParts = AsyncIterableIterator<ResultPart>;

export interface Gateway {
  /** Answers a query or a mutation. Never rejects: whatever happened is in `errors`. */
  execute(request: GraphQLRequest, context: RequestContext): Promise<GraphQLResult>;
  /** The same, but one that defers fragments is answered part by part; `execute` refuses it. Never rejects. */
  executeInParts(request: GraphQLRequest, context: RequestContext): Promise<GraphQLResult | AnswerParts>;
  /** Opens a subscription or a live query, or answers why not; one whose field has @delivery is shared. Never rejects. */
  subscribe(
    request: GraphQLRequest,
    context: RequestContext,
  ): Promise<SharedStream | AsyncIterable<GraphQLResult> | GraphQLResult>;
  /** The kind of the operation the request names; undefined when it cannot be told (execute will say why). */
  operationKind(request: GraphQLRequest): OperationKind | undefined;
  /** Whether it is answered by a stream: a subscription, or a query that is live. */
  isStreamed(request: GraphQLRequest): boolean;
  /** How long the answer may be kept, and by whom; undefined when the operation cannot be told. */
  cachePolicy(request: GraphQLRequest): CachePolicy | undefined;
  /** The same request with the text that its hash stands for; as it is when it has none or that is not known. */
  withText(request: GraphQLRequest): GraphQLRequest;
}

/** The gateway of one supergraph, which another may have to take over from. */
export interface PreparingGateway extends Gateway {
  /** `onOver` is called when the stream is over, however it ended. */
  subscribe(
    request: GraphQLRequest,
    context: RequestContext,
    onOver?: () => void,
  ): Promise<SharedStream | AsyncIterable<GraphQLResult> | GraphQLResult>;
  /** Plans and compiles an operation ahead of its request; resolves with what clients see of it. Rejects when it is refused. */
  prepare(origin: OperationOrigin): Promise<OperationShape>;
  /** What is planned and compiled, the longest unused first. */
  recentOperations(): readonly OperationOrigin[];
  /** What groups know as the owner of this gateway's streams. */
  readonly owner: object;
  /** What a subscription with @delivery would follow here. Rejects with `ClientError` or `ClientErrors` when it cannot. */
  findStream(request: GraphQLRequest, context: SubgraphCallContext): Promise<StreamSource>;
  /** The live streams of this gateway that are not shared. */
  liveOperations(): readonly LiveOperation[];
}

/** What clients of an operation would see of another supergraph. */
export interface OperationShape {
  /** Equal under two supergraphs whose plans and answers for it are the same; see `planFingerprint`. */
  fingerprint(): string;
  /** What is selected: the type of each coordinate. */
  selectedTypes(): ReadonlyMap<string, string>;
}

/** What an operation was prepared from: enough to prepare it again under another supergraph. */
export interface OperationOrigin {
  readonly text: string;
  readonly operationName: string | undefined;
  /** The (coerced) variables in `@skip` and `@include`. */
  readonly conditions: Variables;
  /** Whether it is a query that goes on. */
  readonly isLive: boolean;
  /** Whose rights it was prepared for. */
  readonly viewer: Viewer | undefined;
}

/** A live stream, as its gateway sees it. */
export interface LiveOperation extends OperationShape {
  readonly origin: OperationOrigin;
  /** Ends the stream with the reason. */
  end(reason: ClientError): void;
}

/** How often and how long live queries run. */
export interface LiveQueryLimits {
  /** The least time from one run of a live query to the next. */
  readonly intervalMs: number;
  readonly runTimeoutMs: number;
  /** Told of each run. */
  readonly onRun?: (outcome: LiveOutcome) => void;
}

export interface GatewayOptions {
  readonly supergraphSdl: string;
  /** Clients see the part of the graph that this tag marks; without it, all. */
  readonly contract?: string;
  /** By subgraph name. */
  readonly clients: ReadonlyMap<string, SubgraphClient>;
  readonly limits: OperationLimits;
  readonly introspection: boolean;
  /** Texts by `sha256:<hex>`. */
  readonly trustedDocuments?: ReadonlyMap<string, string>;
  readonly trustedDocumentsMode?: TrustedDocumentsMode;
  /** Decides @policy. Without it no policy holds. */
  readonly holdsPolicy?: HoldsPolicy;
  /** Decides labels of progressive @override other than percentages. Without it none is active. */
  readonly isLabelActive?: IsLabelActive;
  /** Another planner than the native one. */
  readonly planner?: Planner;
  /** Whether identical queries of one viewer that are under way at once are executed once. */
  readonly sharesQueries?: boolean;
  /** Where subscriptions with @delivery are shared; by default within this gateway alone. */
  readonly groups?: LiveGroups;
  readonly liveQueries?: LiveQueryLimits;
  readonly logger: Logger;
}
