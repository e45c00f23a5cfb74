// Changes as JSON: what an event carries, and what is kept under a clientMutationKey to be answered again.
import { z } from 'zod';
import type { JsonObject, JsonValue } from '../common/json.ts';
import type { AppliedChange, ChangeAnswer, PreviewedAnswer } from './applied-change.ts';
import type { ChangeRequest } from './change-request.ts';
import { refusalCodes } from './change.ts';
import { changeStates } from './change-state.ts';
import { guardrailRules } from './guardrails/guardrails.ts';

export const micros = z.codec(z.string(), z.bigint(), { decode: BigInt, encode: String });
export const instant = z.codec(z.string(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

const status = z.enum(['ENABLED', 'PAUSED', 'REMOVED']);
const field = z.enum(['BUDGET', 'BID', 'STATUS']);

const adEntity = z.object({
  level: z.enum(['CAMPAIGN', 'AD_GROUP', 'AD']),
  id: z.string(),
  advertiserId: z.string(),
  accountId: z.string(),
  campaignId: z.string().nullable(),
  adGroupId: z.string().nullable(),
  externalId: z.string(),
  name: z.string(),
  status,
  objective: z.string().nullable(),
  platform: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  budget: z.object({ amountMicros: micros, kind: z.enum(['DAILY', 'LIFETIME']) }).nullable(),
  bid: z
    .object({
      amountMicros: micros,
      strategy: z.enum(['MANUAL_CPC', 'MANUAL_CPM', 'TARGET_CPA', 'LOWEST_COST_WITH_BID_CAP', 'COST_CAP']),
    })
    .nullable(),
  flight: z.object({ startsOn: z.string(), endsOn: z.string().nullable() }).nullable(),
  version: z.int(),
  ordinal: micros,
});

const appliedChange = z.object({
  id: z.string(),
  advertiserId: z.string(),
  entityId: z.string(),
  field,
  beforeMicros: micros.nullable(),
  afterMicros: micros.nullable(),
  beforeStatus: status.nullable(),
  afterStatus: status.nullable(),
  currency: z.string(),
  version: z.int(),
  reason: z.string(),
  actor: z.string(),
  at: instant,
});

/** What was written before there were changes of status says nothing of them. */
const storedChange = appliedChange.extend({
  beforeStatus: status.nullable().default(null),
  afterStatus: status.nullable().default(null),
});

const changeRequest = z.object({
  id: z.string(),
  advertiserId: z.string(),
  entityId: z.string(),
  accountId: z.string(),
  platform: z.string(),
  kind: field,
  direction: z.enum(['INCREASE', 'DECREASE', 'PAUSE', 'ENABLE']),
  beforeMicros: micros.nullable(),
  afterMicros: micros.nullable(),
  beforeStatus: status.nullable(),
  afterStatus: status.nullable(),
  currency: z.string(),
  expectedVersion: z.int(),
  reason: z.string(),
  actor: z.string(),
  requestedAt: instant,
  contentHash: z.string(),
  policyVersion: z.int().nullable(),
  warnings: z.array(z.enum(guardrailRules)).readonly(),
  expiresAt: instant,
  scheduledFor: instant.nullable(),
  batchId: z.string().nullable(),
  rollbackOf: z.string().nullable(),
  isBreakGlass: z.boolean(),
  state: z.enum(changeStates),
  stateVersion: z.int(),
  stateAt: instant,
});

const verdict = z.object({
  rule: z.enum(guardrailRules),
  outcome: z.enum(['REFUSED', 'NEEDS_APPROVAL', 'WARNED']),
  message: z.string(),
});

const pendingAnswer = z.object({
  kind: z.literal('pending'),
  request: changeRequest,
  verdicts: z.array(verdict).readonly(),
  entity: adEntity,
});

const scheduledAnswer = z.object({ kind: z.literal('scheduled'), request: changeRequest, entity: adEntity });

const queuedAnswer = z.object({ kind: z.literal('queued'), request: changeRequest, entity: adEntity });

export const refusedAnswer = z.object({
  kind: z.literal('refused'),
  code: z.enum(refusalCodes),
  message: z.string(),
  verdicts: z.array(verdict).readonly(),
  currentEntity: adEntity.nullable(),
});

const finalAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('applied'), change: appliedChange, entity: adEntity }),
  queuedAnswer,
  pendingAnswer,
  scheduledAnswer,
  refusedAnswer,
]);

const storedAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('applied'), change: storedChange, entity: adEntity }),
  queuedAnswer,
  pendingAnswer,
  scheduledAnswer,
  refusedAnswer.extend({ verdicts: refusedAnswer.shape.verdicts.default([]) }),
]);

/** An answer that stands once given: unlike a preview it is kept under its key. */
export type FinalAnswer = Exclude<ChangeAnswer, PreviewedAnswer>;

export function encodeAppliedChange(change: AppliedChange): JsonObject {
  return z.encode(appliedChange, change);
}

/** Throws a ZodError for JSON that `encodeAppliedChange` did not write. */
export function decodeAppliedChange(json: JsonValue): AppliedChange {
  return storedChange.parse(json);
}

export function encodeRequest(request: ChangeRequest): JsonObject {
  return z.encode(changeRequest, request);
}

/** Throws a ZodError for JSON that `encodeRequest` did not write. */
export function decodeRequest(json: JsonValue): ChangeRequest {
  return changeRequest.parse(json);
}

export function encodeAnswer(answer: FinalAnswer): JsonObject {
  return z.encode(finalAnswer, answer);
}

/** Throws a ZodError for JSON that `encodeAnswer` did not write. */
export function decodeAnswer(json: JsonValue): FinalAnswer {
  return storedAnswer.parse(json);
}
