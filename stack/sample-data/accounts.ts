// The companies of the sample data and the accounts they advertise through.
import { platformId } from '../../subgraphs/common/identifiers.ts';
import type { SamplePlatformCode } from './platforms.ts';

export interface SampleAdvertiser {
  readonly id: string;
  readonly name: string;
  /** Whether the people of the demonstration see it, or only those of the other company. */
  readonly tenant: 'demo' | 'other';
  readonly products: readonly string[];
}

export interface SampleAccount {
  readonly id: string;
  readonly advertiser: SampleAdvertiser;
  readonly platform: SamplePlatformCode;
  readonly externalId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  /** Where its ads are shown; part of its campaigns' names. */
  readonly market: string;
}

function advertiser(name: string, tenant: SampleAdvertiser['tenant'], products: readonly string[]): SampleAdvertiser {
  return { id: platformId('adv', '', 'SAMPLE', '', 'ADVERTISER', name), name, tenant, products };
}

const outdoor = advertiser('Nordlicht Outdoor', 'demo', [
  'Tents',
  'Boots',
  'Jackets',
  'Backpacks',
  'Stoves',
  'Gift cards',
]);
const coffee = advertiser('Fjell Coffee', 'demo', [
  'Beans',
  'Subscription',
  'Grinders',
  'Mugs',
  'Capsules',
  'Gift boxes',
]);
const travel = advertiser('Harbour Travel', 'other', [
  'City breaks',
  'Cruises',
  'Ryokan',
  'Ski weeks',
  'Rail passes',
  'Last minute',
]);

export const sampleAdvertisers: readonly SampleAdvertiser[] = [outdoor, coffee, travel];

type AccountRow = readonly [SampleAdvertiser, SamplePlatformCode, string, string, string, string];

const rows: readonly AccountRow[] = [
  [outdoor, 'GOOGLE_ADS', '4821197730', 'EUR', 'Europe/Berlin', 'DE'],
  [outdoor, 'META', '20934117', 'EUR', 'Europe/Berlin', 'DE'],
  [coffee, 'GOOGLE_ADS', '7712041185', 'USD', 'America/Los_Angeles', 'US'],
  [outdoor, 'TIKTOK', '7013990021', 'EUR', 'Europe/Berlin', 'DE'],
  [coffee, 'META', '77120480', 'USD', 'America/New_York', 'US'],
  [coffee, 'SNAP', 'b2f0c7d4-uk', 'GBP', 'Europe/London', 'UK'],
  [outdoor, 'PINTEREST', '549761184002', 'EUR', 'UTC', 'DE'],
  [coffee, 'TIKTOK', '7013990456', 'GBP', 'Europe/London', 'UK'],
  [travel, 'GOOGLE_ADS', '9056630042', 'JPY', 'Asia/Tokyo', 'JP'],
  [travel, 'META', '90566300', 'JPY', 'Asia/Tokyo', 'JP'],
];

/** Ten accounts on five platforms, in four currencies and six time zones. */
export const sampleAccounts: readonly SampleAccount[] = rows.map(
  ([owner, platform, externalId, currency, timeZone, market]) => ({
    id: platformId('acc', owner.id, platform, externalId, 'ACCOUNT', externalId),
    advertiser: owner,
    platform,
    externalId,
    name: `${owner.name} ${market}`,
    currency,
    timeZone,
    market,
  }),
);
