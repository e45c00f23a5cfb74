// What the contract of ad platforms is checked in: an estate of its own for each test, a twin that speaks the platform's wire
// over it, and the client that owes the contract.
import type {
  AdPlatformClient,
  ClientSettings,
  PlatformWrite,
  QuotaSignal,
  WriteOutcome,
} from '../../platforms/ad-platform.ts';
import { type ToldClock, toldClock } from '../../platforms/estate/clock.ts';
import type { DeliveryRules } from '../../platforms/estate/delivery-rules.ts';
import { type AccountPlan, drawAccount } from '../../platforms/estate/draw-account.ts';
import { createEstate, type Estate } from '../../platforms/estate/estate.ts';
import type { EstateAccount } from '../../platforms/estate/estate-config.ts';
import { type Fault, scriptedFaults } from '../../platforms/twin-faults.ts';
import type { TwinRequest, TwinServer, TwinServerOptions } from '../../platforms/twin-server.ts';

export interface PlatformUnderTest {
  readonly rules: DeliveryRules;
  /** What is particular about accounts of the platform; identifiers are digits. */
  readonly plan: Omit<AccountPlan, 'seed' | 'externalId' | 'timeZone' | 'startsOn'>;
  /** Of its accounts, where the platform counts the days of one zone alone. */
  readonly timeZone?: string;
  /** Starts a twin with small pages, and says how a client reaches it. */
  readonly start: (
    estate: Estate,
    options: TwinServerOptions,
  ) => Promise<{ readonly twin: TwinServer; readonly connect: (settings: ClientSettings) => AdPlatformClient }>;
  /** Whether a request of the wire is one that writes. */
  readonly isWrite: (request: TwinRequest) => boolean;
}

export const contractAccountId = '1234567890';
const startsOn = '2026-03-01';

export interface World {
  readonly estate: Estate;
  readonly clock: ToldClock;
  readonly client: AdPlatformClient;
  readonly twin: TwinServer;
  readonly signals: QuotaSignal[];
  readonly requests: TwinRequest[];
}

const cleanups: (() => Promise<unknown>)[] = [];

/** A world of its own for one test, on the tenth day of the estate; closed when the test is over. */
export async function openWorld(
  platform: PlatformUnderTest,
  { timeoutMs = 5_000, ...changes }: Partial<AccountPlan> & { readonly timeoutMs?: number } = {},
): Promise<World> {
  const clock = toldClock(new Date('2026-03-10T15:25:00Z'));
  const timeZone = platform.timeZone ?? 'America/New_York';
  const plan = { ...platform.plan, seed: 7, externalId: contractAccountId, timeZone, startsOn };
  const account = drawAccount({ ...plan, ...changes });
  const config = { seed: plan.seed, beganOn: startsOn, rules: platform.rules, accounts: [account] };
  const estate = createEstate(config, clock);
  const requests: TwinRequest[] = [];
  const { twin, connect } = await platform.start(estate, { onExchange: ({ request }) => requests.push(request) });
  const signals: QuotaSignal[] = [];
  const client = connect({
    baseUrl: twin.url,
    timeoutMs,
    now: estate.now,
    onQuota: (signal) => signals.push(signal),
  });
  cleanups.push(client.close, twin.close);
  return { estate, clock, client, twin, signals, requests };
}

export async function closeWorlds(): Promise<void> {
  for (const cleanup of cleanups.splice(0)) await cleanup();
}

export function accountOf({ estate }: World): EstateAccount {
  const account = estate.account(contractAccountId);
  if (!account) throw new Error('the estate has no account');
  return account;
}

export async function collect<Item>(pages: AsyncIterable<readonly Item[]>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

/** Fails the next requests that write, and none that read. */
export function failWrites(world: World, platform: PlatformUnderTest, ...script: readonly Fault[]): void {
  world.twin.setFaults(scriptedFaults(script, platform.isWrite));
}

/** Whoever holds the first budget, and a write that raises it by a tenth or so. */
export function budgetWrite(world: World, units = 11n): PlatformWrite & { readonly field: 'BUDGET' } {
  const account = accountOf(world);
  const [budget] = account.budgets;
  const campaign = account.campaigns.find(({ budgetExternalId }) => budgetExternalId === budget?.externalId);
  const adGroup = account.adGroups.find(({ budgetExternalId }) => budgetExternalId === budget?.externalId);
  const holder = campaign ?? adGroup;
  if (!budget || !holder) throw new Error('nobody holds the budget');
  return {
    level: campaign ? 'CAMPAIGN' : 'AD_GROUP',
    externalId: holder.externalId,
    field: 'BUDGET',
    kind: budget.kind,
    amountMicros: budget.amountMicros + units * 1_000_000n,
  };
}

export async function writeOne(world: World, write: PlatformWrite, validateOnly = false): Promise<WriteOutcome> {
  const [outcome] = await world.client.write(contractAccountId, [write], { validateOnly });
  if (!outcome) throw new Error('there is no outcome');
  return outcome;
}
