import { isObject } from './json.ts';

/** The words that stand under any of the response keys, wherever in an answer. */
export function collectChangeKeys(data: unknown, responseKeys: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  function walk(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) walk(item);
    else if (isObject(value)) for (const [key, below] of Object.entries(value)) walkField(key, below);
  }
  function walkField(key: string, value: unknown): void {
    if (!responseKeys.has(key)) return walk(value);
    for (const word of Array.isArray(value) ? value : []) if (typeof word === 'string') found.add(word);
  }
  walk(data);
  return found;
}
