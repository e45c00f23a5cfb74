// Answers to queries: records chosen, filtered, ordered and shaped as the query says.
import { daysBetween, isLocalDate } from '../../subgraphs/common/period.ts';
import { localDay, localHour } from '../../subgraphs/common/time-zone.ts';
import type { EntityLevel } from '../ad-platform.ts';
import { parseLocalTime } from '../local-hours.ts';
import type { Estate } from '../estate/estate.ts';
import type { EstateAccount } from '../estate/estate-config.ts';
import type { EstateReportRow } from '../estate/report-estate.ts';
import { changeEventRecords } from './twin-change-events.ts';
import { type GaqlCondition, GaqlError, type GaqlQuery } from './twin-gaql.ts';
import {
  adGroupRecord,
  adRecord,
  budgetRecord,
  campaignRecord,
  customerRecord,
  type TwinRecord,
  type TwinValue,
} from './twin-records.ts';

const levels: Readonly<Record<string, EntityLevel>> = {
  campaign: 'CAMPAIGN',
  ad_group: 'AD_GROUP',
  ad_group_ad: 'AD',
};

/** The rows of a query, in REST JSON. Throws a `GaqlError`, also of the family ChangeEventError. */
export function answerQuery(
  query: GaqlQuery,
  account: EstateAccount,
  estate: Estate,
  changeDelayMs: number,
): readonly object[] {
  const records = recordsOf(query, account, estate, changeDelayMs);
  checkFields(query, account, estate);
  const found = records.filter((record) => query.where.every((condition) => holds(record, condition)));
  for (const { field, isDescending } of query.orderBy.toReversed()) {
    found.sort((one, other) => compare(one[field], other[field]) * (isDescending ? -1 : 1));
  }
  return found.slice(0, query.limit).map((record) => shape(record, query));
}

function recordsOf(query: GaqlQuery, account: EstateAccount, estate: Estate, changeDelayMs: number): TwinRecord[] {
  switch (query.from) {
    case 'customer':
      return [customerRecord(account)];
    case 'campaign_budget':
      return account.budgets.map(({ externalId }) => budgetRecord(account, externalId));
    case 'change_event':
      checkChangeQuery(query, account, estate);
      return [...changeEventRecords(estate, account, changeDelayMs)];
    case 'campaign':
    case 'ad_group':
    case 'ad_group_ad': {
      const entities = entityRecords(query, account, estate);
      return fieldsOf(query).some((field) => /^(metrics|segments)\./.test(field))
        ? withMetrics(query, entities, account, estate)
        : [...entities.values()];
    }
    default:
      throw new GaqlError('BAD_RESOURCE_TYPE_IN_FROM_CLAUSE', `There is no resource ${query.from} here.`);
  }
}

/** By the entity's identifier, with the fields of what is above it; only those that the conditions name by identifier. */
function entityRecords(query: Pick<GaqlQuery, 'from' | 'where'>, account: EstateAccount, estate: Estate) {
  const named = (field: string) => {
    const lists = query.where.filter(
      (each) => each.field === field && (each.operator === 'IN' || each.operator === '='),
    );
    return ({ externalId }: { readonly externalId: string }) =>
      lists.every(({ values }) => values.includes(externalId));
  };
  const customer = customerRecord(account);
  const campaignById = new Map(account.campaigns.map((each) => [each.externalId, each]));
  const adGroupById = new Map(account.adGroups.map((each) => [each.externalId, each]));
  const records = new Map<string, TwinRecord>();
  const remember = (key: string, make: () => TwinRecord): TwinRecord => {
    const record = records.get(key) ?? make();
    records.set(key, record);
    return record;
  };
  const ofCampaign = (id: string): TwinRecord =>
    remember(`campaign ${id}`, () => {
      const campaign = campaignById.get(id);
      return { ...customer, ...(campaign && campaignRecord(account, campaign, estate)) };
    });
  const ofAdGroup = (id: string): TwinRecord =>
    remember(`ad_group ${id}`, () => {
      const adGroup = adGroupById.get(id);
      return adGroup ? { ...ofCampaign(adGroup.campaignExternalId), ...adGroupRecord(account, adGroup) } : {};
    });
  switch (query.from) {
    case 'campaign':
      return recordsById(account.campaigns.filter(named('campaign.id')), ({ externalId }) => ofCampaign(externalId));
    case 'ad_group':
      return recordsById(account.adGroups.filter(named('ad_group.id')), ({ externalId }) => ofAdGroup(externalId));
    default:
      return recordsById(account.ads.filter(named('ad_group_ad.ad.id')), (ad) => ({
        ...ofAdGroup(ad.adGroupExternalId),
        ...adRecord(account, ad),
      }));
  }
}

function recordsById<Entity extends { readonly externalId: string }>(
  entities: readonly Entity[],
  recordOf: (entity: Entity) => TwinRecord,
): ReadonlyMap<string, TwinRecord> {
  return new Map(entities.map((entity) => [entity.externalId, recordOf(entity)]));
}

const fieldsOf = ({ select, where }: GaqlQuery) => [...select, ...where.map(({ field }) => field)];

/** With segments, a row for each in which something happened; without, one for each entity, also for nothing. */
function withMetrics(
  query: GaqlQuery,
  entities: ReadonlyMap<string, TwinRecord>,
  account: EstateAccount,
  estate: Estate,
): TwinRecord[] {
  const level = levels[query.from] ?? 'CAMPAIGN';
  const { firstDay, lastDay } = dateRange(query);
  const isHourly = query.select.includes('segments.hour');
  const isSegmented = query.select.some((field) => field.startsWith('segments.'));
  const rows = estate.report(account.externalId, { level, grain: isHourly ? 'HOUR' : 'DAY', firstDay, lastDay });
  const sums = new Map<string, TwinRecord>();
  if (!isSegmented) for (const [id, entity] of entities) sums.set(id, { ...entity, ...noMetrics });
  for (const row of rows) {
    const id = idOf(row, level);
    const hour = isHourly ? localHour(row.startsAt, account.timeZone) : undefined;
    const key = isSegmented ? `${id} ${row.day} ${hour}` : id;
    const before = sums.get(key) ?? {
      ...entities.get(id),
      ...noMetrics,
      'segments.date': row.day,
      'segments.hour': hour,
    };
    if (entities.has(id)) sums.set(key, { ...before, ...addMetrics(before, row) });
  }
  return [...sums.values()];
}

const noMetrics = { 'metrics.cost_micros': '0', 'metrics.impressions': '0', 'metrics.clicks': '0' };

function addMetrics(record: TwinRecord, row: EstateReportRow): TwinRecord {
  const add = (field: string, amount: bigint) => String(BigInt(String(record[field])) + amount);
  return {
    'metrics.cost_micros': add('metrics.cost_micros', row.spendMicros),
    'metrics.impressions': add('metrics.impressions', row.impressions),
    'metrics.clicks': add('metrics.clicks', row.clicks),
  };
}

function idOf(row: EstateReportRow, level: EntityLevel): string {
  const id = { CAMPAIGN: row.campaignExternalId, AD_GROUP: row.adGroupExternalId, AD: row.adExternalId }[level];
  return id ?? '';
}

/** The days that the conditions leave, which must be a finite number of them. */
function dateRange({ where }: GaqlQuery): { firstDay: string; lastDay: string } {
  let firstDay = '';
  let lastDay = '';
  for (const { field, operator, values } of where) {
    if (field !== 'segments.date') continue;
    const [low = '', high = low] = values;
    if (!isLocalDate(low) || !isLocalDate(high)) throw new GaqlError('INVALID_DATE_FORMAT', `No date: ${low}.`);
    if (operator === 'BETWEEN' || operator === '=') [firstDay, lastDay] = [low, high];
    if (operator === '>=') firstDay = low;
    if (operator === '<=') lastDay = low;
  }
  if (firstDay === '' || lastDay === '')
    throw new GaqlError('EXPECTED_FILTERS_ON_DATE_RANGE', 'Metrics need a range of segments.date.');
  if (daysBetween(firstDay, lastDay) > 4_000) throw new GaqlError('DATE_RANGE_TOO_WIDE', 'The range is too wide.');
  return { firstDay, lastDay };
}

const msPerDay = 86_400_000;

function checkChangeQuery({ limit, where }: GaqlQuery, account: EstateAccount, estate: Estate): void {
  const refuse = (value: string, message: string) => new GaqlError(`ChangeEventError.${value}`, message);
  if (limit === undefined) throw refuse('LIMIT_NOT_SPECIFIED', 'A limit is obligatory.');
  if (limit > 10_000) throw refuse('INVALID_LIMIT_CLAUSE', 'The limit is 10,000 at most.');
  const times = where.filter(({ field }) => field === 'change_event.change_date_time');
  const from = times.find(({ operator }) => /^(>|>=|BETWEEN|=)$/.test(operator))?.values[0];
  const until = times.find(({ operator }) => /^(<|<=|BETWEEN|=)$/.test(operator))?.values.at(-1);
  if (from === undefined || until === undefined) throw refuse('CHANGE_DATE_RANGE_INFINITE', 'A range is obligatory.');
  if (from > until) throw refuse('CHANGE_DATE_RANGE_NEGATIVE', 'The range ends before it begins.');
  const oldestDay = localDay(new Date(estate.now().getTime() - 30 * msPerDay), account.timeZone);
  const day = parseLocalTime(from, account.timeZone) ? from.slice(0, 10) : from;
  if (day < oldestDay) throw refuse('START_DATE_TOO_OLD', 'The past 30 days are remembered.');
}

/** The fields that can be asked of each resource: its own, and those of what it belongs to. */
const knownPrefixes: Readonly<Record<string, RegExp>> = {
  customer: /^customer\./,
  campaign_budget: /^campaign_budget\./,
  change_event: /^change_event\./,
  campaign: /^(customer|campaign|campaign_budget|metrics|segments)\./,
  ad_group: /^(customer|campaign|campaign_budget|ad_group|metrics|segments)\./,
  ad_group_ad: /^(customer|campaign|campaign_budget|ad_group|ad_group_ad|metrics|segments)\./,
};

function checkFields(query: GaqlQuery, account: EstateAccount, estate: Estate): void {
  const allowed = knownPrefixes[query.from];
  const known = knownFields(account, estate);
  for (const field of [...fieldsOf(query), ...query.orderBy.map((order) => order.field)]) {
    if (!known.has(field)) throw new GaqlError('UNRECOGNIZED_FIELD', `Unrecognized field in the query: '${field}'.`);
    if (allowed?.test(field)) continue;
    throw new GaqlError('PROHIBITED_FIELD_IN_SELECT_CLAUSE', `'${field}' cannot be asked of ${query.from}.`);
  }
}

const reportFields = ['segments.date', 'segments.hour', ...Object.keys(noMetrics)];
const changeFields = [
  'resource_name',
  'change_date_time',
  'change_resource_type',
  'change_resource_name',
  'resource_change_operation',
  'client_type',
  'user_email',
  'changed_fields',
  'old_resource',
  'new_resource',
].map((field) => `change_event.${field}`);

function knownFields(account: EstateAccount, estate: Estate): ReadonlySet<string> {
  const [campaign] = account.campaigns;
  const [adGroup] = account.adGroups;
  const [ad] = account.ads;
  const budget = account.budgets[0] ? budgetRecord(account, account.budgets[0].externalId) : {};
  const records: readonly TwinRecord[] = [
    customerRecord(account),
    budget,
    campaign ? campaignRecord(account, campaign, estate) : {},
    adGroup ? adGroupRecord(account, adGroup) : {},
    ad ? adRecord(account, ad) : {},
  ];
  return new Set([...records.flatMap((record) => Object.keys(record)), ...reportFields, ...changeFields]);
}

function holds(record: TwinRecord, { field, operator, values }: GaqlCondition): boolean {
  const value = record[field];
  if (field === 'segments.date' && value === undefined) return true;
  const [first = '', last = ''] = values;
  switch (operator) {
    case '=':
      return compare(value, first) === 0;
    case '!=':
      return compare(value, first) !== 0;
    case '>':
      return compare(value, first) > 0;
    case '>=':
      return compare(value, first) >= 0;
    case '<':
      return compare(value, first) < 0;
    case '<=':
      return compare(value, first) <= 0;
    case 'IN':
      return values.some((each) => compare(value, each) === 0);
    case 'BETWEEN':
      return compare(value, first) >= 0 && compare(value, last) <= 0;
  }
}

/** Whole numbers as numbers, everything else as text; times compare as texts. */
function compare(one: TwinValue | undefined, other: TwinValue | undefined): number {
  const left = String(one ?? '');
  const right = String(other ?? '');
  if (/^-?\d+$/.test(left) && /^-?\d+$/.test(right)) {
    const difference = BigInt(left) - BigInt(right);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Nested, in camelCase, with the name of every resource that something was selected of. */
function shape(record: TwinRecord, { select, from }: GaqlQuery): object {
  const resources = new Set([from, ...select.map((field) => field.slice(0, field.lastIndexOf('.')))]);
  const names = [...resources].map((resource) => `${resource}.resource_name`);
  const row: Record<string, object> = {};
  for (const field of [...names, ...select]) {
    const value = record[field];
    if (value === undefined) continue;
    const path = field.split('.').map(camelCase);
    let target: Record<string, unknown> = row;
    for (const part of path.slice(0, -1)) {
      target[part] ??= {};
      // Every part but the last holds an object, which this loop has put there.
      target = target[part] as Record<string, unknown>;
    }
    target[path.at(-1) ?? ''] = value;
  }
  return row;
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
