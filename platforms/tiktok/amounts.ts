// Money on TikTok's wire is a number of major units: exact as a JSON number for any amount somebody could advertise with,
// as long as nobody computes with it. So it goes from text to micros and back, and is never added or divided.
import { formatDecimalMicros, parseDecimalMicros } from '../../subgraphs/common/money.ts';

/** Micros of a number as the wire has it; undefined when it is none, or finer than a micro. */
export function readAmount(amount: number | string): bigint | undefined {
  return parseDecimalMicros(String(amount));
}

/** The number to send; undefined for an amount that a JSON number cannot hold exactly. */
export function writeAmount(micros: bigint): number | undefined {
  const amount = Number(formatDecimalMicros(micros));
  return readAmount(amount) === micros ? amount : undefined;
}
