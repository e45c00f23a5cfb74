// What opens Google Ads to a client: a developer's token, and a person's or an organisation's standing permission.
import { PlatformCredentialsError } from '../credentials-error.ts';

export interface GoogleAdsCredentials {
  readonly developerToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  /** The manager account that is acted through; undefined where accounts are reached directly. */
  readonly loginCustomerId: string | undefined;
  /** Whose permission it is: edits through the API under this address are our own. */
  readonly userEmail: string;
  /** Where permissions become access tokens. */
  readonly tokenUrl: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined when none of them is set, which means the twin. Throws, naming the variable, when only some are. */
export function parseGoogleAdsCredentials(environment: Environment): GoogleAdsCredentials | undefined {
  const names = [
    'GOOGLE_ADS_DEVELOPER_TOKEN',
    'GOOGLE_ADS_CLIENT_ID',
    'GOOGLE_ADS_CLIENT_SECRET',
    'GOOGLE_ADS_REFRESH_TOKEN',
    'GOOGLE_ADS_USER_EMAIL',
  ] as const;
  const [developerToken = '', clientId = '', clientSecret = '', refreshToken = '', userEmail = ''] = names.map(
    (name) => environment[name],
  );
  const missing = names.filter((name) => !environment[name]);
  if (missing.length === names.length) return undefined;
  if (missing.length > 0) throw new PlatformCredentialsError('Google Ads', missing);
  const loginCustomerId = environment['GOOGLE_ADS_LOGIN_CUSTOMER_ID']?.replaceAll('-', '') || undefined;
  if (loginCustomerId !== undefined && !/^\d{10}$/.test(loginCustomerId)) {
    throw new Error('GOOGLE_ADS_LOGIN_CUSTOMER_ID is not the number of a customer: ten digits.');
  }
  const tokenUrl = environment['GOOGLE_ADS_TOKEN_URL'] || 'https://oauth2.googleapis.com/token';
  return { developerToken, clientId, clientSecret, refreshToken, loginCustomerId, userEmail, tokenUrl };
}
