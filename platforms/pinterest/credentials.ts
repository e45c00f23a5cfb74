// What Pinterest is reached with, from the environment.
import { PlatformCredentialsError } from '../credentials-error.ts';

export interface PinterestCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  /** Where permissions become access tokens. */
  readonly tokenUrl: string;
}

const names = ['PINTEREST_CLIENT_ID', 'PINTEREST_CLIENT_SECRET', 'PINTEREST_REFRESH_TOKEN'] as const;

/** Undefined where the environment says nothing of Pinterest. Throws, naming the variables, when it says a part. */
export function parsePinterestCredentials(
  environment: Readonly<Record<string, string | undefined>>,
): PinterestCredentials | undefined {
  // An empty variable is how shells and compose files say "not set".
  const missing = names.filter((name) => !environment[name]);
  if (missing.length === names.length) return undefined;
  if (missing.length > 0) throw new PlatformCredentialsError('Pinterest', missing);
  const [clientId = '', clientSecret = '', refreshToken = ''] = names.map((name) => environment[name]);
  const tokenUrl = environment['PINTEREST_TOKEN_URL'] || 'https://api.pinterest.com/v5/oauth/token';
  return { clientId, clientSecret, refreshToken, tokenUrl };
}
