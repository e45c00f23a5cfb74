import { expect, test } from 'vitest';
import { readPlatformSettings } from './platform-settings.ts';

test('the sample data lives on twins, unless they are switched off', () => {
  expect(readPlatformSettings({})).toMatchObject({ isOnTwins: true });
  expect(readPlatformSettings({ PLATFORM_TWINS: '' })).toMatchObject({ isOnTwins: true });
  expect(readPlatformSettings({ PLATFORM_TWINS: 'off' })).toMatchObject({ isOnTwins: false });
});

test('in production there are none, and none can be asked for', () => {
  expect(readPlatformSettings({ NODE_ENV: 'production' })).toMatchObject({ isOnTwins: false });
  expect(() => readPlatformSettings({ NODE_ENV: 'production', PLATFORM_TWINS: 'on' })).toThrow('PLATFORM_TWINS');
});

test('a word that is neither on nor off is told without being repeated', () => {
  expect(() => readPlatformSettings({ PLATFORM_TWINS: 'maybe' })).toThrow(/PLATFORM_TWINS: expected on or off$/);
});

test('the running day of accounts is read once a minute, or as often as is said', () => {
  expect(readPlatformSettings({})).toMatchObject({ reportEveryMs: 60_000 });
  expect(readPlatformSettings({ SPEND_REPORT_SECONDS: '5' })).toMatchObject({ reportEveryMs: 5_000 });
  for (const wrong of ['0', '1.5', 'often', '3601']) {
    expect(() => readPlatformSettings({ SPEND_REPORT_SECONDS: wrong })).toThrow(/SPEND_REPORT_SECONDS: expected/);
  }
});
