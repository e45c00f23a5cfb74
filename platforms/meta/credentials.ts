// What opens Meta's Marketing API to a client: a system user's token, proven by the secret of the app that it was made for.
import { createHmac } from 'node:crypto';
import { PlatformCredentialsError } from '../credentials-error.ts';

export interface MetaCredentials {
  readonly accessToken: string;
  readonly appSecret: string;
  /** Edits that this app made are our own. */
  readonly appId: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined when none of them is set, which means the twin. Throws, naming the variable, when only some are. */
export function parseMetaCredentials(environment: Environment): MetaCredentials | undefined {
  const names = ['META_ACCESS_TOKEN', 'META_APP_SECRET', 'META_APP_ID'] as const;
  const [accessToken = '', appSecret = '', appId = ''] = names.map((name) => environment[name]);
  const missing = names.filter((name) => !environment[name]);
  if (missing.length === names.length) return undefined;
  if (missing.length > 0) throw new PlatformCredentialsError('Meta', missing);
  return { accessToken, appSecret, appId };
}

/** A token that was stolen without the secret is no use with it obligatory. */
export function appSecretProof({ accessToken, appSecret }: Pick<MetaCredentials, 'accessToken' | 'appSecret'>): string {
  return createHmac('sha256', appSecret).update(accessToken).digest('hex');
}
