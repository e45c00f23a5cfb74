import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FuzzOptions, FuzzReport } from './fuzz-run.ts';

/** From the child to its parent. */
export interface ChildMessage {
  readonly kind: 'progress' | 'done';
  readonly report: FuzzReport;
}

const childFile = fileURLToPath(new URL('child.ts', import.meta.url));

interface ChildOptions extends Omit<FuzzOptions, 'onBegin'> {
  /** Kills the child at this document, to see that it is noticed. */
  readonly crashAt?: number;
}

/**
 * The same run in a process of its own: native code may kill it. Rejects with the document that it died of.
 */
export async function fuzzInChild(options: ChildOptions): Promise<FuzzReport> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const indexFile = join(folder, 'index');
  const { seed, from, documents, crashAt, onProgress } = options;
  const child = fork(childFile, [indexFile, ...[seed, from, documents, crashAt ?? -1].map(String)], { execArgv: [] });
  try {
    return await new Promise<FuzzReport>((resolve, reject) => {
      child.on('message', ({ kind, report }: ChildMessage) => {
        if (kind === 'progress') return onProgress(report);
        child.removeAllListeners('exit');
        resolve(report);
      });
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        reject(new Error(`Exit ${code ?? signal} at seed ${seed}, document ${readFileSync(indexFile, 'utf8')}`));
      });
    });
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
}
