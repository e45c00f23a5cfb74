import pg from 'pg';
import type { Logger } from 'pino';
import { connectionConfig } from '../database.ts';

export interface ListenerOptions {
  readonly url: string;
  readonly schema: string;
  readonly channel: string;
  readonly logger: Logger;
  /** Called on each notification, and when the connection is there (again): something may have been missed before. */
  readonly onWake: () => void;
}

export interface Listener {
  close(): Promise<void>;
}

const firstRetryMs = 50;
const maxRetryMs = 5_000;

/** Listens to a channel on a connection of its own and connects again, after a growing pause, whenever it breaks. */
export function listen(options: ListenerOptions): Listener {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let retryMs = firstRetryMs;

  const retry = (broken: pg.Client, error: Error) => {
    if (isClosed || client !== broken) return;
    client = undefined;
    options.logger.warn({ err: error, retryMs }, 'the connection that listens for events broke; connecting again');
    timer = setTimeout(connect, retryMs);
    retryMs = Math.min(retryMs * 2, maxRetryMs);
  };

  const connect = () => {
    const fresh = new pg.Client({ ...connectionConfig(options.url, options.schema), statement_timeout: 0 });
    client = fresh;
    fresh.on('notification', options.onWake);
    fresh.on('error', (error) => retry(fresh, error));
    fresh.on('end', () => retry(fresh, new Error('the server closed the connection')));
    startListening(fresh, options.channel).then(
      () => {
        retryMs = firstRetryMs;
        options.onWake();
      },
      (error: unknown) => {
        retry(fresh, error instanceof Error ? error : new Error(String(error)));
        void fresh.end().catch(() => {});
      },
    );
  };

  connect();
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await client?.end();
    },
  };
}

async function startListening(client: pg.Client, channel: string): Promise<void> {
  await client.connect();
  await client.query(`/* listen */ listen ${pg.escapeIdentifier(channel)}`);
}
