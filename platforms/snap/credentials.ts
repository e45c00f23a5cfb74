// What Snap is reached with, from the environment.
import { PlatformCredentialsError } from '../credentials-error.ts';

export interface SnapCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  /** Where permissions become access tokens. */
  readonly tokenUrl: string;
}

const names = ['SNAP_CLIENT_ID', 'SNAP_CLIENT_SECRET', 'SNAP_REFRESH_TOKEN'] as const;

/** Undefined where the environment says nothing of Snap. Throws, naming the variables, when it says a part. */
export function parseSnapCredentials(
  environment: Readonly<Record<string, string | undefined>>,
): SnapCredentials | undefined {
  // An empty variable is how shells and compose files say "not set".
  const missing = names.filter((name) => !environment[name]);
  if (missing.length === names.length) return undefined;
  if (missing.length > 0) throw new PlatformCredentialsError('Snap', missing);
  const [clientId = '', clientSecret = '', refreshToken = ''] = names.map((name) => environment[name]);
  const tokenUrl = environment['SNAP_TOKEN_URL'] || 'https://accounts.snapchat.com/login/oauth2/access_token';
  return { clientId, clientSecret, refreshToken, tokenUrl };
}
