import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestAttribution, type TestAttribution } from '../../test/support/attribution.ts';
import { schemaName } from './subgraph.ts';
import type { AttributionTables } from './tables.ts';

let attribution: TestAttribution;

beforeAll(async () => {
  attribution = await startTestAttribution();
});
afterAll(async () => await attribution.stop());

/** The compiler sees to it that no column of tables.ts is left out here, the test that none of PostgreSQL is. */
type ColumnTypes = {
  readonly [Table in keyof AttributionTables]: Readonly<Record<keyof AttributionTables[Table], string>>;
};

const expected: ColumnTypes = {
  customer: { advertiser_id: 'text', customer_key: 'text' },
  touchpoint: {
    advertiser_id: 'text',
    id: 'text',
    customer_key: 'text',
    kind: 'text',
    occurred_at: 'timestamp with time zone',
    campaign_id: 'text',
    ad_group_id: 'text?',
    ad_id: 'text?',
  },
  conversion: {
    advertiser_id: 'text',
    id: 'text',
    customer_key: 'text',
    event_name: 'text',
    occurred_at: 'timestamp with time zone',
    value_micros: 'bigint?',
    currency: 'text?',
  },
  conversion_credit: {
    advertiser_id: 'text',
    conversion_id: 'text',
    model: 'text',
    touchpoint_id: 'text',
    campaign_id: 'text',
    ad_group_id: 'text?',
    ad_id: 'text?',
    occurred_at: 'timestamp with time zone',
    share_attos: 'bigint',
    value_micros: 'bigint?',
    currency: 'text?',
  },
  change_count: { advertiser_id: 'text', slot: 'smallint', changes: 'bigint' },
};

test('describes the tables as PostgreSQL has them', async () => {
  const { rows } = await attribution.subgraph.database.pool.query<{ table: string; column: string; type: string }>(
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
