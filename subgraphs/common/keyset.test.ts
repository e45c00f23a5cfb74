import { describe, expect, test } from 'vitest';
import { readPage, toConnection } from './keyset.ts';

const badInput = expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } });
const cursorOf = (row: string) => [row, `id of ${row}`];

describe('readPage', () => {
  test('shows twenty rows from the start where nothing is said', () => {
    expect(readPage({})).toEqual({ limit: 20, after: undefined });
    expect(readPage({ first: null, after: null })).toEqual({ limit: 20, after: undefined });
  });

  test.each([0, -1, 101, 1.5, Number.NaN])('refuses first: %s', (first) => {
    expect(() => readPage({ first })).toThrow(badInput);
  });

  test.each([1, 100])('takes first: %s', (first) => expect(readPage({ first }).limit).toBe(first));

  test.each([
    '',
    'nonsense',
    'e30',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('["a\\u0000"]').toString('base64url'),
  ])('refuses %j as a cursor', (after) => expect(() => readPage({ after })).toThrow(badInput));

  test('refuses a cursor that is too long, and the cursor of another list', () => {
    const long = Buffer.from(JSON.stringify(['a'.repeat(3_000)])).toString('base64url');
    expect(() => readPage({ after: long })).toThrow(badInput);
    const cursor = toConnection(['a'], 1, cursorOf).pageInfo.endCursor;
    expect(() => readPage({ after: cursor }, 3)).toThrow(badInput);
    expect(readPage({ after: cursor }, 2).after).toEqual(['a', 'id of a']);
  });
});

describe('toConnection', () => {
  test('leaves out the row that was fetched to see whether another page follows', () => {
    const { nodes, edges, pageInfo } = toConnection(['a', 'b', 'ü\u{1f680}'], 2, cursorOf);
    expect(nodes).toEqual(['a', 'b']);
    expect(edges.map(({ node }) => node)).toEqual(['a', 'b']);
    expect(pageInfo.hasNextPage).toBe(true);
    expect(pageInfo.startCursor).toBe(edges[0]?.cursor);
    expect(pageInfo.endCursor).toBe(edges[1]?.cursor);
  });

  test('the cursor of a row gives back its sort key', () => {
    const { pageInfo } = toConnection(['ü\u{1f680}'], 2, cursorOf);
    expect(readPage({ after: pageInfo.endCursor }).after).toEqual(['ü\u{1f680}', 'id of ü\u{1f680}']);
    expect(pageInfo.hasNextPage).toBe(false);
  });

  test('an empty page has no cursors', () => {
    const { pageInfo, edges } = toConnection([], 20, cursorOf);
    expect(edges).toEqual([]);
    expect(pageInfo).toEqual({ startCursor: null, endCursor: null, hasNextPage: false });
  });
});
