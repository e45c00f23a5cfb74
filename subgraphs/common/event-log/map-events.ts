/** Not a generator: its `return` would wait for the next event of a quiet stream. */
export function mapEvents<Event, Item>(
  events: AsyncIterableIterator<Event>,
  toItem: (event: Event) => Item,
): AsyncIterableIterator<Item> {
  return {
    next: async () => {
      const result = await events.next();
      return result.done === true ? { done: true, value: undefined } : { done: false, value: toItem(result.value) };
    },
    return: async () => {
      await events.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
