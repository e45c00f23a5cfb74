// What the processes of the bench say to each other.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { endWithUs } from '../federation/measure.ts';

/** Who connects to what, and asks what. */
export const connectSchema = z.object({
  kind: z.literal('connect'),
  port: z.number(),
  transport: z.enum(['WebSocket', 'SSE']),
  clients: z.number(),
  /** Clients are spread evenly over topics and over tokens. */
  topics: z.array(z.string()),
  tokens: z.array(z.string()),
  query: z.string(),
});
export type Connect = z.infer<typeof connectSchema>;

export const orderSchema = z.discriminatedUnion('kind', [
  connectSchema,
  /** Forgets what was measured. */
  z.object({ kind: z.literal('measure') }),
  z.object({ kind: z.literal('report') }),
  /** So many clients lose their connection and come back after the last event they saw. */
  z.object({ kind: z.literal('drop'), clients: z.number() }),
  z.object({ kind: z.literal('disconnect') }),
]);
export type Order = z.infer<typeof orderSchema>;

/** What clients have seen since they were told to measure. */
export const findingsSchema = z.object({
  open: z.number(),
  delivered: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  /** By the numbers of the events of a topic, since the clients connected. */
  lost: z.number(),
  repeated: z.number(),
});
export type Findings = z.infer<typeof findingsSchema>;

/** How many events a second a source is to make of its first topics; 0: none. */
export const rateSchema = z.object({ perSecond: z.number(), topics: z.number() });
export type Rate = z.infer<typeof rateSchema>;

/** Microseconds since 1970, the same for all processes of the machine. */
export function nowMicros(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1_000);
}

/** A program of ours that can be talked to, on one processor where the machine lets us choose. */
export function startTalking(processor: number, program: string, environment: Readonly<Record<string, string>> = {}) {
  const command = [process.execPath, program];
  const pinned = existsSync('/usr/bin/taskset') ? ['/usr/bin/taskset', '-c', String(processor), ...command] : command;
  const [file = '', ...args] = pinned;
  return endWithUs(
    spawn(file, args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  );
}

const patienceMs = 120_000;

/** The next thing a child says. Rejects when it ends instead, or says nothing for two minutes. */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(patienceMs)]);
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`A process of the bench ended with ${String(code)}.`);
  });
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message;
  } finally {
    over.abort();
    ended.catch(() => {});
  }
}
