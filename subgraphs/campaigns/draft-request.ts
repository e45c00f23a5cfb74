import { fingerprintOf } from '../common/idempotency.ts';
import { newId } from '../common/identifiers.ts';
import type { ChangeRequest } from './change-request.ts';
import type { Admission } from './judge-changes.ts';

/** What is the same for all requests of one order. */
export interface OrderTerms {
  /** Whether one refusal is a refusal of all. */
  readonly isAtomic: boolean;
  readonly reason: string;
  readonly actor: string;
  readonly at: Date;
  readonly batchId: string | null;
  readonly scheduledFor: Date | null;
  /** Whether an approval that would be needed is done without. */
  readonly isBreakGlass: boolean;
}

/** How long a request is waited for where no policy says so: one that only costs less needs none. */
const lifeWithoutPolicyMinutes = 24 * 60;

/** The request for an admitted change, with everything that it is judged, approved and audited by. */
export function draftRequest(admission: Admission, terms: OrderTerms): ChangeRequest {
  const { entity, change, application, direction, policy, verdicts } = admission;
  const content = {
    id: newId('chg'),
    advertiserId: entity.advertiserId,
    entityId: entity.id,
    accountId: entity.accountId,
    platform: entity.platform,
    kind: change.field,
    direction,
    ...valuesOf(application),
    currency: entity.currency,
    expectedVersion: change.expectedVersion ?? entity.version,
    reason: terms.reason,
    actor: terms.actor,
    requestedAt: terms.at,
    scheduledFor: terms.scheduledFor,
    batchId: terms.batchId,
    rollbackOf: change.rollbackOf ?? null,
    isBreakGlass: terms.isBreakGlass && verdicts.some(({ outcome }) => outcome === 'NEEDS_APPROVAL'),
  };
  const lifeMinutes = policy?.requestLivesMinutes ?? lifeWithoutPolicyMinutes;
  return {
    ...content,
    contentHash: fingerprintOf(content),
    policyVersion: policy?.version ?? null,
    warnings: verdicts.map(({ rule }) => rule),
    expiresAt: new Date((terms.scheduledFor ?? terms.at).getTime() + lifeMinutes * 60_000),
    state: 'DRAFT',
    stateVersion: 1,
    stateAt: terms.at,
  };
}

function valuesOf(application: Admission['application']) {
  const none = { beforeMicros: null, afterMicros: null, beforeStatus: null, afterStatus: null };
  const { kind: _, version: __, ...values } = application;
  return { ...none, ...values };
}
