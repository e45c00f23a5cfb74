import { expect, test } from 'vitest';
import { parseSnapCredentials } from './credentials.ts';

const whole = { SNAP_CLIENT_ID: 'i', SNAP_CLIENT_SECRET: 's', SNAP_REFRESH_TOKEN: 'r' };

test('a client and its permission are what opens', () => {
  expect(parseSnapCredentials(whole)).toEqual({
    clientId: 'i',
    clientSecret: 's',
    refreshToken: 'r',
    tokenUrl: 'https://accounts.snapchat.com/login/oauth2/access_token',
  });
  expect(parseSnapCredentials({ ...whole, SNAP_TOKEN_URL: 'http://x/y' })?.tokenUrl).toBe('http://x/y');
});

test('nothing set, or set to nothing, is no credentials', () => {
  expect(parseSnapCredentials({ SNAP_CLIENT_ID: '' })).toBeUndefined();
});

test('a part of them names what is missing', () => {
  expect(() => parseSnapCredentials({ ...whole, SNAP_REFRESH_TOKEN: undefined })).toThrow('SNAP_REFRESH_TOKEN');
});
