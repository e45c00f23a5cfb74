// Says what is going on while the stack starts: one short line a step.

export interface Progress {
  /** Runs a step and tells of it; `describe` says what came out. */
  step<Result>(title: string, work: () => Promise<Result>, describe?: (result: Result) => string): Promise<Result>;
}

export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const titleWidth = 14;

/** Writes to a terminal, where a running step is shown at once and its line replaced; or to a file, line by line. */
export function createProgress(terminal: Terminal): Progress {
  return {
    async step(title, work, describe) {
      const label = title.padEnd(titleWidth);
      if (terminal.isTTY) terminal.write(`  … ${label}`);
      const startedAt = performance.now();
      const finish = (mark: string, detail: string) => {
        const seconds = `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`;
        const line = `  ${mark} ${label} ${seconds.padStart(6)}${detail === '' ? '' : `  ${detail}`}`;
        terminal.write(terminal.isTTY ? `\r\x1b[2K${line}\n` : `${line}\n`);
      };
      try {
        const result = await work();
        finish('✓', describe?.(result) ?? '');
        return result;
      } catch (error) {
        finish('✗', '');
        throw error;
      }
    },
  };
}

/** Tells nobody. */
export const silentProgress: Progress = { step: (_title, work) => work() };
