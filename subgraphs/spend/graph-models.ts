// What the resolvers of a type get as their parent.
import { z } from 'zod';
import type { PerformanceScope } from '../common/performance-id.ts';
import type { SpendPointRow } from './spend-store.ts';
import type { SpendGrain } from './spend-fact.ts';
import type { SpendScope } from './spend-scope.ts';
import type { Budget, Flight } from './pacing.ts';

/** An ad entity with what the gateway brought of it from campaigns; fields it did not ask for are undefined. */
export interface AdEntity {
  readonly id: string;
  readonly budget?: Budget | null | undefined;
  readonly flight?: Flight | null | undefined;
  readonly timeZone?: string | undefined;
}

export interface AdAccount {
  readonly id: string;
  readonly timeZone?: string | undefined;
}

export interface Advertiser {
  readonly id: string;
}

export interface Performance {
  readonly id: string;
  /** Undefined for an id that nobody handed out: it has no numbers. */
  readonly scope: PerformanceScope | undefined;
}

/** A series; its restatements are read only when they are asked for. */
export interface SpendSeries {
  readonly scope: SpendScope;
  readonly grain: SpendGrain;
  readonly timeZone: string;
  readonly points: readonly SpendPointRow[];
}

/** In process a 64-bit integer arrives as it is; over HTTP, as its digits. */
const micros = z.union([
  z.bigint(),
  z
    .string()
    .regex(/^-?\d{1,19}$/)
    .transform(BigInt),
]);

const budget = z
  .object({
    amount: z.object({ amountMicros: micros, currency: z.string() }),
    kind: z.enum(['DAILY', 'LIFETIME']),
  })
  .transform(({ amount, kind }): Budget => ({ ...amount, kind }));

const flight = z
  .object({ startsOn: z.string(), endsOn: z.string().nullish() })
  .transform(({ startsOn, endsOn }): Flight => ({ startsOn, endsOn: endsOn ?? null }));

const adEntity = z.object({
  id: z.string(),
  budget: budget.nullish(),
  flight: flight.nullish(),
  timeZone: z.string().optional(),
});

/** Reads the representation of an ad entity. Throws when it is not one. */
export function readAdEntity(representation: unknown): AdEntity {
  return adEntity.parse(representation);
}
