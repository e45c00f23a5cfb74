// Kills gateways, subgraphs and connections to the database while clients follow what is written, and says what any
// client missed, saw twice, out of order or of somebody else. The seed decides who is killed, in which order and after
// which pause, and what each client does; when exactly a process comes back is up to the machine.
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeCursor, startOfLog } from '../../../subgraphs/common/event-log/event-log.ts';
import { createRandom, type Random } from '../../differential/random.ts';
import { judge } from './verdict.ts';
import { createWatcher, type ResumeWay, type Watcher } from './watcher.ts';
import {
  advertiserIds,
  campaigns,
  type ChaosCampaign,
  type ChaosWorld,
  type LoggedEvent,
  openWorld,
  type StreamName,
} from './world.ts';
import { createWriters } from './writers.ts';

export interface ChaosOptions {
  /** An empty database. */
  readonly databaseUrl: string;
  readonly seed: number;
  readonly kills: number;
  readonly clients: number;
  readonly onKill: (number: number, victim: string) => void;
}

export interface ChaosReport {
  /** By victim. */
  readonly kills: Readonly<Record<string, number>>;
  /** Events of each stream. */
  readonly events: Readonly<Record<StreamName, number>>;
  readonly delivered: number;
  /** How many events others stood for. */
  readonly conflated: number;
  /** How often a client came back. */
  readonly returns: number;
  /** What each client that saw anything wrong saw, and what it was. Nothing else may stand here than nothing. */
  readonly problems: readonly string[];
}

const streams: readonly StreamName[] = ['spendRestated', 'adEntityChanged', 'pacingUpdated'];
/** How long all clients may take to see the last event, once nothing is killed any more. */
const settleTimeoutMs = 60_000;

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const random = createRandom(options.seed);
  const world = await openWorld(options.databaseUrl);
  const stopping = new AbortController();
  try {
    const watchers = await createWatchers(world, options.clients, random);
    const writers = createWriters(world, campaigns, await world.mint('writer', advertiserIds));
    const watching = watchers.map((watcher) => watcher.run(stopping.signal));
    const chaosOver = new AbortController();
    const writing = Promise.all(writers.map((writer) => writer.run(chaosOver.signal)));
    const kills = await killAtRandom(world, options, random).finally(() => chaosOver.abort());
    await writing;
    const verdict = await settle(world, watchers);
    stopping.abort();
    await Promise.all(watching);
    const connections = watchers.flatMap((watcher) => watcher.connections);
    const seen = connections.flatMap((connection) => connection.seen);
    return {
      kills,
      ...verdict,
      delivered: seen.length,
      conflated: seen.reduce((sum, { conflated }) => sum + conflated, 0),
      returns: connections.length - watchers.length,
    };
  } finally {
    stopping.abort();
    await world.close();
  }
}

/** Half of them by WebSocket, in every way to go on, of three sorts of viewers; every fifth begins at no cursor. */
async function createWatchers(world: ChaosWorld, count: number, random: Random): Promise<readonly Watcher[]> {
  const ways: readonly ResumeWay[] = ['argument', 'extensions', 'last-event-id'];
  const viewers = await Promise.all(
    [['adv_1'], ['adv_2'], [...advertiserIds]].map(async (advertisers) => ({
      advertisers,
      token: await world.mint(`viewer of ${advertisers.join()}`, advertisers),
    })),
  );
  const all = campaigns.map(({ id }) => id);
  return Array.from({ length: count }, (_, number) => {
    const transport = number % 2 === 0 ? 'websocket' : 'event stream';
    return createWatcher(world, {
      transport,
      stream: random.pick(streams),
      way: random.pick(transport === 'websocket' ? ways.slice(0, 2) : ways),
      ...random.pick(viewers),
      campaignIds: random.chance(0.5) ? all : all.filter((_id, place) => place % 3 !== 0),
      begin: random.chance(0.2) ? undefined : encodeCursor(startOfLog),
      random: createRandom(random.below(2 ** 31)),
    });
  });
}

/** One victim after the other; who was killed comes back meanwhile. Resolves when all are back. */
async function killAtRandom(
  world: ChaosWorld,
  { kills, onKill }: ChaosOptions,
  random: Random,
): Promise<Readonly<Record<string, number>>> {
  const connections = { name: 'connections', kill: () => killConnections(world, random) };
  const victims = [...world.gateways, ...world.subgraphs, connections];
  const killed: Record<string, number> = {};
  const returning: Promise<unknown>[] = [];
  for (let number = 1; number <= kills; number += 1) {
    await sleep(100 + random.below(900));
    // Two may be down at once. Where all are killed faster than they start, nothing happens that could be lost.
    await returning.at(-2);
    // Not one of the last two, who may still be on their way back.
    const [victim = connections] = victims.splice(random.below(victims.length - 2), 1);
    victims.push(victim);
    onKill(number, victim.name);
    killed[victim.name] = (killed[victim.name] ?? 0) + 1;
    returning.push((await victim.kill()).isBack);
  }
  await Promise.all(returning);
  return killed;
}

/** All of them, or about half. Whoever had one opens another by itself. */
async function killConnections(world: ChaosWorld, random: Random): Promise<{ readonly isBack: Promise<unknown> }> {
  const share = random.pick([0.5, 1]);
  const choice = createRandom(random.below(2 ** 31));
  await world.terminateConnections(() => choice.chance(share));
  return { isBack: Promise.resolve() };
}

/** Waits until every client has seen what it is owed, or has had the time for it. */
async function settle(
  world: ChaosWorld,
  watchers: readonly Watcher[],
): Promise<Pick<ChaosReport, 'events' | 'problems'>> {
  const logs = {
    spendRestated: await world.readLog('spendRestated'),
    adEntityChanged: await world.readLog('adEntityChanged'),
    pacingUpdated: await world.readLog('pacingUpdated'),
  };
  const deadline = performance.now() + settleTimeoutMs;
  for (;;) {
    const problems = watchers.flatMap((watcher, number) => describe(watcher, number, logs[watcher.stream]));
    if (problems.length > 0 && performance.now() < deadline) {
      await sleep(250);
      continue;
    }
    const [restated, changed, paced] = streams.map((stream) => logs[stream].length);
    return {
      events: { spendRestated: restated ?? 0, adEntityChanged: changed ?? 0, pacingUpdated: paced ?? 0 },
      problems,
    };
  }
}

function describe(watcher: Watcher, number: number, log: readonly LoggedEvent[]): readonly string[] {
  const { advertisers, campaignIds, stream, transport, way } = watcher;
  const isMine = ({ id, advertiserId }: ChaosCampaign) =>
    advertisers.includes(advertiserId) && campaignIds.includes(id);
  const mine = new Set(campaigns.filter(isMine).map(({ id }) => id));
  return judge(watcher, log, mine).map((problem) => `client ${number} (${stream}, ${transport}, ${way}) ${problem}`);
}
