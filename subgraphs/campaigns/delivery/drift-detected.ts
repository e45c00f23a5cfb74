// The event by which others learn that a platform holds another value than we think.
import { z } from 'zod';
import { encodeCursor, type LoggedEvent, type NewEvent } from '../../common/event-log/event-log.ts';
import type { DriftRecord } from './drift-store.ts';

export const driftDetectedType = 'drift.detected';

/** A drift as it was when it was seen, and where in the stream of such events that stands. */
export interface DriftDetected {
  readonly cursor: string;
  readonly drift: DriftRecord;
}

const instant = z.codec(z.string(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

const payload = z.object({
  id: z.string(),
  advertiserId: z.string(),
  entityId: z.string(),
  accountId: z.string(),
  field: z.enum(['BUDGET', 'BID', 'STATUS']),
  kind: z.enum(['OURS_APPLIED', 'OURS_LOST', 'FOREIGN_EDIT', 'PLATFORM_AUTO']),
  known: z.string(),
  live: z.string(),
  actor: z.string().nullable(),
  editedAt: instant.nullable(),
  detectedAt: instant,
  policy: z.enum(['ADOPT', 'REASSERT', 'ALERT']),
  decidedBy: z.enum(['DEFAULT', 'DRIFT_POLICY', 'REQUEST', 'REASSERTION_LIMIT']).nullable(),
  policyId: z.string().nullable(),
  policyVersion: z.int().nullable(),
  requestId: z.string().nullable(),
  endedAt: instant.nullable(),
  endedAs: z.enum(['ADOPTED', 'REASSERTED', 'WENT_AWAY', 'CHANGED', 'REMOVED']).nullable(),
});

/** Events from before it was noted who had decided go without. */
const undecided = { decidedBy: null, policyId: null, policyVersion: null };

/** Drifts of one entity arrive in order. */
export function toDriftEvent(drift: DriftRecord): NewEvent {
  const { advertiserId, entityId: key } = drift;
  return { advertiserId, type: driftDetectedType, key, payload: z.encode(payload, drift) };
}

/** Throws a ZodError for an event that `toDriftEvent` did not write. */
export function fromDriftEvent({ position, payload: json }: LoggedEvent): DriftDetected {
  return { cursor: encodeCursor(position), drift: payload.parse({ ...undecided, ...json }) };
}
