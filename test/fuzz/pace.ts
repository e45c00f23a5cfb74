// Clocks that tell what a document costs, on whatever machine and whatever else it does.
import { parse } from 'graphql';

/**
 * Milliseconds by the clock or of this process's CPU, whichever are fewer: while others have the processor the clock
 * goes on, and while several threads run the CPU goes faster.
 */
export function startWatch(): () => number {
  const begunAt = performance.now();
  const begun = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(begun);
    return Math.min(performance.now() - begunAt, (user + system) / 1_000);
  };
}

/** The milliseconds in which the machine that the limits were set on parses a megabyte of SDL. */
const usualMsPerMegabyte = 40;
const samples = 9;

/**
 * How many times as long this machine takes now for what is always the same work, parsing `sdl`; at least 1. A limit in
 * milliseconds holds for one machine, this makes it hold for a slower one.
 */
export function slowness(sdl: string): number {
  const usualMs = (usualMsPerMegabyte * sdl.length) / 1_000_000;
  const times = Array.from({ length: samples }, () => parseMs(sdl)).toSorted((one, other) => one - other);
  // The middle one: the first are of code that is not compiled yet, the longest have a garbage collection in them.
  return Math.max(1, (times[samples >> 1] ?? 0) / usualMs);
}

function parseMs(sdl: string): number {
  const elapsedMs = startWatch();
  parse(sdl);
  return elapsedMs();
}
