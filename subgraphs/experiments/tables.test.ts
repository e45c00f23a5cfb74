import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestExperiments, type TestExperiments } from '../../test/support/experiments.ts';
import { schemaName } from './subgraph.ts';
import type { ExperimentTables } from './tables.ts';

let experiments: TestExperiments;

beforeAll(async () => {
  experiments = await startTestExperiments();
});
afterAll(async () => await experiments.stop());

/** The compiler sees to it that no column of tables.ts is left out here, the test that none of PostgreSQL is. */
type ColumnTypes = {
  readonly [Table in keyof ExperimentTables]: Readonly<Record<keyof ExperimentTables[Table], string>>;
};

const expected: ColumnTypes = {
  experiment: {
    advertiser_id: 'text',
    id: 'text',
    campaign_id: 'text',
    name: 'text',
    hypothesis: 'text',
    state: 'text',
    starts_on: 'date?',
    ends_on: 'date?',
    currency: 'text',
    created_at: 'timestamp with time zone',
  },
  arm: {
    advertiser_id: 'text',
    id: 'text',
    experiment_id: 'text',
    position: 'integer',
    name: 'text',
    is_control: 'boolean',
    allocation: 'double precision',
  },
  arm_total: {
    advertiser_id: 'text',
    arm_id: 'text',
    participants: 'bigint',
    sum_micros: 'numeric',
    sum_of_squares: 'numeric',
  },
  change_count: { advertiser_id: 'text', slot: 'smallint', changes: 'bigint' },
};

test('describes the tables as PostgreSQL has them', async () => {
  const { rows } = await experiments.subgraph.database.pool.query<{ table: string; column: string; type: string }>(
    `select table_name as table, column_name as column,
       data_type || case is_nullable when 'YES' then '?' else '' end as type
     from information_schema.columns where table_schema = $1 and table_name not like 'kysely%'`,
    [schemaName],
  );
  const tables = Map.groupBy(rows, ({ table }) => table);
  const found = [...tables].map(([name, columns]) => [
    name,
    Object.fromEntries(columns.map((row) => [row.column, row.type])),
  ]);
  expect(Object.fromEntries(found)).toEqual(expected);
});
