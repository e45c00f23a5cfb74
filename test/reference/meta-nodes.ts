// Meta's public node definitions: the fields of each node, the parameters of each edge, and the values of enumerations.
import { z } from 'zod';

export const nodeFile = z.object({
  fields: z.array(z.object({ name: z.string(), type: z.string() })),
  apis: z.array(
    z.object({
      method: z.string(),
      endpoint: z.string().optional(),
      params: z.array(z.object({ name: z.string(), type: z.string() })).default([]),
    }),
  ),
});

export const enumFile = z.array(z.object({ name: z.string(), values: z.array(z.string()) }));

export interface MetaNodes {
  /** What is wrong with a value as a node, as lines; `more` are fields that breakdowns add. */
  readonly faults: (node: string, value: unknown, more?: readonly string[]) => readonly string[];
  /** What is wrong with a request's parameters; an edge of undefined is the node itself. */
  readonly requestFaults: (
    node: string,
    method: string,
    edge: string | undefined,
    parameters: URLSearchParams,
  ) => readonly string[];
  readonly valuesOf: (enumeration: string) => readonly string[];
}

/** What every request of the Graph API may have. */
const general: ReadonlySet<string> = new Set(['fields', 'limit', 'after', 'appsecret_proof']);

export function metaNodesOf(
  files: ReadonlyMap<string, z.infer<typeof nodeFile>>,
  enumerations: z.infer<typeof enumFile>,
): MetaNodes {
  const enums = new Map(enumerations.map(({ name, values }) => [name, values]));

  const valueFaults = (type: string, value: unknown, path: string): readonly string[] => {
    const isRight = scalars[type];
    if (isRight) return isRight(value) ? [] : [`${path}: ${JSON.stringify(value)} is no ${type}`];
    const values = enums.get(type);
    if (values) return values.includes(String(value)) ? [] : [`${path}: ${JSON.stringify(value)} is no ${type}`];
    const item = /^list<(.*)>$/.exec(type)?.[1];
    if (item !== undefined) {
      if (!Array.isArray(value)) return [`${path}: no list`];
      return value.flatMap((each) => valueFaults(item, each, path));
    }
    return files.has(type) ? faults(type, value) : [];
  };
  const faults = (node: string, value: unknown, more: readonly string[] = []): readonly string[] => {
    const file = files.get(node);
    if (!file) return [`there is no ${node}`];
    if (typeof value !== 'object' || value === null) return [`no ${node}`];
    const types = new Map(file.fields.map(({ name, type }) => [name, type]));
    return Object.entries(value).flatMap(([name, inner]) => {
      const type = types.get(name);
      if (type === undefined) return more.includes(name) ? [] : [`${node} has no ${name}`];
      return valueFaults(type, inner, `${node}.${name}`);
    });
  };
  return {
    faults,
    requestFaults: (node, method, edge, parameters) => {
      const api = files.get(node)?.apis.find((each) => each.method === method && each.endpoint === edge);
      if (!api) return [`${node} has no ${method} ${edge ?? ''}`];
      const types = new Map(api.params.map(({ name, type }) => [name, type]));
      return [...parameters].flatMap(([name, text]) => {
        if (general.has(name)) return [];
        const type = types.get(name);
        const path = `${method} ${node}/${edge ?? ''} ${name}`;
        return type === undefined ? [`${path}: unknown`] : valueFaults(type, parameterOf(type, text), path);
      });
    },
    valuesOf: (enumeration) => enums.get(enumeration) ?? [],
  };
}

/** Forms and queries hold texts: numbers are digits, lists are JSON or have commas. */
function parameterOf(type: string, text: string): unknown {
  if (type === 'unsigned int' || type === 'int') return Number(text);
  if (type === 'map' || type.startsWith('map<')) return JSON.parse(text);
  if (type.startsWith('list<')) return text.startsWith('[') ? JSON.parse(text) : text.split(',');
  return text;
}

const scalars: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  int: (value) => Number.isInteger(value),
  'unsigned int': (value) => Number.isInteger(value) && Number(value) >= 0,
  bool: (value) => typeof value === 'boolean',
  float: (value) => typeof value === 'number',
  // In a query a moment may be seconds since 1970.
  datetime: (value) => typeof value === 'string' && (/^\d{9,11}$/.test(value) || !Number.isNaN(Date.parse(value))),
  map: (value) => typeof value === 'object' && value !== null,
};
