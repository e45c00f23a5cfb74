// Changes as JSON: what an event carries, and what is kept under a clientMutationKey to be answered again.
import { z } from 'zod';
import type { JsonObject, JsonValue } from '../common/json.ts';
import type { AppliedAnswer, AppliedChange, RefusedAnswer } from './applied-change.ts';

const micros = z.codec(z.string(), z.bigint(), { decode: BigInt, encode: String });
const instant = z.codec(z.string(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

const adEntity = z.object({
  level: z.enum(['CAMPAIGN', 'AD_GROUP', 'AD']),
  id: z.string(),
  advertiserId: z.string(),
  accountId: z.string(),
  campaignId: z.string().nullable(),
  adGroupId: z.string().nullable(),
  externalId: z.string(),
  name: z.string(),
  status: z.enum(['ENABLED', 'PAUSED', 'REMOVED']),
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
  field: z.enum(['BUDGET', 'BID']),
  beforeMicros: micros,
  afterMicros: micros,
  currency: z.string(),
  version: z.int(),
  reason: z.string(),
  actor: z.string(),
  at: instant,
});

const finalAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('applied'), change: appliedChange, entity: adEntity }),
  z.object({
    kind: z.literal('refused'),
    code: z.enum([
      'ENTITY_NOT_FOUND',
      'VERSION_CONFLICT',
      'MUTATION_KEY_REUSED',
      'CURRENCY_MISMATCH',
      'AMOUNT_NOT_BILLABLE',
      'AMOUNT_OUT_OF_RANGE',
      'NOTHING_TO_CHANGE',
      'ENTITY_REMOVED',
      'INVALID_INPUT',
    ]),
    message: z.string(),
    currentEntity: adEntity.nullable(),
  }),
]);

/** An answer that stands once given: unlike a preview it is kept under its key. */
export type FinalAnswer = AppliedAnswer | RefusedAnswer;

export function encodeAppliedChange(change: AppliedChange): JsonObject {
  return z.encode(appliedChange, change);
}

/** Throws a ZodError for JSON that `encodeAppliedChange` did not write. */
export function decodeAppliedChange(json: JsonValue): AppliedChange {
  return appliedChange.parse(json);
}

export function encodeAnswer(answer: FinalAnswer): JsonObject {
  return z.encode(finalAnswer, answer);
}

/** Throws a ZodError for JSON that `encodeAnswer` did not write. */
export function decodeAnswer(json: JsonValue): FinalAnswer {
  return finalAnswer.parse(json);
}
