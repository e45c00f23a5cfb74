import { describe, expect, test } from 'vitest';
import { readCommandLine } from './command-line.ts';

describe('the command line', () => {
  test('needs nothing', () => {
    expect(readCommandLine([])).toEqual({
      isHelp: false,
      isRemote: false,
      dataFolder: '.data',
      isSampleDataWanted: true,
    });
  });

  test('takes what the usage says', () => {
    expect(readCommandLine(['--remote', '--data', 'elsewhere', '--no-sample-data'])).toEqual({
      isHelp: false,
      isRemote: true,
      dataFolder: 'elsewhere',
      isSampleDataWanted: false,
    });
  });

  test('refuses what it does not know', () => {
    expect(() => readCommandLine(['--fast'])).toThrow(/--fast/);
  });
});
