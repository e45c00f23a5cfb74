import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, credsAuthenticator, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import type { NatsSettings } from '../event-log-settings.ts';

export interface ConnectedNats {
  /** Ends what was opened, then the connection. */
  close(): Promise<void>;
}

const retryMs = 500;
const pingIntervalMs = 5_000;

/**
 * Connects, however long that takes, and again whenever the connection is lost; opens what needs it once it is there. A
 * server that refuses the credentials is asked again too: they may be given to it later.
 */
export function connectNats(
  settings: NatsSettings,
  name: string,
  logger: Logger,
  open: (connection: NatsConnection) => () => Promise<void>,
): ConnectedNats {
  const stopping = new AbortController();
  let hasComplained = false;

  const run = async () => {
    while (!stopping.signal.aborted) {
      const connection = await connectOnce(settings, name).catch((error: unknown) => {
        if (!hasComplained) logger.warn({ err: error }, 'NATS cannot be reached; trying again');
        hasComplained = true;
      });
      if (connection) {
        hasComplained = false;
        await use(connection, open, stopping.signal);
      } else await delay(retryMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };

  const running = run();
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}

async function use(
  connection: NatsConnection,
  open: (connection: NatsConnection) => () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const close = open(connection);
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([connection.closed(), aborted]);
  // Before what waits for its answers: they would wait for their timeouts when the server is gone.
  await connection.close();
  await close();
}

async function connectOnce(settings: NatsSettings, name: string): Promise<NatsConnection> {
  const { servers, user, password, token, credentialsFile } = settings;
  const options: NodeConnectionOptions = {
    servers: [...servers],
    name: `marketing-graph ${name}`,
    maxReconnectAttempts: -1,
    reconnectTimeWait: retryMs,
    pingInterval: pingIntervalMs,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { pass: password }),
    ...(token !== undefined && { token }),
    ...(settings.isEncrypted && { tls: {} }),
    ...(credentialsFile !== undefined && { authenticator: credsAuthenticator(await readFile(credentialsFile)) }),
  };
  return await connect(options);
}
