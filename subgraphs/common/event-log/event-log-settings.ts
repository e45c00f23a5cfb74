// What the environment says of a subgraph's event log.
import { z } from 'zod';
import type { RetentionBounds } from './retention-store.ts';

export interface EventLogSettings {
  readonly retention: RetentionBounds;
  /** Undefined: PostgreSQL alone. */
  readonly nats: NatsSettings | undefined;
}

/** Where NATS is, and as whom. */
export interface NatsSettings {
  readonly servers: readonly string[];
  readonly isEncrypted: boolean;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly token: string | undefined;
  readonly credentialsFile: string | undefined;
  /** On how many servers of a cluster each event is stored. */
  readonly replicas: number;
}

const msPerHour = 3_600_000;

function wholeNumber(max: number): z.ZodType<number, string> {
  const message = `expected a whole number from 0 to ${max}`;
  const digits = z.string().regex(/^\d{1,9}$/, message);
  return digits.transform(Number).pipe(z.number().max(max, message));
}

const natsServers = z
  .string()
  .transform((text) => text.split(',').map((item) => item.trim()))
  .refine(
    (items) => items.every((item) => URL.canParse(item) && /^(nats|tls):$/.test(new URL(item).protocol)),
    'expected nats:// or tls:// URLs, separated by commas',
  );

const settingsSchema = z.object({
  EVENT_RETENTION_HOURS: wholeNumber(87_600),
  EVENT_RETENTION_ROWS: wholeNumber(10_000_000),
  EVENT_LOG: z.enum(['postgres', 'nats']),
  NATS_URL: natsServers,
  NATS_USER: z.string().optional(),
  NATS_PASSWORD: z.string().optional(),
  NATS_TOKEN: z.string().optional(),
  NATS_CREDENTIALS_FILE: z.string().optional(),
  NATS_REPLICAS: z.enum(['1', '3', '5']).transform(Number),
});

const defaults = {
  EVENT_RETENTION_HOURS: '168',
  EVENT_RETENTION_ROWS: '0',
  EVENT_LOG: 'postgres',
  NATS_URL: 'nats://127.0.0.1:4222',
  NATS_REPLICAS: '1',
};

/**
 * Reads the settings of a subgraph's log: `SPEND_EVENT_RETENTION_HOURS` goes before `EVENT_RETENTION_HOURS`, and so on.
 * An empty variable is one that is not set.
 */
export function parseEventLogSettings(
  subgraph: string,
  environment: Readonly<Record<string, string | undefined>>,
): z.ZodSafeParseResult<EventLogSettings> {
  const valueOf = (name: string) => environment[`${subgraph.toUpperCase()}_${name}`] || environment[name] || undefined;
  const names = Object.keys(settingsSchema.shape);
  const given = Object.fromEntries(names.flatMap((name) => (valueOf(name) ? [[name, valueOf(name)]] : [])));
  return settingsSchema.transform(toSettings).safeParse({ ...defaults, ...given });
}

function toSettings(values: z.infer<typeof settingsSchema>): EventLogSettings {
  const hours = values.EVENT_RETENTION_HOURS;
  return {
    retention: {
      maxAgeMs: hours === 0 ? undefined : hours * msPerHour,
      maxRows: values.EVENT_RETENTION_ROWS === 0 ? undefined : values.EVENT_RETENTION_ROWS,
    },
    nats: values.EVENT_LOG === 'nats' ? toNatsSettings(values) : undefined,
  };
}

function toNatsSettings(values: z.infer<typeof settingsSchema>): NatsSettings {
  const urls = values.NATS_URL.map((text) => new URL(text));
  const [first] = urls;
  return {
    servers: urls.map(({ host }) => host),
    isEncrypted: urls.some(({ protocol }) => protocol === 'tls:'),
    user: values.NATS_USER ?? (decodeURIComponent(first?.username ?? '') || undefined),
    password: values.NATS_PASSWORD ?? (decodeURIComponent(first?.password ?? '') || undefined),
    token: values.NATS_TOKEN,
    credentialsFile: values.NATS_CREDENTIALS_FILE,
    replicas: values.NATS_REPLICAS,
  };
}
