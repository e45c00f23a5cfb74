// Facts as the lines of PostgreSQL's COPY text format. Made per thousand rows, since this runs once for every row of a
// load: no object and no regular expression per row, and texts that repeat from row to row are made once.
import type { SpendFact } from './spend-fact.ts';

const rowsPerChunk = 1_000;

/** The lines to copy, in chunks: ordinal, advertiser, entity, start, grain, breakdown, day, currency and the numbers. */
export function* copyChunks(facts: readonly SpendFact[]): Generator<string> {
  const writeInstant = rememberLast((startsAtMs: number) => new Date(startsAtMs).toISOString());
  const escape = rememberEach(escapeText);
  let chunk = '';
  for (const [ordinal, fact] of facts.entries()) {
    chunk += `${ordinal}\t${escape(fact.advertiserId)}\t${escape(fact.entityId)}\t${writeInstant(fact.startsAt.getTime())}\t${fact.grain}\t${escape(fact.breakdown)}\t${fact.day}\t${fact.currency}\t${fact.spendMicros}\t${fact.impressions}\t${fact.clicks}\n`;
    if ((ordinal + 1) % rowsPerChunk !== 0) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** A text as COPY reads it back: its four special characters are escaped. */
export function escapeText(text: string): string {
  return text.replace(/[\\\n\r\t]/g, (character) => escapes.get(character) ?? character);
}

const escapes = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Reports come sorted by time or by entity, so the last instant is very often the next one. */
function rememberLast(write: (value: number) => string): (value: number) => string {
  let last = Number.NaN;
  let text = '';
  return (value) => {
    if (value !== last) {
      last = value;
      text = write(value);
    }
    return text;
  };
}

function rememberEach(write: (text: string) => string): (text: string) => string {
  const written = new Map<string, string>();
  return (text) => {
    const known = written.get(text);
    if (known !== undefined) return known;
    const made = write(text);
    written.set(text, made);
    return made;
  };
}
