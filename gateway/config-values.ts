// How values are written in the environment.
import { z } from 'zod';

/** A whole number in bounds. */
export function integer(min: number, max: number): z.ZodType<number, string> {
  const message = `expected a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
}

export const httpUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'expected an http or https URL')
  .transform((text) => new URL(text));
export const text = z.string().min(1, 'expected some text');
export const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');
export const list = z.string().transform((value) => value.split(',').flatMap((item) => item.trim() || []));
export const milliseconds = integer(1, 86_400_000);
