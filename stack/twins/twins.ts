// The twins of a data folder: one living estate that goes on where it was left, whenever the stack runs.
import type { Logger } from 'pino';
import type { AdPlatformClient, PlatformCode, QuotaSignal } from '../../platforms/ad-platform.ts';
import { type EditFile, forgetEstate, openEdits, readEstate, writeEstate } from './kept-estate.ts';
import type { KeptEstate } from './kept-shapes.ts';
import { servePages } from './pages-server.ts';
import { startTwinHosts, type TwinHost } from './twin-hosts.ts';

export interface TwinsOptions {
  readonly dataFolder: string;
  readonly now: () => Date;
  readonly logger: Logger;
}

export interface Twins {
  /** The estate as it was when it began; undefined where none has. */
  estate(): KeptEstate | undefined;
  /** Brings an estate to life, and keeps it; the one before is over. */
  begin(estate: KeptEstate): Promise<void>;
  /** Ends the estate, and forgets it. */
  forget(): Promise<void>;
  /** A client of the platform's twin; undefined where it has none. */
  connect(platform: PlatformCode, onQuota: (signal: QuotaSignal) => void): AdPlatformClient | undefined;
  close(): Promise<void>;
}

/** A write of a client must be over before the lease of its change is, and a twin answers at once. */
const timeoutMs = 10_000;

interface Living {
  readonly estate: KeptEstate;
  readonly edits: EditFile;
  readonly hosts: readonly TwinHost[];
}

/** Opens the twins, alive where an estate has begun before. Throws a `KeptEstateError` where that cannot be read. */
export async function openTwins({ dataFolder, now, logger }: TwinsOptions): Promise<Twins> {
  const onFailure = (err: unknown) => logger.error({ err }, 'a twin could not answer');
  const live = async (estate: KeptEstate): Promise<Living> => {
    const edits = openEdits(dataFolder);
    return { estate, edits, hosts: await startTwinHosts({ estate, edits, now, onFailure }) };
  };
  const kept = readEstate(dataFolder);
  let living = kept && (await live(kept));
  const end = async (): Promise<void> => {
    const ending = living;
    living = undefined;
    if (!ending) return;
    await Promise.all(ending.hosts.map((host) => host.close()));
    ending.edits.close();
  };
  const pages = await servePages(dataFolder, () => living?.hosts ?? []);
  return {
    estate: () => living?.estate,
    async begin(estate) {
      await end();
      await writeEstate(dataFolder, estate);
      living = await live(estate);
    },
    async forget() {
      await end();
      forgetEstate(dataFolder);
    },
    connect: (platform, onQuota) =>
      living?.hosts
        .find((host) => host.platform === platform)
        ?.connect({
          timeoutMs,
          now,
          onQuota,
          onUnknownWord: (word) => logger.warn({ word }, 'a platform says a word that is not known here'),
        }),
    async close() {
      await pages.close();
      await end();
    },
  };
}
