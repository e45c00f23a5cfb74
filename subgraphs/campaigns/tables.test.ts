import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCampaigns, type TestCampaigns } from '../../test/support/campaigns.ts';

let campaigns: TestCampaigns;
beforeAll(async () => {
  campaigns = await startTestCampaigns({ structure: {} });
});
afterAll(async () => await campaigns.stop());

/** What a column of each PostgreSQL type is in tables.ts; text columns may be a type of their own values. */
const typesOf: Readonly<Record<string, RegExp>> = {
  text: /^(string|[A-Z]\w+)$/,
  bigint: /^bigint$/,
  integer: /^number$/,
  date: /^string$/,
  smallint: /^number$/,
  boolean: /^boolean$/,
  'timestamp with time zone': /^Date$/,
  jsonb: /^JsonObject$/,
  ARRAY: /^readonly string$/,
};

/** The columns that tables.ts declares, as table → column → the type it is read as. */
function declaredTables(): Map<string, Map<string, string>> {
  const source = readFileSync(new URL('tables.ts', import.meta.url), 'utf8');
  const bodies = new Map(
    [...source.matchAll(/interface (\w+) \{\n([^}]*)\}/g)].map(([, name, body]) => [name, body ?? '']),
  );
  const entries = [...(bodies.get('Tables') ?? '').matchAll(/(\w+): (\w+);/g)];
  return new Map(
    entries.map(([, table, type]) => {
      const columns = [...(bodies.get(type) ?? '').matchAll(/^\s+(\w+): (?:\w+<)?([\w ]+(?:\| null)?)/gm)];
      return [table ?? '', new Map(columns.map(([, column, columnType]) => [column ?? '', (columnType ?? '').trim()]))];
    }),
  );
}

test('tables.ts is what the migrations create', async () => {
  const { rows } = await campaigns.subgraph.database.pool.query<Record<string, string>>(`
    select table_name, column_name, data_type, is_nullable
    from information_schema.columns where table_schema = 'campaigns' order by table_name, ordinal_position`);
  const declared = declaredTables();
  expect(declared.size).toBe(20);
  for (const [table, columns] of declared) {
    const actual = rows.filter((row) => row['table_name'] === table);
    expect([...columns.keys()], table).toEqual(actual.map((row) => row['column_name']));
    for (const row of actual) {
      const [type = '', nullable] = (columns.get(row['column_name'] ?? '') ?? '').split(' | ');
      const where = `${table}.${row['column_name']}`;
      expect(type, where).toMatch(typesOf[row['data_type'] ?? ''] ?? /unknown type/);
      expect(nullable === 'null', where).toBe(row['is_nullable'] === 'YES');
    }
  }
});
