// What a report's rows become, and what of it is told by silence.
import { describe, expect, test } from 'vitest';
import type { ReportRow, UnreadableRow } from '../../../platforms/ad-platform.ts';
import { platformId } from '../../common/identifiers.ts';
import { completeDay } from './complete-report.ts';
import { type EntityDay, readFacts, type ReportOwner } from './report-facts.ts';
import type { DueReport } from './report-schedule.ts';

const owner: ReportOwner = {
  advertiserId: 'adv_1',
  accountId: 'acc_1',
  platform: 'META',
  externalId: '9',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
};
const query: DueReport = {
  level: 'CAMPAIGN',
  grain: 'HOUR',
  firstDay: '2026-03-10',
  lastDay: '2026-03-11',
  isToday: false,
};

function row(given: Partial<ReportRow> = {}): ReportRow {
  return {
    level: 'CAMPAIGN',
    externalId: '91',
    campaignExternalId: '91',
    startsAt: new Date('2026-03-10T08:00:00Z'),
    grain: 'HOUR',
    spendMicros: 5_000_000n,
    impressions: 100n,
    clicks: 3n,
    isFinal: undefined,
    ...given,
  };
}

const read = (...pages: readonly (readonly ReportRow[])[]) => readFacts(owner, query, { pages, unreadable: [] });
const spentOf = ({ entityDays }: ReturnType<typeof read>) =>
  entityDays.flatMap(({ facts }) => facts.map(({ spendMicros }) => spendMicros));

describe('rows', () => {
  test('are facts of entities by the names that they have everywhere', () => {
    const campaignId = platformId('cmp', 'adv_1', 'META', '9', 'CAMPAIGN', '91');
    const [day] = read([row()]).entityDays;
    expect(day).toMatchObject({ entityId: campaignId, day: '2026-03-10' });
    expect(day?.facts).toMatchObject([
      {
        level: 'CAMPAIGN',
        entityId: campaignId,
        accountId: 'acc_1',
        currency: 'EUR',
        day: '2026-03-10',
        breakdown: '',
      },
    ]);
    const pages = [[row({ level: 'AD_GROUP', externalId: '911' })]];
    const ofGroup = readFacts(owner, { ...query, level: 'AD_GROUP' }, { pages, unreadable: [] });
    expect(ofGroup.entityDays[0]?.facts).toMatchObject([
      { level: 'AD_GROUP', entityId: platformId('adg', 'adv_1', 'META', '9', 'AD_GROUP', '911'), campaignId },
    ]);
  });

  test('belong to the local day of the account', () => {
    const days = read([
      row({ startsAt: new Date('2026-03-10T22:00:00Z') }),
      row({ startsAt: new Date('2026-03-10T23:00:00Z') }),
    ]);
    expect(days.entityDays.map(({ day }) => day)).toEqual(['2026-03-10', '2026-03-11']);
  });

  test('of one hour on one page are its parts', () => {
    expect(spentOf(read([row(), row({ spendMicros: 2n })]))).toEqual([5_000_002n]);
    expect(spentOf(read([row(), row()]))).toEqual([10_000_000n]);
  });

  test('that a later page repeats are not added again, and others are', () => {
    expect(spentOf(read([row()], [row()]))).toEqual([5_000_000n]);
    expect(spentOf(read([row()], [row({ spendMicros: 1n })]))).toEqual([5_000_001n]);
  });

  test('make a day final when each of them is', () => {
    const later = row({ startsAt: new Date('2026-03-10T09:00:00Z'), isFinal: false });
    expect(read([row({ isFinal: true })]).finalDays).toEqual(new Set(['2026-03-10']));
    expect(read([row({ isFinal: true }), later]).finalDays).toEqual(new Set());
    expect(read([row()]).finalDays).toEqual(new Set());
  });
});

describe('what others have told before', () => {
  const since = new Date('2026-03-10T08:20:00Z');
  const hours = [6, 7, 8, 9].map((hour) => row({ startsAt: new Date(Date.UTC(2026, 2, 10, hour)) }));
  const told = ({ entityDays }: ReturnType<typeof read>) =>
    entityDays.flatMap(({ facts }) => facts.map(({ startsAt }) => startsAt.getUTCHours()));

  test('is theirs; the hour within which we began is ours', () => {
    expect(told(readFacts({ ...owner, since }, query, { pages: [hours], unreadable: [] }))).toEqual([8, 9]);
    expect(
      told(readFacts({ ...owner, since: new Date('2026-03-10T08:00:00Z') }, query, { pages: [hours], unreadable: [] })),
    ).toEqual([8, 9]);
  });

  test('is a day of which they told a part', () => {
    const days = [
      row({ grain: 'DAY', startsAt: new Date('2026-03-09T23:00:00Z') }),
      row({ grain: 'DAY', startsAt: new Date('2026-03-10T23:00:00Z') }),
    ];
    expect(
      readFacts({ ...owner, since }, { ...query, grain: 'DAY' }, { pages: [days], unreadable: [] }).entityDays,
    ).toMatchObject([{ day: '2026-03-11' }]);
  });
});

describe('a row that is wrong costs itself', () => {
  test.each<[string, Partial<ReportRow>]>([
    ['of another day', { startsAt: new Date('2026-03-09T22:00:00Z') }],
    ['of no time', { startsAt: new Date(Number.NaN) }],
    ['within an hour', { startsAt: new Date('2026-03-10T08:30:00Z') }],
    ['of another level', { level: 'AD' }],
    ['of another grain', { grain: 'DAY' }],
    ['without an identifier', { externalId: ' ' }],
    ['with an identifier that no text may have', { externalId: '9\u00001' }],
    ['that counts less than nothing', { clicks: -1n }],
    ['larger than all the money there is', { spendMicros: 2n ** 62n }],
    ['smaller than all the money there is', { spendMicros: -(2n ** 62n) }],
  ])('%s', (_, wrong) => {
    const report = read([row({ externalId: '92' }), row(wrong)]);
    expect(report.refused).toHaveLength(1);
    expect(report.refused[0]?.reason).not.toBe('');
    expect(spentOf(report)).toEqual([5_000_000n]);
  });

  test('money that is taken back is not wrong', () => {
    expect(read([row({ spendMicros: -5n })]).refused).toEqual([]);
  });
});

describe('what is left out', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 2, 10, hour));
  const dayOf = (...rows: readonly ReportRow[]): EntityDay => {
    const [day] = read(rows).entityDays;
    if (!day) throw new Error('there is no day');
    return day;
  };
  const said = (day: EntityDay, given: Partial<Parameters<typeof completeDay>[1]> = {}) =>
    completeDay(day, { toldUntil: at(8), isEnded: false, known: [], ...given }).map(
      ({ grain, startsAt, spendMicros }) => `${grain} ${startsAt.getUTCHours()} ${spendMicros}`,
    );

  test('is zero where it was more', () => {
    const known = [8, 9, 10].map((hour) => ({ startsAt: at(hour), grain: 'HOUR' as const, spendMicros: 7n }));
    expect(said(dayOf(row()), { known, isEnded: true })).toEqual(['HOUR 8 5000000', 'HOUR 9 0', 'HOUR 10 0']);
  });

  test('is zero in the last hour that is told whole, so that spend is known to have stopped', () => {
    expect(said(dayOf(row()), { toldUntil: at(10) })).toEqual(['HOUR 8 5000000', 'HOUR 9 0']);
    expect(said(dayOf(row()), { toldUntil: new Date(at(12).getTime() + 1) })).toEqual(['HOUR 8 5000000', 'HOUR 11 0']);
    expect(said(dayOf(row()), { toldUntil: new Date(at(10).getTime() - 1) })).toEqual(['HOUR 8 5000000']);
    expect(said(dayOf(row()), { toldUntil: at(7) })).toEqual(['HOUR 8 5000000']);
    expect(said(dayOf(row()), { toldUntil: at(12), isEnded: true })).toEqual(['HOUR 8 5000000']);
  });

  test('a day row of somebody else says what its hours say once the day has ended', () => {
    const known = [{ startsAt: new Date('2026-03-09T23:00:00Z'), grain: 'DAY' as const, spendMicros: 7n }];
    const day = dayOf(row(), row({ startsAt: at(9), spendMicros: 1n }));
    expect(said(day, { known })).toEqual(['HOUR 8 5000000', 'HOUR 9 1']);
    expect(said(day, { known, isEnded: true })).toEqual(['HOUR 8 5000000', 'HOUR 9 1', 'DAY 23 5000001']);
  });

  test('says nothing where a part of the report was refused', () => {
    const known = [9, 10].map((hour) => ({ startsAt: at(hour), grain: 'HOUR' as const, spendMicros: 7n }));
    const day = dayOf(row(), row({ startsAt: at(9), clicks: -1n }));
    expect(said(day, { known, toldUntil: at(12) })).toEqual(['HOUR 8 5000000']);
    expect(said(day, { known, toldUntil: at(12), isEnded: true })).toEqual(['HOUR 8 5000000']);
  });
});

describe('a row that could not be read', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 2, 10, hour));
  const unread: UnreadableRow = {
    ...{ level: 'CAMPAIGN', externalId: '91', startsAt: at(8) },
    ...{ field: 'spend', valueType: 'object', isPending: false },
  };
  const final = (given: Partial<ReportRow>) => row({ isFinal: true, ...given });
  const pages = [
    [final({ externalId: '92' }), final({ startsAt: at(8) }), final({ startsAt: at(9), spendMicros: 9n })],
    [final({ startsAt: new Date('2026-03-11T08:00:00Z') })],
  ];
  const lacking = (given: Partial<UnreadableRow>) => {
    const report = readFacts(owner, query, { pages, unreadable: [{ ...unread, ...given }] });
    const ended = { toldUntil: at(9), isEnded: true };
    const isZero = { startsAt: at(7), grain: 'HOUR', spendMicros: 7n } as const;
    const before = { startsAt: at(9), grain: 'HOUR', spendMicros: 10n } as const;
    const said = report.entityDays.flatMap((day) =>
      completeDay(day, { ...ended, known: day.day === '2026-03-10' ? [isZero, before] : [] }).map(
        ({ startsAt, entityId }) => {
          const isOther = entityId === platformId('cmp', 'adv_1', 'META', '9', 'CAMPAIGN', '92');
          return `${isOther ? 92 : 91} ${startsAt.toISOString().slice(8, 13)}`;
        },
      ),
    );
    return { said, final: [...report.finalDays], days: [...report.lackingDays] };
  };
  const ofOther = ['92 10T08', '92 10T07', '92 10T09'];
  const nextDay = ['91 11T08'];

  test('costs its own number, the silence about its entity and that its day is final', () => {
    expect(lacking({})).toEqual({
      said: [...ofOther, '91 10T09', ...nextDay],
      final: ['2026-03-11'],
      days: ['2026-03-10'],
    });
  });

  test('costs its entity’s day or days where it does not say when', () => {
    expect(lacking({ startsAt: undefined })).toEqual({ said: ofOther, final: [], days: ['2026-03-10', '2026-03-11'] });
    expect(lacking({ startsAt: new Date('2026-03-10T08:30:00Z') })).toEqual({
      said: [...ofOther, ...nextDay],
      final: ['2026-03-11'],
      days: ['2026-03-10'],
    });
  });

  test('of any entity takes nothing back from anybody', () => {
    expect(lacking({ externalId: undefined })).toEqual({
      said: ['92 10T08', '91 10T08', ...nextDay],
      final: ['2026-03-11'],
      days: ['2026-03-10'],
    });
  });

  test('yet, as its platform says, is held back, and its day counts as read', () => {
    expect(lacking({ isPending: true })).toEqual({
      said: [...ofOther, '91 10T09', ...nextDay],
      final: ['2026-03-11'],
      days: [],
    });
  });
});
