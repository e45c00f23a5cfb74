// Words of platforms: statuses, strategies, periods. New ones appear without notice, and none of them may stop a sync.
import type { ClientSettings, UnknownWord } from './ad-platform.ts';

/** What the word means; undefined for one that nobody knew of when this was written, after somebody was told. */
export function knownWord<Meaning>(
  meanings: ReadonlyMap<string, Meaning>,
  value: string,
  where: Pick<UnknownWord, 'platform' | 'field'>,
  settings: ClientSettings,
): Meaning | undefined {
  const meaning = meanings.get(value);
  if (meaning === undefined) settings.onUnknownWord?.({ ...where, value });
  return meaning;
}
