/** Whether a subscription was accepted: a stream, and not the errors it was refused with. */
export function isAsyncIterable<Item>(
  value: AsyncGenerator<Item, void, void> | object,
): value is AsyncGenerator<Item, void, void> {
  return Symbol.asyncIterator in value;
}
