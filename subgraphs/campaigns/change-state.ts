// The states of a request to change money, and the only ways from one to another. The migration writes this very table
// into the database, which then refuses every other way.

export const changeStates = [
  'DRAFT',
  'VALIDATED',
  'PENDING_APPROVAL',
  'APPROVED',
  'QUEUED',
  'SENT',
  'CONFIRMED',
  'UNKNOWN',
  'RECONCILED',
  'REJECTED',
  'FAILED',
  'ROLLED_BACK',
  'EXPIRED',
  'SUPERSEDED',
] as const;

export type ChangeState = (typeof changeStates)[number];

/** Where each state may go. An account without a connection to its platform goes from APPROVED to CONFIRMED at once. */
export const changeTransitions: Readonly<Record<ChangeState, readonly ChangeState[]>> = {
  DRAFT: ['VALIDATED'],
  VALIDATED: ['PENDING_APPROVAL', 'APPROVED'],
  PENDING_APPROVAL: ['APPROVED', 'REJECTED', 'EXPIRED'],
  APPROVED: ['QUEUED', 'CONFIRMED', 'REJECTED', 'EXPIRED'],
  QUEUED: ['SENT', 'REJECTED', 'FAILED', 'EXPIRED', 'SUPERSEDED'],
  // Back to QUEUED where it is certain that nothing was done.
  SENT: ['CONFIRMED', 'FAILED', 'UNKNOWN', 'QUEUED'],
  // Nobody knows whether it was done, until it is read back.
  UNKNOWN: ['RECONCILED', 'QUEUED', 'FAILED', 'EXPIRED', 'SUPERSEDED'],
  CONFIRMED: ['ROLLED_BACK'],
  RECONCILED: ['ROLLED_BACK'],
  REJECTED: [],
  FAILED: [],
  ROLLED_BACK: [],
  EXPIRED: [],
  SUPERSEDED: [],
};

/** What is on its way to a platform: it has a place in the outbox. */
const underWay: ReadonlySet<ChangeState> = new Set(['QUEUED', 'SENT', 'UNKNOWN']);

/** In these the value asked for is the value there is. */
const effective: ReadonlySet<ChangeState> = new Set(['CONFIRMED', 'RECONCILED']);

/** Whether a request may go from one state to another in one step. */
export function canMove(from: ChangeState, to: ChangeState): boolean {
  return changeTransitions[from].includes(to);
}

/** Whether nothing more is to be done about a request. It may still be rolled back. */
export function isSettled(state: ChangeState): boolean {
  return isEffective(state) || changeTransitions[state].length === 0;
}

export function isUnderWay(state: ChangeState): boolean {
  return underWay.has(state);
}

export function isEffective(state: ChangeState): boolean {
  return effective.has(state);
}
