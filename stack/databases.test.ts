import { describe, expect, test } from 'vitest';
import { databaseUrlOf } from './databases.ts';

describe('the database of a subgraph', () => {
  test('is the one of its own variable before the one of all', () => {
    const environment = { DATABASE_URL: 'postgres://all', SPEND_DATABASE_URL: 'postgres://spend' };
    expect(databaseUrlOf('spend', environment)).toBe('postgres://spend');
    expect(databaseUrlOf('campaigns', environment)).toBe('postgres://all');
  });

  test('is the embedded one where a variable is missing or empty', () => {
    expect(databaseUrlOf('spend', {})).toBeUndefined();
    expect(databaseUrlOf('spend', { SPEND_DATABASE_URL: '', DATABASE_URL: '' })).toBeUndefined();
  });
});
