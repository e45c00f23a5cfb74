/** The longest delay a Node timer keeps; a longer one would fire at once. */
const longestDelayMs = 2 ** 31 - 1;

/** Calls back when the clock reaches `expiresAtMs`; returns how to call it off. Never keeps the process alive. */
export function atExpiry(expiresAtMs: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const leftMs = expiresAtMs - Date.now();
    if (leftMs <= 0) callback();
    else timer = setTimeout(arm, Math.min(leftMs, longestDelayMs)).unref();
  };
  timer = setTimeout(arm, Math.max(0, Math.min(expiresAtMs - Date.now(), longestDelayMs))).unref();
  return () => clearTimeout(timer);
}
