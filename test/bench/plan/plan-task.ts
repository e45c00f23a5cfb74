// What a planner is asked for, and what it takes.
import { z } from 'zod';

export const taskSchema = z.object({
  supergraphFile: z.string(),
  operations: z.array(z.object({ name: z.string(), text: z.string() })),
  /** How often each is planned again, under other names. */
  repeats: z.int(),
});
export type PlanTask = z.infer<typeof taskSchema>;

export const findingSchema = z.object({
  /** From the SDL to a planner that is ready. */
  loadMs: z.number(),
  rssMb: z.number(),
  findings: z.array(
    z.object({
      name: z.string(),
      /** The first operation of a fresh process finds no code compiled yet. */
      firstMs: z.number(),
      /** The median of the later ones, each planned in full. */
      warmMs: z.number(),
      /** Asked for again with the same text; undefined where the planner keeps nothing. */
      keptMs: z.number().optional(),
      fetches: z.int(),
    }),
  ),
});
export type PlanFinding = z.infer<typeof findingSchema>;

export function readTask(): PlanTask {
  return taskSchema.parse(JSON.parse(process.argv[2] ?? ''));
}
