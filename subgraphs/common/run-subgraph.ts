// The whole of a subgraph's main.ts: settings from the environment, start, and an orderly end.
import { pino } from 'pino';
import { z } from 'zod';
import { createTokenVerifier } from '../../schema/viewer.ts';
import { parseEventLogSettings } from './event-log/event-log-settings.ts';
import { serveSubgraph } from './serve.ts';
import { StartRefusal } from './start-refusal.ts';
import type { Subgraph, SubgraphOptions } from './subgraph.ts';

const settingsSchema = z.object({
  DATABASE_URL: z.string().min(1),
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  HOST: z.string().min(1).default('127.0.0.1'),
  JWKS_URL: z.url().transform((url) => new URL(url)),
  TOKEN_ISSUER: z.string().min(1),
  TOKEN_AUDIENCE: z.string().min(1),
  LOG_LEVEL: z.string().default('info'),
});

/**
 * Runs one subgraph as a process of its own until SIGTERM or SIGINT, which end it when the requests under way are
 * answered. Ends the process with status 1 when a setting is missing or the start fails; of a `StartRefusal` its message is
 * all that is printed.
 */
export async function runSubgraph(
  name: string,
  create: (options: SubgraphOptions) => Promise<Subgraph>,
): Promise<void> {
  const settings = parsed(name, settingsSchema.safeParse(process.env));
  const eventLog = parsed(name, parseEventLogSettings(name, process.env));
  const logger = pino({ name, level: settings.LOG_LEVEL });
  const options = { databaseUrl: settings.DATABASE_URL, logger, eventLog };
  const subgraph = await create(options).catch((error: unknown) => refuseStart(name, error));
  const served = await serveSubgraph(subgraph, {
    port: settings.PORT,
    host: settings.HOST,
    verifyToken: createTokenVerifier({
      issuer: settings.TOKEN_ISSUER,
      audience: settings.TOKEN_AUDIENCE,
      jwks: settings.JWKS_URL,
    }),
    logger,
  });
  logger.info({ url: served.url, webSocketUrl: served.webSocketUrl }, 'ready');
  const stop = async (): Promise<void> => {
    await served.close();
    await subgraph.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
}

type ReadSettings<Settings> =
  (Settings & { readonly success: true }) | { readonly success: false; readonly problems: readonly string[] };

/** The same for settings that tell what is wrong with them in lines. */
export function settingsOf<Settings>(name: string, read: ReadSettings<Settings>): Settings {
  if (read.success) return read;
  return complain(name, read.problems);
}

/** What somebody has to put right is said; of anything else the stack tells more. */
function refuseStart(name: string, error: unknown): never {
  if (error instanceof StartRefusal) return complain(name, [error.message]);
  throw error;
}

function complain(name: string, problems: readonly string[]): never {
  process.stderr.write(`${name} cannot start:\n${problems.map((problem) => `- ${problem}`).join('\n')}\n`);
  process.exit(1);
}

/** What was read; a process that cannot start says why and ends. */
function parsed<Settings>(name: string, result: z.ZodSafeParseResult<Settings>): Settings {
  if (result.success) return result.data;
  process.stderr.write(`${name} cannot start:\n${z.prettifyError(result.error)}\n`);
  process.exit(1);
}
