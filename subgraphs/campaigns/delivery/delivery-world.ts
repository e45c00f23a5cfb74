// What the parts of delivery work with.
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { ConnectedTo } from '../../../platforms/ad-platform.ts';
import type { EventLog } from '../../common/event-log/event-log.ts';
import type { Tables } from '../tables.ts';

/** An account that is connected to its platform. */
export interface ConnectedAccount {
  readonly advertiserId: string;
  readonly accountId: string;
  readonly platform: string;
  readonly externalId: string;
  readonly mode: ConnectedTo;
}

/** Between which steps a process may end at any moment. */
export type DeliveryStep = 'CLAIMED' | 'READ' | 'SENT_RECORDED' | 'ANSWERED' | 'OUTCOME_RECORDED' | 'PRESENCE_RECORDED';

export interface DeliveryTimes {
  /** What is claimed belongs to one process for so long; it must be longer than a write of a client may last. */
  readonly leaseMs: number;
  /** So long a platform may take to do what it was asked for, after the answer was lost. */
  readonly settleMs: number;
  /** So soon after it was recorded as sent a request has left, or it does not leave. */
  readonly sendWithinMs: number;
}

export const defaultTimes: DeliveryTimes = { leaseMs: 60_000, settleMs: 15_000, sendWithinMs: 1_000 };

export interface DeliveryWorld {
  readonly db: Kysely<Tables>;
  readonly eventLog: EventLog;
  readonly logger: Logger;
  readonly now: () => Date;
  /** A clock that nobody sets. */
  readonly monotonicMs: () => number;
  /** From 0 up to but not including 1. */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly times: DeliveryTimes;
  /** Called between steps, so that a test can end the process there; nothing else may depend on it. */
  readonly atStep?: ((step: DeliveryStep) => Promise<void>) | undefined;
}

/** Who moves requests here, as the audit trail has it. */
export const deliveryActor = 'delivery';
