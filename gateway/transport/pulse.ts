// One timer for what has to be done now and then for each client: ten thousand timers would take memory of their own.

/** Something to be done for a client each time. */
export interface Beating {
  beat(): void;
}

export interface Pulse {
  /** Calls `beat` once in each period from now on, the first time after half a period at least; returns how to stop. */
  add(beating: Beating): () => void;
}

/** So many parts has a period; whoever is added is put into one of them, so that they do not come all at once. */
const parts = 120;
const half = parts / 2;

/** Makes a pulse. Its timer runs while anybody is in it, and keeps no process alive. */
export function createPulse(periodMs: number): Pulse {
  const slots = Array.from({ length: parts }, () => new Set<Beating>());
  let size = 0;
  let turn = 0;
  let now = 0;
  let timer: NodeJS.Timeout | undefined;

  function tick(): void {
    now = (now + 1) % parts;
    for (const beating of slots[now] ?? []) beating.beat();
  }
  return {
    add(beating) {
      turn = (turn + 1) % half;
      const slot = slots[(now + half + 1 + turn) % parts];
      slot?.add(beating);
      size += 1;
      timer ??= setInterval(tick, periodMs / parts).unref();
      return () => {
        if (!slot?.delete(beating)) return;
        size -= 1;
        if (size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
