import { describe, expect, test } from 'vitest';
import { derivedId, newId, platformId } from './identifiers.ts';
import { decodePerformanceId, encodePerformanceId } from './performance-id.ts';

describe('newId', () => {
  test('is the prefix and a UUID of version 7', () => {
    expect(newId('chg')).toMatch(/^chg_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
  });

  test('sorts by the time it was made', () => {
    const ids = [3, 1, 2].map((hour) => newId('chg', Date.parse(`2026-11-22T0${hour}:00:00Z`)));
    expect(ids.toSorted()).toEqual([ids[1], ids[2], ids[0]]);
    expect(Number.parseInt((ids[0] ?? '').slice(4, 16), 16)).toBe(Date.parse('2026-11-22T03:00:00Z'));
  });

  test('is never the same', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => newId('chg', 0))).size).toBe(1_000);
  });
});

describe('platformId', () => {
  test('is always the same for the same name', () => {
    // Written down in databases: a change of this value is a change of every identifier.
    const id = platformId('cmp', 'adv_1', 'META', '123', 'CAMPAIGN', '456');
    expect(id).toBe('cmp_c4740668ae5482a48ae359a75b4626f5');
    expect(id).toMatch(/^cmp_[0-9a-f]{12}8[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
  });

  test('differs when any part differs, also when the parts run together the same', () => {
    const names = [
      ['adv_1', 'META', '123', 'CAMPAIGN', '456'],
      ['adv_2', 'META', '123', 'CAMPAIGN', '456'],
      ['adv_1', 'META', '12', 'CAMPAIGN', '3456'],
      ['adv_1', 'META', '123', 'AD', '456'],
      ['adv_1', 'SNAP', '123', 'CAMPAIGN', '456'],
      ['adv_1META', '', '123', 'CAMPAIGN', '456'],
    ];
    expect(new Set(names.map((parts) => derivedId('cmp', ...parts))).size).toBe(names.length);
  });
});

describe('performance ids', () => {
  const scope = {
    scopeId: newId('cmp'),
    firstDay: '2026-11-14',
    lastDay: '2026-11-20',
    timeZone: 'America/Argentina/Buenos_Aires',
  };

  test('carry scope, period and time zone', () => {
    expect(encodePerformanceId(scope)).toMatch(/^prf_[\w-]+$/);
    expect(decodePerformanceId(encodePerformanceId(scope))).toEqual(scope);
  });

  test.each([
    { ...scope, firstDay: '2026-11-21' },
    { ...scope, firstDay: '2026-02-30' },
    { ...scope, timeZone: 'Mars/Olympus' },
    { ...scope, scopeId: 'nothing' },
    { ...scope, scopeId: `cmp_${'a'.repeat(99)}` },
  ])('are refused when forged: %o', (forged) => {
    expect(decodePerformanceId(encodePerformanceId(forged))).toBeUndefined();
  });

  test('have one spelling', () => {
    const id = encodePerformanceId(scope);
    const spellings = [
      '',
      'prf_',
      id.slice(4),
      `${id}=`,
      `${id}A`,
      id.toUpperCase(),
      ` ${id}`,
      'prf_%%%%',
      `prf_${'A'.repeat(9_999)}`,
    ];
    expect(spellings.map(decodePerformanceId)).toEqual(spellings.map(() => undefined));
  });
});
