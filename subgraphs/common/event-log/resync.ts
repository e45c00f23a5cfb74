// Why a position cannot be gone on from. Both are RESYNC_REQUIRED: the client reads the current state and begins anew.
import { codedError } from '../access.ts';
import { comparePositions, type Position } from './event-log.ts';

/** After a database was put back to an earlier state, clients hold cursors of events that it never had. */
export function aheadOfLog(): Error {
  return codedError(
    'RESYNC_REQUIRED',
    'The cursor is of no event that this log ever had. Read the current state and subscribe without a cursor.',
  );
}

/** Throws `RESYNC_REQUIRED` where events after the position were removed already. */
export function requireKept(after: Position, prunedTo: Position): void {
  if (comparePositions(after, prunedTo) >= 0) return;
  throw codedError(
    'RESYNC_REQUIRED',
    'Events after the cursor are no longer kept. Read the current state and subscribe without a cursor.',
  );
}
