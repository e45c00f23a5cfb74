// What `npm run import` is told on its command line.
import { parseArgs } from 'node:util';
import { isUnreadable, readCurrency, readInstantMs, readTimeZone } from './cell-values.ts';
import type { AccountDefaults } from './hierarchy.ts';
import { ImportSetupError } from './load-mapping.ts';

export const usage = `npm run import -- --platform <name> <folder> [options]

Reads a folder of a platform's report exports (CSV) into the graph.

  --platform <name>            whose export it is: google_ads, facebook_ads, tiktok_ads and so on
  --advertiser <id or name>    whose money it is; a new name makes a new advertiser (default: Imported)
  --default-currency <code>    of accounts whose export does not tell one
  --default-time-zone <zone>   of accounts whose export does not tell one
  --account <id>=<code>,<zone> currency and time zone of one account, whatever its export tells; may be repeated
  --observed-at <time>         when the numbers were read, for files that do not tell (default: when the file was written)
  --strict                     leave out a file as a whole when a row of it is bad
  --dry-run                    read everything, write nothing
  --mappings <folder>          look for the platform's mapping there first
  --data <folder>              where npm start keeps its database (default: .data); DATABASE_URL goes before it

Exit codes: 0 everything was read, 1 something was left out, 2 nothing could be done.`;

/** The advertiser of imports that name none; the demo tokens of npm start may see it. */
export const defaultAdvertiserName = 'Imported';

export interface ImportArguments {
  readonly platform: string;
  readonly folder: string;
  readonly advertiser: string;
  readonly defaults: AccountDefaults;
  readonly observedAt: Date | undefined;
  readonly isStrict: boolean;
  readonly isDryRun: boolean;
  readonly mappingsFolder: string | undefined;
  readonly dataFolder: string;
}

/** @throws ImportSetupError for arguments that make no import */
export function readArguments(args: readonly string[]): ImportArguments | 'HELP' {
  const { values, positionals } = parse(args);
  if (values.help) return 'HELP';
  const [folder, ...others] = positionals;
  if (values.platform === undefined)
    throw new ImportSetupError(`Which platform's export is it? Give --platform.\n\n${usage}`);
  if (folder === undefined || others.length > 0) throw new ImportSetupError(`Give one folder.\n\n${usage}`);
  if (values.advertiser.trim() === '') throw new ImportSetupError('The advertiser has no name.');
  return {
    platform: values.platform,
    folder,
    advertiser: values.advertiser,
    defaults: {
      currency: readGiven('--default-currency', values['default-currency'], readCurrency),
      timeZone: readGiven('--default-time-zone', values['default-time-zone'], (text) => readTimeZone(text, {})),
      accounts: new Map(values.account.map(readAccount)),
    },
    observedAt: readObservedAt(values['observed-at']),
    isStrict: values.strict,
    isDryRun: values['dry-run'],
    mappingsFolder: values.mappings,
    dataFolder: values.data,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        platform: { type: 'string' },
        advertiser: { type: 'string', default: defaultAdvertiserName },
        'default-currency': { type: 'string' },
        'default-time-zone': { type: 'string' },
        account: { type: 'string', multiple: true, default: [] },
        'observed-at': { type: 'string' },
        strict: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        mappings: { type: 'string' },
        data: { type: 'string', default: '.data' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    throw new ImportSetupError(`${cause instanceof Error ? cause.message : String(cause)}\n\n${usage}`, { cause });
  }
}

function readGiven<Value>(
  option: string,
  text: string | undefined,
  read: (text: string) => Value | { readonly reason: string },
): Value | undefined {
  if (text === undefined) return undefined;
  const value = read(text);
  if (isUnreadable(value)) throw new ImportSetupError(`${option} "${text}" ${value.reason}.`);
  return value;
}

function readObservedAt(text: string | undefined): Date | undefined {
  const instantMs = readGiven('--observed-at', text, readInstantMs);
  return instantMs === undefined ? undefined : new Date(instantMs);
}

function readAccount(text: string): [string, { readonly currency: string; readonly timeZone: string }] {
  const [, id, code, zone] = /^(.+)=([^=,]+),([^=,]+)$/.exec(text) ?? [];
  const currency = readGiven('--account', code, readCurrency);
  const timeZone = readGiven('--account', zone, (name) => readTimeZone(name, {}));
  if (id === undefined || currency === undefined || timeZone === undefined) {
    throw new ImportSetupError(`--account "${text}" is not of the form <id>=<currency>,<time zone>.`);
  }
  return [id, { currency, timeZone }];
}
