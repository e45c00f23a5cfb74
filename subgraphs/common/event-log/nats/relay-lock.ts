// Of all processes that could relay a log's events, one does. The lock is its database session's, so it is free again when
// the process or the connection ends, however that happens.
import pg from 'pg';
import { connectionConfig } from '../../database.ts';
import { channelOf } from '../event-store.ts';

export interface RelayLockOptions {
  readonly url: string;
  readonly schema: string;
  /** Called when events were written while the lock is held. */
  readonly onWake: () => void;
  /** Called when the connection ends, and with it the lock. */
  readonly onLost: () => void;
}

export interface RelayLock {
  /** Takes the lock, and listens for new events from then on; false while another process has it. */
  take(): Promise<boolean>;
  release(): Promise<void>;
}

/** Opens the connection that the lock belongs to. */
export async function openRelayLock({ url, schema, onWake, onLost }: RelayLockOptions): Promise<RelayLock> {
  const client = new pg.Client(connectionConfig(url, schema));
  client.on('error', onLost);
  client.on('end', onLost);
  client.on('notification', onWake);
  const release = () => client.end().catch(() => {});
  const take = async () => {
    const { rows } = await client.query<{ readonly taken: boolean }>(
      '/* takeRelayLock */ select pg_try_advisory_lock(hashtextextended($1, 0)) as taken',
      [`relay events of ${schema}`],
    );
    if (!rows[0]?.taken) return false;
    await client.query(`/* listen */ listen ${pg.escapeIdentifier(channelOf(schema))}`);
    return true;
  };
  try {
    await client.connect();
    return { take, release };
  } catch (error) {
    await release();
    throw error;
  }
}
