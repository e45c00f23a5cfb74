import { expect, test } from 'vitest';
import { parseTikTokCredentials } from './credentials.ts';

test('the token is what opens, and the name of its app may stand beside it', () => {
  expect(parseTikTokCredentials({ TIKTOK_ACCESS_TOKEN: 't' })).toEqual({ accessToken: 't', appName: undefined });
  expect(parseTikTokCredentials({ TIKTOK_ACCESS_TOKEN: 't', TIKTOK_APP_NAME: 'a' })?.appName).toBe('a');
});

test('nothing set, or set to nothing, is no credentials', () => {
  expect(parseTikTokCredentials({})).toBeUndefined();
  expect(parseTikTokCredentials({ TIKTOK_ACCESS_TOKEN: '' })).toBeUndefined();
});

test('a name without a token names the variable that is missing', () => {
  expect(() => parseTikTokCredentials({ TIKTOK_APP_NAME: 'a' })).toThrow('TIKTOK_ACCESS_TOKEN');
});
