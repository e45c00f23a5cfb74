// Which ways to ad platforms a stack opens, as the environment says.
import { ConfigError } from '../gateway/config.ts';

export interface PlatformSettings {
  /** Whether the sample data's accounts live on twins. */
  readonly isOnTwins: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws a `ConfigError` that names the variable that is wrong. In production there are no twins. */
export function readPlatformSettings(environment: Environment): PlatformSettings {
  return { isOnTwins: readSwitch(environment) };
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
