import { type Stats, unwatchFile, watchFile } from 'node:fs';

/**
 * Calls back when the file became another; returns how to stop. It looks every so often instead of waiting for events
 * of the file system: those do not come through a network, nor when what changes is a link on the way (as with a
 * mounted ConfigMap). Never keeps the process alive.
 */
export function watchSupergraphFile(file: string, intervalMs: number, onChange: () => void): () => void {
  const look = (now: Stats, before: Stats): void => {
    const isOther = now.mtimeMs !== before.mtimeMs || now.ino !== before.ino || now.size !== before.size;
    if (isOther && now.nlink > 0) onChange();
  };
  watchFile(file, { interval: intervalMs, persistent: false }, look);
  return () => unwatchFile(file, look);
}
