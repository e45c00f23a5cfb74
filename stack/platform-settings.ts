// Which ways to ad platforms a stack opens, as the environment says.
import { ConfigError } from '../gateway/config.ts';
import { type LivePlatforms, readLivePlatforms } from '../platforms/live-platforms.ts';
import { type PlatformAccountEntry, readPlatformAccounts } from '../subgraphs/common/platform-accounts.ts';
import { readReportEvery } from '../subgraphs/spend/platform-sync/sync-world.ts';

export interface PlatformSettings {
  /** Whether the sample data's accounts live on twins. */
  readonly isOnTwins: boolean;
  /** The platforms themselves. */
  readonly live: LivePlatforms;
  /** The accounts that are reached there; undefined where the environment says nothing of any. */
  readonly accounts: readonly PlatformAccountEntry[] | undefined;
  /** How often the running day of each is read. */
  readonly reportEveryMs: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws a `ConfigError` that names all that is wrong, and no value. In production there are no twins. */
export function readPlatformSettings(environment: Environment): PlatformSettings {
  const isOnTwins = readSwitch(environment);
  const live = readLivePlatforms(environment);
  if (!live.success) throw new ConfigError([...live.problems]);
  const { platforms } = live;
  const read = readPlatformAccounts(environment, platforms.reachable);
  if (!read.success) throw new ConfigError([...read.problems]);
  const every = readReportEvery(environment);
  if (!every.success) throw new ConfigError([...every.problems]);
  return { isOnTwins, live: platforms, accounts: read.accounts, reportEveryMs: every.reportEveryMs };
}

function readSwitch(environment: Environment): boolean {
  const isProduction = environment['NODE_ENV'] === 'production';
  const value = environment['PLATFORM_TWINS'] || (isProduction ? 'off' : 'on');
  if (value !== 'on' && value !== 'off') throw new ConfigError(['PLATFORM_TWINS: expected on or off']);
  if (value === 'on' && isProduction) {
    throw new ConfigError(['PLATFORM_TWINS: expected off, as twins are not for production (NODE_ENV=production)']);
  }
  return value === 'on';
}
