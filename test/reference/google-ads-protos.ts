// Messages of Google Ads' public protobuf definitions as REST writes them: names in camelCase, 64-bit integers as texts.
import { z } from 'zod';

interface Field {
  readonly type: string;
  readonly rule?: string | undefined;
}

interface Definition {
  readonly fields?: Readonly<Record<string, Field>> | undefined;
  readonly values?: Readonly<Record<string, number>> | undefined;
  readonly methods?: Readonly<Record<string, { readonly options: Readonly<Record<string, string>> }>> | undefined;
  readonly nested?: Readonly<Record<string, Definition>> | undefined;
  readonly $pruned?: unknown;
}

const definition: z.ZodType<Definition> = z.lazy(() =>
  z.object({
    fields: z.record(z.string(), z.object({ type: z.string(), rule: z.string().optional() })).optional(),
    values: z.record(z.string(), z.number()).optional(),
    methods: z
      .record(z.string(), z.object({ options: z.record(z.string(), z.string()), requestType: z.string() }).loose())
      .optional(),
    nested: z.record(z.string(), definition).optional(),
    $pruned: z.unknown().optional(),
  }),
);

export const protoFile = z.object({ v25: z.record(z.string(), z.record(z.string(), definition)) });

export interface Protos {
  /** What is wrong with a value as a message of that name, as lines with paths; nothing for one that is left out of the file. */
  readonly faults: (message: string, value: unknown) => readonly string[];
  /** The names of a message's fields, in camelCase. */
  readonly fieldsOf: (message: string) => readonly string[];
  /** The names of an enumeration's values. */
  readonly valuesOf: (enumeration: string) => readonly string[];
  /** Paths of all methods by HTTP, such as `/v25/customers/{customer_id=*}/googleAds:search`. */
  readonly paths: readonly string[];
}

export function protosOf(file: z.infer<typeof protoFile>): Protos {
  const known = new Map<string, Definition>();
  const enter = (name: string, found: Definition): void => {
    known.set(name, found);
    for (const [inner, nested] of Object.entries(found.nested ?? {})) enter(inner, nested);
  };
  for (const namespace of Object.values(file.v25)) {
    for (const [name, found] of Object.entries(namespace)) enter(name, found);
  }
  const faultsOf = (message: string, value: unknown, path: string): readonly string[] => {
    const found = known.get(message);
    if (!found || found.$pruned !== undefined) return [];
    if (typeof value !== 'object' || value === null) return [`${path}: no ${message}`];
    const fields = new Map(Object.entries(found.fields ?? {}).map(([name, field]) => [camelCase(name), field]));
    return Object.entries(value).flatMap(([key, inner]) => {
      const field = fields.get(key);
      if (key === '@type') return [];
      if (!field) return [`${path}.${key}: ${message} has no such field`];
      if (field.rule !== 'repeated') return valueFaults(field.type, inner, `${path}.${key}`);
      if (!Array.isArray(inner)) return [`${path}.${key}: no array`];
      return inner.flatMap((item, index) => valueFaults(field.type, item, `${path}.${key}[${index}]`));
    });
  };
  const valueFaults = (type: string, value: unknown, path: string): readonly string[] => {
    const scalar = scalars[type];
    if (scalar) return scalar(value) ? [] : [`${path}: ${JSON.stringify(value)} is no ${type}`];
    const name = type.slice(type.lastIndexOf('.') + 1);
    const values = known.get(name)?.values;
    if (!values) return faultsOf(name, value, path);
    return typeof value === 'string' && value in values ? [] : [`${path}: ${JSON.stringify(value)} is no ${name}`];
  };
  return {
    faults: (message, value) => faultsOf(message, value, message),
    fieldsOf: (message) => Object.keys(known.get(message)?.fields ?? {}).map(camelCase),
    valuesOf: (enumeration) => Object.keys(known.get(enumeration)?.values ?? {}),
    paths: [...known.values()].flatMap(({ methods }) =>
      Object.values(methods ?? {}).flatMap(({ options }) => options['(google.api.http).post'] ?? []),
    ),
  };
}

const scalars: Readonly<Record<string, (value: unknown) => boolean>> = {
  int64: (value) => typeof value === 'string' && /^-?\d{1,19}$/.test(value),
  int32: (value) => Number.isInteger(value),
  bool: (value) => typeof value === 'boolean',
  double: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  'google.protobuf.FieldMask': (value) => typeof value === 'string' && /^[a-zA-Z0-9.,]*$/.test(value),
  'google.protobuf.Duration': (value) => typeof value === 'string' && /^\d+(\.\d+)?s$/.test(value),
  // A status is no message of Google Ads; what its details hold is checked where it stands.
  'google.rpc.Status': (value) => typeof value === 'object' && value !== null,
};

export function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
