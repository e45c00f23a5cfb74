/** An amount in the graph; null stays null. */
export function toMoney(amountMicros: bigint | null, currency: string) {
  return amountMicros === null ? null : { amountMicros, currency };
}
