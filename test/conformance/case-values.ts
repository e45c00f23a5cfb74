// The few things that data.json can say beside plain values: each is an object with one key that begins with "$".
import { setImmediate as otherTurns } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { Json } from './case-files.ts';

export type JsonObject = { readonly [key: string]: Json };

export interface Asked {
  readonly args: JsonObject;
  /** What the gateway sent of the entity; undefined where the object was not asked for by key. */
  readonly representation: JsonObject | undefined;
  /** An entity of these types whose fields have the values given, or undefined. */
  find(typeNames: readonly string[], fields: JsonObject): JsonObject | undefined;
}

const errorRule = z.strictObject({ $error: z.strictObject({ message: z.string(), code: z.string().optional() }) });
const textRule = z.strictObject({ $text: z.string() });
const findRule = z.strictObject({ $find: z.array(z.string()) });
const argumentsRule = z.strictObject({
  $arguments: z.array(z.strictObject({ when: z.record(z.string(), z.json()), value: z.json() })),
});
const slowRule = z.strictObject({ $slowly: z.json() });
const rule = z.union([errorRule, textRule, findRule, argumentsRule, slowRule]);

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value that data.json means. Throws what it says is thrown, and when it asks for what did not come. */
export async function evaluate(value: Json, asked: Asked): Promise<Json> {
  if (!isJsonObject(value) || !Object.keys(value).some((key) => key.startsWith('$'))) return value;
  const parsed = rule.parse(value);
  if ('$error' in parsed) throw toError(parsed.$error);
  if ('$text' in parsed) return fillIn(parsed.$text, asked);
  if ('$find' in parsed) return asked.find(parsed.$find, asked.args) ?? null;
  if ('$slowly' in parsed) return await evaluateSlowly(parsed.$slowly, asked);
  const choice = parsed.$arguments.find(({ when }) => canonical(when) === canonical(asked.args));
  if (!choice) throw new Error(`No answer is known for ${canonical(asked.args)}.`);
  return await evaluate(choice.value, asked);
}

/** Whoever does not wait for this one is done before it. */
async function evaluateSlowly(value: Json, asked: Asked): Promise<Json> {
  for (let turn = 0; turn < 5; turn += 1) await otherTurns();
  return await evaluate(value, asked);
}

function toError({ message, code }: { readonly message: string; readonly code?: string | undefined }): GraphQLError {
  return new GraphQLError(message, code === undefined ? {} : { extensions: { code } });
}

/** `{weight}` stands for what the representation carries at that path, `{$unit}` for an argument. */
function fillIn(text: string, { args, representation }: Asked): string {
  return text.replaceAll(/\{([^}]+)\}/g, (_, path: string) => {
    const [source, steps] = path.startsWith('$') ? [args, path.slice(1)] : [representation, path];
    return showValue(readPath(source, steps.split('.'), path));
  });
}

function readPath(value: Json | undefined, [step, ...rest]: readonly string[], path: string): Json {
  if (Array.isArray(value)) return value.map((item) => readPath(item, [step ?? '', ...rest], path));
  if (value === null) return null;
  const next = isJsonObject(value) && step !== undefined ? value[step] : undefined;
  if (next === undefined) throw new Error(`What is needed of ${path} did not come.`);
  return rest.length === 0 ? next : readPath(next, rest, path);
}

function showValue(value: Json): string {
  if (Array.isArray(value)) return value.map(showValue).join('+');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The same text for equal values, whatever the order of their keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value) ?? 'undefined';
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, item]) => `${key}:${canonical(item)}`).join(',')}}`;
}
