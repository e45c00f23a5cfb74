// Whether requests and answers are what a platform's published OpenAPI says they are.
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { JsonValue } from '../../subgraphs/common/json.ts';

type Json = Readonly<Record<string, unknown>>;

export interface SpecExchange {
  readonly method: string;
  /** As the specification has it, with its parameters in braces. */
  readonly path: string;
  /** Every value of every parameter of the query, as it was sent. */
  readonly query: URLSearchParams;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
}

export interface OpenApi {
  readonly has: (method: string, path: string) => boolean;
  /** What of the exchange is not as specified; nothing where all is. */
  readonly check: (exchange: SpecExchange) => readonly string[];
}

export interface OpenApiOptions {
  /** Parameters that the specification puts into the query, and the platform elsewhere. */
  readonly ignoredParameters?: readonly string[];
}

/** Reads a specification. Requests may carry nothing that it does not name; answers may. */
export function createOpenApi(document: unknown, { ignoredParameters = [] }: OpenApiOptions = {}): OpenApi {
  const root = readObject(document);
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  // Widths of numbers, and a format that is not one of JSON Schema: neither says more than the type.
  for (const format of ['int32', 'int64', 'double', 'float', 'datetime']) ajv.addFormat(format, true);
  const compiled = new Map<Json, ValidateFunction>();

  const errorsOf = (name: string, schema: Json, value: unknown): readonly string[] => {
    const validate = compiled.get(schema) ?? ajv.compile(readSchema(schema));
    compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${name}${instancePath} ${message}`);
  };
  const readSchema = (schema: Json): Json => readObject(inline(root, schema, 0));

  const operationOf = (method: string, path: string): Json | undefined =>
    asObject(asObject(asObject(root['paths'])?.[path])?.[method.toLowerCase()]);

  const checkQuery = (operation: Json, query: URLSearchParams): readonly string[] => {
    const parameters = readArray(operation['parameters']).map((each) => resolve(root, readObject(each)));
    const inQuery = parameters.filter(
      (each) => each['in'] === 'query' && !ignoredParameters.includes(String(each['name'])),
    );
    const unknown = [...query.keys()].filter((name) => !inQuery.some((each) => each['name'] === name));
    return [
      ...unknown.map((name) => `query ${name} is not specified`),
      ...inQuery.flatMap((parameter) => {
        const name = String(parameter['name']);
        const values = query.getAll(name);
        if (values.length === 0) return parameter['required'] ? [`query ${name} is missing`] : [];
        const { schema, value } = readParameter(root, parameter, values);
        return errorsOf(`query ${name}`, schema, value);
      }),
    ];
  };

  const checkRequestBody = (operation: Json, body: unknown): readonly string[] => {
    const schema = contentSchema(asObject(operation['requestBody']));
    if (!schema) return body === undefined ? [] : ['a body is not specified'];
    const closed = compiledClosed.get(schema) ?? close(readSchema(schema));
    compiledClosed.set(schema, closed);
    return errorsOf('body', closed, body);
  };
  const compiledClosed = new Map<Json, Json>();

  const checkResponse = (operation: Json, status: number, body: unknown): readonly string[] => {
    const responses = readObject(operation['responses']);
    const schema = contentSchema(asObject(responses[String(status)] ?? responses['default']));
    return schema ? errorsOf(`answer ${status}`, schema, body) : [];
  };

  return {
    has: (method, path) => operationOf(method, path) !== undefined,
    check: ({ method, path, query, requestBody, status, responseBody }) => {
      const operation = operationOf(method, path);
      if (!operation) return [`${method} ${path} is not specified`];
      return [
        ...checkQuery(operation, query),
        ...checkRequestBody(operation, requestBody),
        ...checkResponse(operation, status, responseBody),
      ].map((problem) => `${method} ${path}: ${problem}`);
    },
  };
}

/** Checks one body against a schema of its own, closed as a request is. */
export function checkBody(schema: JsonValue, body: unknown): readonly string[] {
  const validate = new Ajv({ strict: false, allErrors: true }).compile(close(readObject(schema)));
  if (validate(body)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `body${instancePath} ${message}`);
}

function contentSchema(holder: Json | undefined): Json | undefined {
  const [media] = Object.values(readObject(holder?.['content'] ?? {}));
  return asObject(asObject(media)?.['schema']);
}

/** The value of a parameter as its schema would have it, by the styles that are in use: JSON, repeated, or by commas. */
function readParameter(root: Json, parameter: Json, values: readonly string[]): { schema: Json; value: unknown } {
  const jsonSchema = contentSchema(parameter);
  if (jsonSchema) return { schema: jsonSchema, value: JSON.parse(values[0] ?? '') };
  const schema = readObject(parameter['schema']);
  const type = resolve(root, schema)['type'];
  if (type === 'array') {
    return { schema, value: parameter['explode'] === false ? (values[0] ?? '').split(',') : values };
  }
  const [text = ''] = values;
  if (type === 'integer' || type === 'number') return { schema, value: Number(text) };
  if (type === 'boolean') return { schema, value: text === 'true' ? true : text === 'false' ? false : text };
  return { schema, value: text };
}

function resolve(root: Json, schema: Json): Json {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  const target = reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((value, key) => asObject(value)?.[key], root);
  if (target === undefined) throw new Error(`The specification has no ${reference}.`);
  return resolve(root, readObject(target));
}

/** Specifications refer to themselves in circles only far below what is asked and answered here. */
const maxDepth = 24;

/** The schema without references, and with the enumerations that TikTok writes in a way of its own. */
function inline(root: Json, value: unknown, depth: number): unknown {
  if (Array.isArray(value)) return value.map((each) => inline(root, each, depth));
  const object = asObject(value);
  if (!object) return value;
  if (depth > maxDepth) return {};
  const resolved = resolve(root, object);
  const entries = Object.entries(resolved)
    .filter(([key]) => key !== 'example' && !key.startsWith('x-'))
    .map(([key, each]) => [key, inline(root, each, depth + 1)] as const);
  const words = readArray(asObject(resolved['x-open-enum'])?.['enums'] ?? []).flatMap(
    (each) => asObject(each)?.['key'] ?? [],
  );
  return { ...Object.fromEntries(entries), ...(words.length > 0 && resolved['type'] === 'string' && { enum: words }) };
}

/** Objects may have nothing but what is named for them, by themselves or by one of the schemas they are made of. */
function close(schema: Json): Json {
  // What more there is stands in the variants, which are schemas of their own.
  if (schema['discriminator'] !== undefined) return schema;
  const parts = readArray(schema['allOf'] ?? []).map((part) => readObject(part));
  const merged = parts.map(flatten);
  const properties = {
    ...Object.assign({}, ...merged.map((part) => asObject(part['properties']) ?? {})),
    ...asObject(schema['properties']),
  };
  const required = [schema, ...merged].flatMap((part) => readArray(part['required'] ?? []));
  const items = asObject(schema['items']);
  return {
    ...schema,
    ...(items && { items: close(items) }),
    ...(Object.keys(properties).length > 0 && {
      allOf: undefined,
      required,
      additionalProperties: false,
      properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, close(readObject(each))])),
    }),
  };
}

function flatten(schema: Json): Json {
  const parts = readArray(schema['allOf'] ?? []).map((part) => flatten(readObject(part)));
  const all = [...parts, schema];
  return {
    properties: Object.assign({}, ...all.map((part) => asObject(part['properties']) ?? {})),
    required: all.flatMap((part) => readArray(part['required'] ?? [])),
  };
}

function asObject(value: unknown): Json | undefined {
  // What JSON and YAML have besides scalars and lists has texts as its keys.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function readObject(value: unknown): Json {
  const object = asObject(value);
  if (!object) throw new Error('The specification has no object where one is expected.');
  return object;
}

function readArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
