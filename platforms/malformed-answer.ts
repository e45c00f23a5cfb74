import { PlatformError } from './ad-platform.ts';

const maxExcerpt = 300;

/**
 * Part of an answer to a read that is not what is documented, such as a row of a report without its day. Told instead of
 * left out, for what is left out looks like nothing; trying again may help, and somebody should look.
 */
export function malformedAnswer(platform: string, what: string): PlatformError {
  return new PlatformError(
    { kind: 'TRANSIENT' },
    {
      platformCode: undefined,
      message: `${platform}: ${what.slice(0, maxExcerpt)}`,
      requestId: undefined,
      isUnknownCode: true,
    },
  );
}
