// Runs a program of this folder with --expose-gc and gives its findings: what the tests measure is a process of its own.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Resolves with the one message the program sends. Rejects when it ends without. */
export async function runChild(file: string): Promise<unknown> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: ['--expose-gc'] });
  try {
    return await new Promise((resolve, reject) => {
      child.once('message', resolve).once('error', reject);
      child.once('exit', (code, signal) => reject(new Error(`The program has ended with ${code ?? signal}.`)));
    });
  } finally {
    child.removeAllListeners('exit').kill();
  }
}
