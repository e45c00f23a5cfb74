import { expect, test } from 'vitest';
import { parsePinterestCredentials } from './credentials.ts';

const whole = { PINTEREST_CLIENT_ID: 'i', PINTEREST_CLIENT_SECRET: 's', PINTEREST_REFRESH_TOKEN: 'r' };

test('a client and its permission are what opens', () => {
  expect(parsePinterestCredentials(whole)).toEqual({
    clientId: 'i',
    clientSecret: 's',
    refreshToken: 'r',
    tokenUrl: 'https://api.pinterest.com/v5/oauth/token',
  });
  expect(parsePinterestCredentials({ ...whole, PINTEREST_TOKEN_URL: 'http://x/y' })?.tokenUrl).toBe('http://x/y');
});

test('nothing set, or set to nothing, is no credentials', () => {
  expect(parsePinterestCredentials({ PINTEREST_CLIENT_ID: '' })).toBeUndefined();
});

test('a part of them names what is missing', () => {
  expect(() => parsePinterestCredentials({ ...whole, PINTEREST_CLIENT_SECRET: '' })).toThrow('PINTEREST_CLIENT_SECRET');
});
