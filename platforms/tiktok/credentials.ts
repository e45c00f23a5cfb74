// What TikTok is reached with, from the environment.
import { PlatformCredentialsError } from '../credentials-error.ts';

export interface TikTokCredentials {
  /** Long-lived: TikTok's tokens are revoked, and never refreshed. */
  readonly accessToken: string;
  /** How TikTok's change log names the app that the token is of; without it no change there is known to be ours. */
  readonly appName: string | undefined;
}

/** Undefined where the environment says nothing of TikTok. Throws, naming the variable, when it says half of it. */
export function parseTikTokCredentials(
  environment: Readonly<Record<string, string | undefined>>,
): TikTokCredentials | undefined {
  // An empty variable is how shells and compose files say "not set".
  const accessToken = environment['TIKTOK_ACCESS_TOKEN'] || undefined;
  const appName = environment['TIKTOK_APP_NAME'] || undefined;
  if (accessToken !== undefined) return { accessToken, appName };
  if (appName === undefined) return undefined;
  throw new PlatformCredentialsError('TikTok', ['TIKTOK_ACCESS_TOKEN']);
}
