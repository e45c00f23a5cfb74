// Answers and their JSON. The executor writes JSON and no objects, so the JSON is at hand and the objects are not:
// whoever looks into the data of an answer has it parsed.
import type { FormattedError } from '../errors.ts';
import type { GraphQLResult } from './graphql-result.ts';
import type { PatchOperation } from './json-patch.ts';

type Data = Record<string, unknown> | null;

/** An answer that stands written. It looks as one of objects does: to read, to compare and to copy. */
class WrittenResult implements GraphQLResult {
  declare readonly data: Data;
  declare readonly errors?: readonly FormattedError[];
  declare readonly extensions?: Record<string, unknown>;
  declare readonly revision?: number;
  readonly #text: string;
  #data: Data | undefined;

  constructor(text: string, { errors, extensions, revision }: Omit<GraphQLResult, 'data'>) {
    this.#text = text;
    Object.defineProperty(this, 'data', dataProperty);
    if (errors) this.errors = errors;
    if (extensions) this.extensions = extensions;
    if (revision !== undefined) this.revision = revision;
  }

  static textOf(result: GraphQLResult): string | undefined {
    return #text in result ? result.#text : undefined;
  }

  static dataOf(result: WrittenResult): Data {
    if (result.#data === undefined) result.#data = readData(result.#text);
    return result.#data;
  }
}

/** One getter for all: a closure for each answer would stand in a hidden class of its own, which outlives the answer. */
const dataProperty = {
  enumerable: true,
  get(this: WrittenResult): Data {
    return WrittenResult.dataOf(this);
  },
};

function readData(text: string): Data {
  return JSON.parse(text);
}

/** What a deferred fragment adds to an object that was told; `data` is JSON, null when it could not be had. */
export interface WrittenPatch {
  readonly data: string;
  readonly path: readonly (string | number)[];
  readonly label?: string | undefined;
  readonly errors?: readonly FormattedError[] | undefined;
}

/** One of the parts of an answer, which stands written as a whole. */
class WrittenPart implements GraphQLResult {
  declare readonly errors?: readonly FormattedError[];
  declare readonly extensions?: Record<string, unknown>;
  readonly hasNext: boolean;
  readonly #members: string;

  constructor(members: string, hasNext: boolean, { errors, extensions }: Omit<GraphQLResult, 'data'>) {
    this.#members = members;
    this.hasNext = hasNext;
    if (errors) this.errors = errors;
    if (extensions) this.extensions = extensions;
  }

  static jsonOf(result: GraphQLResult): string | undefined {
    if (!(#members in result)) return undefined;
    const { hasNext, extensions } = result;
    return `{${result.#members}"hasNext":${hasNext}${member('extensions', extensions)}}`;
  }

  /** The last part saying something more about the whole. */
  static withExtensions(part: WrittenPart, extensions: Readonly<Record<string, unknown>>): WrittenPart {
    const { errors, hasNext } = part;
    return new WrittenPart(part.#members, hasNext, { ...(errors && { errors }), extensions });
  }
}

export type ResultPart = WrittenPart;

/** The first part of an answer, whose `data` is this JSON. */
export function firstPart(data: string, errors: readonly FormattedError[] | undefined, hasNext: boolean): ResultPart {
  return new WrittenPart(`"data":${data}${member('errors', errors)},`, hasNext, errors ? { errors } : {});
}

/** A later part of an answer. What went wrong in no place in particular is told with the last patch, where clients look. */
export function laterPart(
  patches: readonly WrittenPatch[],
  errors: readonly FormattedError[] | undefined,
  hasNext: boolean,
): ResultPart {
  const last = patches.at(-1);
  const told =
    errors && last ? [...patches.slice(0, -1), { ...last, errors: [...(last.errors ?? []), ...errors] }] : patches;
  const incremental = told.length === 0 ? '' : `"incremental":[${told.map(writePatch).join()}],`;
  const beside = errors && !last ? `${member('errors', errors).slice(1)},` : '';
  const all = [...patches.flatMap((patch) => patch.errors ?? []), ...(errors ?? [])];
  return new WrittenPart(incremental + beside, hasNext, all.length > 0 ? { errors: all } : {});
}

function writePatch({ data, path, label, errors }: WrittenPatch): string {
  const named = label === undefined ? '' : `,"label":${JSON.stringify(label)}`;
  return `{"data":${data},"path":${JSON.stringify(path)}${named}${member('errors', errors)}}`;
}

/** The same part saying something more about the whole answer. */
export function partWithExtensions(part: ResultPart, extensions: Readonly<Record<string, unknown>>): ResultPart {
  return WrittenPart.withExtensions(part, extensions);
}

const sharedBytes = new WeakMap<GraphQLResult, { bytes: Buffer | undefined }>();

/** The answer whose `data` is this JSON: an object, or null. */
export function writtenResult(text: string, rest: Omit<GraphQLResult, 'data'> = {}): GraphQLResult {
  return new WrittenResult(text, rest);
}

/** The same answer saying something more about itself. */
export function withExtensions(result: GraphQLResult, extensions: Readonly<Record<string, unknown>>): GraphQLResult {
  const { errors, revision } = result;
  const rest = {
    ...(errors && { errors }),
    ...(revision !== undefined && { revision }),
    extensions: { ...result.extensions, ...extensions },
  };
  const text = WrittenResult.textOf(result);
  if (text !== undefined) return writtenResult(text, rest);
  return 'data' in result ? { data: result.data, ...rest } : rest;
}

/** From now on the answer belongs to several: it is not changed any more, and its JSON is kept as long as it is. */
export function shareResult(result: GraphQLResult): GraphQLResult {
  if (!sharedBytes.has(result)) sharedBytes.set(Object.freeze(result), { bytes: undefined });
  return result;
}

/** Whether the answer belongs to several. */
export function isSharedResult(result: GraphQLResult): boolean {
  return sharedBytes.has(result);
}

/** The JSON of the answer's data. */
export function dataJson(result: GraphQLResult): string {
  return WrittenResult.textOf(result) ?? JSON.stringify(result.data ?? null);
}

/** The answer as JSON. Every transport takes it from here or from `resultBytes`. */
export function resultJson(result: GraphQLResult): string {
  const text = WrittenResult.textOf(result);
  const { errors, extensions, revision, patch } = result;
  if (text === undefined && !patch) return WrittenPart.jsonOf(result) ?? JSON.stringify(result);
  const rest = `${member('revision', revision)}${member('errors', errors)}${member('extensions', extensions)}`;
  return patch ? `{"patch":${patchJson(patch)}${rest}}` : `{"data":${text}${rest}}`;
}

const patchTexts = new WeakMap<readonly PatchOperation[], string>();

/** A patch as JSON; written once for all revisions that it makes. */
export function patchJson(patch: readonly PatchOperation[]): string {
  const known = patchTexts.get(patch);
  if (known !== undefined) return known;
  const text = JSON.stringify(patch);
  patchTexts.set(patch, text);
  return text;
}

function member(
  name: string,
  value: readonly FormattedError[] | Readonly<Record<string, unknown>> | number | undefined,
): string {
  return value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;
}

/** The answer as JSON in UTF-8, for reading only. */
export function resultBytes(result: GraphQLResult): Buffer {
  const shared = sharedBytes.get(result);
  return shared ? (shared.bytes ??= toBytes(result)) : toBytes(result);
}

function toBytes(result: GraphQLResult): Buffer {
  return Buffer.from(resultJson(result));
}
