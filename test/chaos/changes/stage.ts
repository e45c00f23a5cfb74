// What a schedule plays on: an advertiser on its platform, workers that deliver and compare, people who ask, a database that
// may be away, and a time that is told, not waited for.
import { type AdPlatformClient, PlatformError } from '../../../platforms/ad-platform.ts';
import type { Random } from '../../../stack/sample-data/random.ts';
import { deliverAccount } from '../../../subgraphs/campaigns/delivery/deliver-account.ts';
import { listDueAccounts } from '../../../subgraphs/campaigns/delivery/delivery-store.ts';
import { type DeliveryWorld, defaultTimes } from '../../../subgraphs/campaigns/delivery/delivery-world.ts';
import { openPlatformLines, type PlatformLines } from '../../../subgraphs/campaigns/delivery/platform-lines.ts';
import { reconcileAccount } from '../../../subgraphs/campaigns/delivery/reconcile-account.ts';
import type { CampaignsSubgraph } from '../../../subgraphs/campaigns/subgraph.ts';
import type { FakePlatform } from '../../support/fake-platform.ts';
import type { RestartablePostgres, WayDown } from '../../support/restartable-postgres.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { type ChaosEstate, million } from './estate.ts';
import { setKillSwitch } from './kill-switch.ts';
import { createRecord, type ScheduleRecord } from './record.ts';
import type { Standing } from './stand-still.ts';
import { createWatchedPlatform, startedAt } from './watched-platform.ts';

/** Changes a budget as a client does; returns the answer's type and code. */
export type AskForBudget = (estate: ChaosEstate, entityId: string, micros: bigint, key: string) => Promise<string>;

/** The server that the subgraph's database is on. */
export type DatabaseServer = Pick<RestartablePostgres, 'takeDown' | 'bringBack'>;

export interface Worker {
  readonly world: DeliveryWorld;
  readonly lines: PlatformLines;
}

export interface StageOptions {
  readonly seed: number;
  readonly random: Random;
  readonly subgraph: CampaignsSubgraph;
  readonly estate: ChaosEstate;
  readonly askForBudget: AskForBudget;
}

export interface Wish {
  readonly entityId: string;
  readonly micros: bigint;
  readonly key: string;
}

const mostWorkers = 3;

export class Stage {
  readonly random: Random;
  readonly estate: ChaosEstate;
  readonly record: ScheduleRecord;
  readonly platform: FakePlatform;
  readonly hasForeignEdits: boolean;
  /** Workers that stand still and may go on later. */
  readonly standing: Standing[] = [];
  readonly #options: StageOptions;
  readonly #workers: Worker[] = [];
  #passedMs = 0;
  /** What the database has not been told of the time that passed. */
  #untoldMs = 0;
  #trippedAtMs: number | undefined;
  #isCalm = false;
  #isServerDown = false;
  #asked = 0;

  constructor(options: StageOptions) {
    const { seed, random, estate } = options;
    this.#options = options;
    this.random = random;
    this.estate = estate;
    this.hasForeignEdits = seed % 2 === 1;
    const passedMs = () => this.#passedMs;
    this.record = createRecord(passedMs);
    this.platform = createWatchedPlatform({
      ...{ seed, random, estate, record: this.record, passedMs, hasForeignEdits: this.hasForeignEdits },
      trippedAtMs: () => this.#trippedAtMs,
      isCalm: () => this.#isCalm,
    });
  }

  /** A worker whose clock is wrong by up to twenty seconds. */
  hire(): Worker {
    const skewMs = this.random.below(40_000) - 20_000;
    const { database, eventLog } = this.#options.subgraph;
    const monotonicMs = () => this.#passedMs;
    const world: DeliveryWorld = {
      db: database.db,
      eventLog,
      logger: silentLogger,
      now: () => new Date(startedAt.getTime() + this.#passedMs + skewMs),
      monotonicMs,
      random: () => this.random.next(),
      sleep: async (ms) => await this.pass(Math.max(1, ms)),
      times: defaultTimes,
    };
    const worker = { world, lines: openPlatformLines(() => this.platform, monotonicMs) };
    this.#workers.push(worker);
    return worker;
  }

  someWorker(): Worker {
    return this.#workers.length < mostWorkers ? this.hire() : this.random.pick(this.#workers);
  }

  /** The worker's work never goes on. */
  dismiss(worker: Worker): void {
    this.#workers.splice(this.#workers.indexOf(worker), 1);
  }

  async pass(ms: number): Promise<void> {
    this.#passedMs += ms;
    this.platform.catchUp();
    this.#untoldMs += ms;
    if (this.#isServerDown) return;
    const shift = `- ${this.#untoldMs} * interval '1 millisecond'`;
    this.#untoldMs = 0;
    await this.#options.subgraph.database.pool.query(
      `update change_outbox set not_before = not_before ${shift}, lease_until = lease_until ${shift}
       where advertiser_id = $1`,
      [this.estate.advertiserId],
    );
  }

  async deliver(worker: Worker, atStep?: DeliveryWorld['atStep']): Promise<void> {
    const due = await listDueAccounts(this.#options.subgraph.database.db);
    const account = due.find(({ advertiserId }) => advertiserId === this.estate.advertiserId);
    const line = account && worker.lines.lineTo(account);
    if (!account || !line) return;
    const world = { ...worker.world, atStep };
    await deliverAccount({ world, account, line }, new AbortController().signal).catch((error: unknown) => {
      this.record.say(`delivery failed: ${String(error)}`);
    });
  }

  /** Compares the account; `whenRead` is waited for once all of the platform has been read. */
  async reconcile(worker: Worker, whenRead?: () => Promise<void>): Promise<void> {
    const { subgraph, seed } = this.#options;
    const { advertiserId, accountId } = this.estate;
    const account = { advertiserId, accountId, platform: 'GOOGLE_ADS', externalId: `x-${seed}`, mode: 'TWIN' as const };
    const found = worker.lines.lineTo(account);
    if (!found) return;
    const line = whenRead ? { ...found, client: waitingAfterReading(found.client, whenRead) } : found;
    try {
      await reconcileAccount({ world: worker.world, database: subgraph.database, account, line });
      await subgraph.database.pool.query(
        `update delivery_account set stopped_at = null, stopped_why = null where advertiser_id = $1`,
        [advertiserId],
      );
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
    }
  }

  /** What somebody may ask for, with a key of its own. */
  drawWish(): Wish {
    const [entityId, micros] = [this.random.pick(this.estate.campaignIds), this.drawBudget()];
    this.#asked += 1;
    return { entityId, micros, key: `${this.#options.seed} ${this.#asked}` };
  }

  drawBudget(): bigint {
    return BigInt(20 + this.random.below(220)) * million;
  }

  async ask({ entityId, micros, key }: Wish): Promise<void> {
    const answer = await this.#options.askForBudget(this.estate, entityId, micros, key);
    this.record.say(`asked for ${micros / million} of ${this.estate.campaignIds.indexOf(entityId)}: ${answer}`);
  }

  /** Trips the kill switch, or rearms it. */
  async turnKillSwitch(): Promise<void> {
    const isTripped = this.#trippedAtMs !== undefined;
    this.record.say(isTripped ? 'the kill switch is rearmed' : 'the kill switch is tripped');
    await setKillSwitch(this.#options.subgraph, this.estate, !isTripped);
    this.#trippedAtMs = isTripped ? undefined : this.#passedMs;
  }

  /** The server goes down, what is given happens meanwhile, and it comes back. */
  async withoutServer({ takeDown, bringBack }: DatabaseServer, meanwhile: () => Promise<unknown>): Promise<void> {
    const way = this.random.pick<WayDown>(['IMMEDIATE', 'KILLED']);
    this.record.say(`the database server goes down: ${way}`);
    this.#isServerDown = true;
    await takeDown(way);
    try {
      await meanwhile();
    } finally {
      await bringBack();
      this.#isServerDown = false;
      this.record.say('the database server is back');
    }
  }

  /** From now on nothing goes wrong, and who stands still goes on. */
  async calm(): Promise<void> {
    this.#isCalm = true;
    for (const { goOn, done } of this.standing) {
      goOn();
      await done;
    }
  }

  async isQuiet(): Promise<boolean> {
    const { rows } = await this.#options.subgraph.database.pool.query<{ left: bigint }>(
      `select count(*) as left from change_outbox where advertiser_id = $1`,
      [this.estate.advertiserId],
    );
    return Number(rows[0]?.left) === 0;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map(({ lines }) => lines.close()));
  }
}

function waitingAfterReading(client: AdPlatformClient, whenRead: () => Promise<void>): AdPlatformClient {
  return {
    ...client,
    async *readStructure(accountExternalId, options) {
      yield* client.readStructure(accountExternalId, options);
      await whenRead();
    },
  };
}
