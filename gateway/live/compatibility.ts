// Whether clients of a stream can read what another supergraph answers for it.
import { ClientError, formatThrown } from '../errors.ts';
import type { StreamSource } from './stream-source.ts';

/**
 * The first selected field of another type, in words; undefined when a client can read them all as before. What an enum or
 * an abstract type may be grows without notice: clients expect that of every answer.
 */
export function findIncompatibility(
  before: Pick<StreamSource, 'selectedTypes'>,
  now: Pick<StreamSource, 'selectedTypes'>,
): string | undefined {
  for (const [coordinate, type] of before.selectedTypes) {
    if (!coordinate.includes('.')) continue;
    const other = now.selectedTypes.get(coordinate);
    if (other === undefined) return `${coordinate} is not what is selected any more.`;
    if (!isAtLeastAsStrict(type, other)) return `${coordinate} was ${type} and is ${other}.`;
  }
  return undefined;
}

/** Whether every value of the type `now` is one of the type `before`: the same, or null in fewer places. */
export function isAtLeastAsStrict(before: string, now: string): boolean {
  if (before === now) return true;
  if (before.endsWith('!')) return now.endsWith('!') && isAtLeastAsStrict(before.slice(0, -1), now.slice(0, -1));
  if (now.endsWith('!')) return isAtLeastAsStrict(before, now.slice(0, -1));
  return before.startsWith('[') && now.startsWith('[') && isAtLeastAsStrict(before.slice(1, -1), now.slice(1, -1));
}

/** Why another supergraph does not have a stream, as it says so itself. */
export function refusalInWords(thrown: unknown): string {
  return formatThrown(thrown)
    .map(({ message }) => message)
    .join(' ');
}

/** The end of a stream that clients could not make sense of any more; the reason names what changed. */
export function schemaChanged(reason: string): ClientError {
  return new ClientError('SCHEMA_CHANGED', `The schema changed, and with it what this stream answers: ${reason}`);
}
