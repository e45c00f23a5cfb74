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
/** An address, or a file of this machine. */
export const httpOrFileUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^(https?|file):$/.test(new URL(text).protocol),
    'expected an http, https or file URL',
  )
  .transform((text) => new URL(text));
export const text = z.string().min(1, 'expected some text');
export const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');
export const list = z.string().transform((value) => value.split(',').flatMap((item) => item.trim() || []));
/** Tags that name a view of the graph in its path; beside them stands /graphql/stream. */
export const viewTags = list.refine(
  (tags) => tags.every((tag) => /^[A-Za-z_][\w-]{0,127}$/.test(tag) && tag !== 'stream'),
  'expected tags of letters, digits, _ and -, none of them "stream"',
);
/** Paths and the subgraphs that serve them. */
export const pathsOfSubgraphs = list
  .refine(
    (items) => items.every((item) => /^\/[\w./-]{1,200}=[\w-]{1,100}$/.test(item)),
    'expected paths and subgraphs, such as /ingest/spend=spend, separated by commas',
  )
  .transform((items) => new Map(items.map((item) => pairOf(item))));

function pairOf(item: string): [string, string] {
  const [path = '', subgraph = ''] = item.split('=');
  return [path, subgraph];
}

/** Where subgraphs reach this gateway: at a path that stands in the way of nothing else. */
export const callbackUrl = httpUrl.refine(
  ({ pathname, search, hash }) => !/^\/(graphql|health|metrics)?(\/|$)/.test(pathname) && search === '' && hash === '',
  'expected a URL with a path of its own, such as http://10.0.0.7:4000/callback',
);
export const milliseconds = integer(1, 86_400_000);
