export interface Pause {
  wait(timeoutMs: number): Promise<void>;
  wake(): void;
}

/** A wait that a wake-up cuts short; one that comes while nobody waits cuts the next wait short. */
export function createPause(): Pause {
  let isWoken = false;
  let resume: (() => void) | undefined;
  return {
    async wait(timeoutMs) {
      if (!isWoken && timeoutMs > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          resume = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      isWoken = false;
      resume = undefined;
    },
    wake() {
      isWoken = true;
      resume?.();
    },
  };
}
