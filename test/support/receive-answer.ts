// What a client makes of an answer that comes in several parts, and how that compares with the same answer in one.
import { resultJson } from '../../gateway/execute/result-json.ts';
import type { AnswerParts, GraphQLResult } from '../../gateway/pipeline.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
interface ToldError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string };
}
interface Patch {
  readonly data: Json;
  readonly path: readonly (string | number)[];
  readonly label?: string;
  readonly errors?: readonly ToldError[];
}
export interface Part {
  readonly data?: Json;
  readonly errors?: readonly ToldError[];
  readonly incremental?: readonly Patch[];
  readonly hasNext?: boolean;
}

/** What a client has made of an answer. */
export interface Received {
  data: Json;
  readonly errors: ToldError[];
  /** Where something could not be had. */
  readonly failedPaths: (readonly (string | number)[])[];
  parts: number;
}

/** Reads an answer to its end. Throws when a part does not say rightly whether another follows. */
export async function receiveAnswer(answer: GraphQLResult | AnswerParts): Promise<Received> {
  const received: Received = { data: null, errors: [], failedPaths: [], parts: 0 };
  const isInParts = Symbol.asyncIterator in answer;
  let hasNext: boolean | undefined = isInParts ? true : undefined;
  for await (const result of isInParts ? answer : [answer]) {
    if (hasNext === false) throw new Error('A part came after the last one.');
    const part: Part = JSON.parse(resultJson(result));
    ({ hasNext } = part);
    take(received, part);
  }
  if (hasNext !== (isInParts ? false : undefined)) throw new Error('The last part does not say so.');
  return received;
}

/** The same answer in one part, and what all parts come to, as two equal values. */
export function comparable(whole: Part, received: Received) {
  const { data = null, errors = [] } = whole;
  return {
    expected: { data, errors: describe(errors, data) },
    actual: { data: withoutFailed(received.data, data, received.failedPaths), errors: describe(received.errors, data) },
  };
}

function take(received: Received, { data, errors = [], incremental = [] }: Part): void {
  received.parts += 1;
  if (data !== undefined) received.data = data;
  received.errors.push(...errors);
  for (const patch of incremental) {
    received.errors.push(...(patch.errors ?? []));
    if (patch.data === null) received.failedPaths.push(patch.path);
    else received.data = patched(received.data, patch.path, patch.data);
  }
}

/** What a patch adds is never there yet, unless another fragment has brought the same; and never stands on nothing. */
function patched(target: Json, path: readonly (string | number)[], added: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return merged(target, added);
  if (Array.isArray(target))
    return target.map((item: Json, index) => (index === key ? patched(item, rest, added) : item));
  if (!isRecord(target) || target[key] === undefined) throw new Error(`A patch stands on nothing, at ${String(key)}.`);
  return { ...target, [key]: patched(target[key], rest, added) };
}

function merged(known: Json | undefined, added: Json): Json {
  if (Array.isArray(known) && Array.isArray(added) && known.length === added.length)
    return known.map((item: Json, index) => merged(item, added[index] ?? null));
  if (!isRecord(known) || !isRecord(added)) return added;
  const all = { ...known };
  for (const [key, value] of Object.entries(added)) all[key] = merged(known[key], value);
  return all;
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A null that stopped at a deferred fragment goes on in the whole answer: as far as it has come there. */
function withoutFailed(data: Json, whole: Json, failedPaths: Received['failedPaths']): Json {
  return failedPaths.reduce((left, path) => withNull(left, whole, path), data);
}

function withNull(data: Json, whole: Json, [key, ...rest]: readonly (string | number)[]): Json {
  if (whole === null || key === undefined) return null;
  if (Array.isArray(data) && Array.isArray(whole)) {
    return data.map((item: Json, index) => (index === key ? withNull(item, whole[index] ?? null, rest) : item));
  }
  if (!isRecord(data) || !isRecord(whole)) return data;
  return { ...data, [key]: withNull(data[key] ?? null, whole[key] ?? null, rest) };
}

/**
 * Where the answer is null for the errors. Of several that take one object along, it is left open which is told with its
 * path; one without a path counts only where there is no other, since it may be another consequence of the same fault.
 */
function describe(errors: readonly ToldError[], whole: Json): ReadonlySet<string> {
  const places = errors.flatMap(({ path }) => (path ? [nullAt(whole, path).join('.')] : []));
  return new Set(places.length === 0 && errors.length > 0 ? ['nowhere'] : places);
}

function nullAt(whole: Json, path: readonly (string | number)[]): readonly (string | number)[] {
  let value: Json | undefined = whole;
  for (const [index, key] of path.entries()) {
    if (value === null) return path.slice(0, index);
    if (Array.isArray(value)) value = value[Number(key)];
    else value = isRecord(value) ? value[key] : undefined;
  }
  return path;
}
