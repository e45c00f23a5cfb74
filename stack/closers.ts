// What was opened is closed in reverse, once, and a part that fails to close does not keep the others open.

export interface Closers {
  add(close: () => Promise<void>): void;
  /** Closes everything; the second call waits for the first. Throws what failed once all has been tried. */
  run(): Promise<void>;
}

export function closers(): Closers {
  const closing: (() => Promise<void>)[] = [];
  let running: Promise<void> | undefined;
  return {
    add: (close) => {
      closing.push(close);
    },
    run: () => (running ??= closeAll(closing.toReversed())),
  };
}

async function closeAll(closing: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closing) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be stopped.');
}
