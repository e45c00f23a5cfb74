// What the graph asks of an advertising platform, in words and units that are the same for all five. How a platform
// says it on its wire is its own folder's business: units, envelopes, paging and errors end there.

export type PlatformCode = 'GOOGLE_ADS' | 'META' | 'TIKTOK' | 'SNAP' | 'PINTEREST';
export type EntityLevel = 'CAMPAIGN' | 'AD_GROUP' | 'AD';
export type EntityStatus = 'ENABLED' | 'PAUSED' | 'REMOVED';

/** An entity as its platform knows it, within an account. */
export interface EntityRef {
  readonly level: EntityLevel;
  readonly externalId: string;
}

export interface PlatformBudget {
  readonly amountMicros: bigint;
  readonly kind: 'DAILY' | 'LIFETIME';
  /** How many campaigns spend from this one budget; more than one only where the platform has shared budgets. */
  readonly sharedBy: number;
}

export type PlatformBidStrategy = 'MANUAL_CPC' | 'MANUAL_CPM' | 'TARGET_CPA' | 'LOWEST_COST_WITH_BID_CAP' | 'COST_CAP';

export interface PlatformBid {
  readonly amountMicros: bigint;
  readonly strategy: PlatformBidStrategy;
}

export interface PlatformAccount {
  readonly externalId: string;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  /** IANA. */
  readonly timeZone: string;
}

/** A campaign, ad group or ad as it stands on the platform now. */
export interface PlatformEntity extends EntityRef {
  readonly name: string;
  /** The campaign of an ad group, the ad group of an ad; null for a campaign. */
  readonly parentExternalId: string | null;
  readonly status: EntityStatus;
  /** What the platform itself calls the state of delivery, in its own word. */
  readonly platformStatus: string;
  /** Only campaigns have one. */
  readonly objective: string | null;
  /** Local days of the account, both included; null where the platform did not say. */
  readonly flight: { readonly startsOn: string; readonly endsOn: string | null } | null;
  readonly budget: PlatformBudget | null;
  readonly bid: PlatformBid | null;
  /** Where the platform tells: whether delivery is learning, and when that was last begun anew. */
  readonly learning: { readonly isLearning: boolean; readonly lastResetAt: Date | null } | null;
}

export type ReportGrain = 'HOUR' | 'DAY';

export interface ReportQuery {
  readonly level: EntityLevel;
  readonly grain: ReportGrain;
  /** Local days of the account, both included. */
  readonly firstDay: string;
  readonly lastDay: string;
}

/** What a platform reports of one entity over one hour or day, as it knows it now. */
export interface ReportRow extends EntityRef {
  readonly campaignExternalId: string;
  /** When the hour or the local day begins. */
  readonly startsAt: Date;
  readonly grain: ReportGrain;
  readonly spendMicros: bigint;
  readonly impressions: bigint;
  readonly clicks: bigint;
  /** Whether the platform has said that it will not move the row any more; undefined where it never says. */
  readonly isFinal: boolean | undefined;
}

/**
 * A row of a report that says too little, or nothing that its client knows. What could be read of it says which numbers the
 * report lacks; the value itself is never told.
 */
export interface UnreadableRow {
  readonly level: EntityLevel;
  /** Undefined where it does not say: it may be any entity's. */
  readonly externalId: string | undefined;
  /** Undefined where it does not say: it may be of any time that was asked for. */
  readonly startsAt: Date | undefined;
  /** The first field that could not be read, by the platform's own name, such as `metrics.costMicros`. */
  readonly field: string;
  /** What stood there: the type of a JSON value, or `missing`. */
  readonly valueType: string;
  /** Whether the platform says that the number is not known yet, which is no damage: it will be. */
  readonly isPending: boolean;
}

/** An edit that the platform remembers, whoever made it. */
export interface PlatformChange extends EntityRef {
  readonly at: Date;
  readonly field: 'BUDGET' | 'BID' | 'STATUS' | 'OTHER';
  /** Micros for amounts, the platform's own word for the rest; null where the platform does not tell. */
  readonly before: string | null;
  readonly after: string | null;
  /** Who or what made it, as the platform says. */
  readonly actor: string | null;
  /** OURS: through our own access to the API. PERSON: a person, or another program. AUTO: the platform by itself. */
  readonly origin: 'OURS' | 'PERSON' | 'AUTO' | 'UNKNOWN';
}

/** One absolute value to set. Deltas do not exist: a write that arrives twice must do no harm. */
export type PlatformWrite = EntityRef &
  (
    | { readonly field: 'BUDGET'; readonly amountMicros: bigint; readonly kind: PlatformBudget['kind'] }
    | { readonly field: 'BID'; readonly amountMicros: bigint; readonly strategy: PlatformBidStrategy }
    | { readonly field: 'STATUS'; readonly status: 'ENABLED' | 'PAUSED' }
  );

/** Why a platform did not do what it was asked, in the one vocabulary that retries and people act on. */
export type PlatformFailure =
  | { readonly kind: 'THROTTLED'; readonly scope: QuotaScope; readonly retryAfterMs: number | undefined }
  /** Nothing was done, and the same may work soon. */
  | { readonly kind: 'TRANSIENT' }
  /** It was sent, and nobody knows whether it was done: read back before anything else. */
  | { readonly kind: 'OUTCOME_UNKNOWN' }
  /** Somebody else was writing the same thing. */
  | { readonly kind: 'CONFLICT' }
  | { readonly kind: 'INVALID'; readonly fieldPath: string | undefined }
  | { readonly kind: 'BELOW_MINIMUM'; readonly minimumMicros: bigint | undefined }
  | { readonly kind: 'AUTH_EXPIRED' }
  | { readonly kind: 'FORBIDDEN' }
  | { readonly kind: 'NOT_FOUND' }
  | { readonly kind: 'POLICY' }
  | { readonly kind: 'MAINTENANCE'; readonly until: Date | undefined }
  /** The platform, or this entity on it, has no such thing. */
  | { readonly kind: 'UNSUPPORTED' };

/** What came with a failure, for the log and the audit trail; never for clients of the graph. */
export interface FailureDetail {
  /** The platform's own code, such as `CampaignBudgetError.BUDGET_BELOW_PER_DAY_MINIMUM` or `613/1487742`. */
  readonly platformCode: string | undefined;
  readonly message: string;
  readonly requestId: string | undefined;
  /** A code that this client does not know: somebody should look. */
  readonly isUnknownCode: boolean;
}

/** Thrown by reads, and by whatever fails as a whole. */
export class PlatformError extends Error {
  readonly failure: PlatformFailure;
  readonly detail: FailureDetail;

  constructor(failure: PlatformFailure, detail: FailureDetail, options?: ErrorOptions) {
    super(`${failure.kind}: ${detail.message}`, options);
    this.name = 'PlatformError';
    this.failure = failure;
    this.detail = detail;
  }
}

export type WriteOutcome =
  | { readonly kind: 'APPLIED'; readonly requestId: string | undefined }
  | { readonly kind: 'FAILED'; readonly failure: PlatformFailure; readonly detail: FailureDetail };

export type QuotaScope = 'APP' | 'TOKEN' | 'ACCOUNT' | 'ENTITY';

/** What a platform lets be known of how much may still be asked of it, whenever it does. */
export interface QuotaSignal {
  readonly scope: QuotaScope;
  readonly accountExternalId: string | undefined;
  /** How much of the quota is used up, 0 to 1; undefined where only the end of it is told. */
  readonly usedShare: number | undefined;
  /** Until when nothing more should be asked. */
  readonly blockedForMs: number | undefined;
}

/** What is fixed and documented about a platform, which pacing of requests, previews and guardrails count on. */
export interface PlatformTraits {
  readonly platform: PlatformCode;
  /** How many writes one request may carry. */
  readonly maxWritesPerRequest: number;
  /** Requests a second that may be sent when the platform signals nothing, for an app and for an account. */
  readonly requestsPerSecond: { readonly app: number; readonly account: number };
  /** Whether it can check a write without doing it. */
  readonly hasDryRun: boolean;
  /** Whether it remembers changes, so that an edit can be told from a loss. */
  readonly hasChangeHistory: boolean;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface ReportOptions extends CallOptions {
  /**
   * Told of every row that cannot be read, which is then left out: the report lacks it. Where nobody listens, such a row fails
   * the report, so that nobody takes one that lacks rows for a whole one.
   */
  readonly onUnreadableRow?: ((row: UnreadableRow) => void) | undefined;
}

/** A platform, reached with one set of credentials. Everything is asked within one of its accounts. */
export interface AdPlatformClient {
  readonly traits: PlatformTraits;
  readAccount(accountExternalId: string, options?: CallOptions): Promise<PlatformAccount>;
  /** All campaigns, then all ad groups, then all ads, page by page. Throws `PlatformError`. */
  readStructure(accountExternalId: string, options?: CallOptions): AsyncIterable<readonly PlatformEntity[]>;
  /** Those of the entities that exist, with what they hold now, past every cache of ours. Throws `PlatformError`. */
  readEntities(
    accountExternalId: string,
    refs: readonly EntityRef[],
    options?: CallOptions,
  ): Promise<readonly PlatformEntity[]>;
  /** Page by page; asynchronous reports are waited for. Throws `PlatformError`, also for an answer that is no report. */
  readReport(
    accountExternalId: string,
    query: ReportQuery,
    options?: ReportOptions,
  ): AsyncIterable<readonly ReportRow[]>;
  /** Edits since then, oldest first. Throws `PlatformError`, `UNSUPPORTED` where the platform remembers none. */
  readChanges(accountExternalId: string, since: Date, options?: CallOptions): Promise<readonly PlatformChange[]>;
  /**
   * Sets values, at most `traits.maxWritesPerRequest` at once, and says of each what became of it, in the order given.
   * Never throws for what the platform or the network did: a connection that was lost after sending is
   * OUTCOME_UNKNOWN for each that was in it. Sends once; whether to send again is the caller's decision.
   */
  write(
    accountExternalId: string,
    writes: readonly PlatformWrite[],
    options?: CallOptions & { readonly validateOnly?: boolean },
  ): Promise<readonly WriteOutcome[]>;
  close(): Promise<void>;
}

/** What every platform's client is made of, beside its own credentials. */
export interface ClientSettings {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly now: () => Date;
  /** Told of every signal as it arrives. */
  readonly onQuota: (signal: QuotaSignal) => void;
  /** Told of every word of the platform that its client does not know, so that somebody looks; nothing stops for one. */
  readonly onUnknownWord?: ((word: UnknownWord) => void) | undefined;
}

/** Where an account is reached: at a twin, or at the platform itself. */
export type ConnectedTo = 'TWIN' | 'LIVE';

/**
 * Opens the client of a platform for one kind of connection; undefined where this process has no credentials for it.
 * Its quota signals are to be handed to `onQuota`.
 */
export type ConnectPlatform = (
  platform: PlatformCode,
  mode: ConnectedTo,
  onQuota: (signal: QuotaSignal) => void,
) => AdPlatformClient | undefined;

/** A status, a strategy or the like that came after this client was written. It counts as what may spend. */
export interface UnknownWord {
  readonly platform: PlatformCode;
  /** Where it stood, in the platform's own names, such as `campaign.status`. */
  readonly field: string;
  readonly value: string;
}
