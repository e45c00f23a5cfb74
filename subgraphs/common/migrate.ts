import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Database } from './database.ts';

/** Two processes that start together migrate one after the other; the number is ours alone in the database. */
const lockKey = 7_205_759_403_792_793n;

/**
 * Brings a subgraph's schema up to date: creates it where it is missing and runs the migrations that have not run, in
 * the order of their names. Safe when several processes start at once. Throws when a migration fails, having undone
 * all of this run.
 */
export async function migrate<Tables>(
  database: Database<Tables>,
  schema: string,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  await database.db.connection().execute(async (db) => {
    // Waiting for the other process, or building an index, may well take longer than a query may.
    await sql`/* beginMigration */ set statement_timeout = 0`.execute(db);
    try {
      await sql`/* lockMigrations */ select pg_advisory_lock(${lockKey})`.execute(db);
      await sql`/* createSchema */ create schema if not exists ${sql.id(schema)}`.execute(db);
      const provider = { getMigrations: async () => ({ ...migrations }) };
      const { error } = await new Migrator({ db, provider, migrationTableSchema: schema }).migrateToLatest();
      if (error) throw new Error(`The migration of ${schema} failed.`, { cause: error });
    } finally {
      await sql`/* unlockMigrations */ select pg_advisory_unlock(${lockKey})`.execute(db);
      await sql`/* endMigration */ reset statement_timeout`.execute(db);
    }
  });
}
