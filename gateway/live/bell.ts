/** For one who waits and many who have something to tell. */
export interface Bell {
  ring(): void;
  /** Resolves with the next ring, or after that time. */
  wait(longestMs: number | undefined): Promise<void>;
}

export function createBell(): Bell {
  let ring = (): void => {};
  return {
    ring: () => ring(),
    async wait(longestMs) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        ring = resolve;
        if (longestMs !== undefined) timer = setTimeout(resolve, Math.ceil(longestMs)).unref();
      });
      clearTimeout(timer);
    },
  };
}
