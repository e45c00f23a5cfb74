// What became of a JSON value, as JSON Patch (RFC 6902): `add`, `remove` and `replace` alone.

export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/** What makes the one value the other, to be applied in this order; empty when they are equal. */
export function diffJson(before: unknown, after: unknown): readonly PatchOperation[] {
  const patch: PatchOperation[] = [];
  diffValue({ before, after }, '', patch);
  return patch;
}

interface Pair<Value> {
  readonly before: Value;
  readonly after: Value;
}

function diffValue({ before, after }: Pair<unknown>, path: string, patch: PatchOperation[]): void {
  if (before === after) return;
  if (Array.isArray(before) && Array.isArray(after)) return diffItems({ before, after }, path, patch);
  if (isRecord(before) && isRecord(after)) return diffFields({ before, after }, path, patch);
  patch.push({ op: 'replace', path, value: after });
}

function diffFields({ before, after }: Pair<Fields>, path: string, patch: PatchOperation[]): void {
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key)) patch.push({ op: 'remove', path: below(path, key) });
  }
  for (const key of Object.keys(after)) {
    const value = after[key];
    if (!Object.hasOwn(before, key)) patch.push({ op: 'add', path: below(path, key), value });
    else diffValue({ before: before[key], after: value }, below(path, key), patch);
  }
}

/**
 * Items that begin and end both lists are taken for the same and compared with each other, so that one that comes or goes
 * does not move all that follow; what is between is compared place by place.
 */
function diffItems({ before, after }: Pair<readonly unknown[]>, path: string, patch: PatchOperation[]): void {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isSameItem(before[start], after[start])) start += 1;
  let end = 0;
  while (end < shorter - start && isSameItem(before.at(-1 - end), after.at(-1 - end))) end += 1;
  const [removed, added] = [before.length - start - end, after.length - start - end];
  const paired = start + Math.min(removed, added);
  for (let index = 0; index < paired; index += 1) {
    diffValue({ before: before[index], after: after[index] }, below(path, index), patch);
  }
  // From behind, so that no removal moves the next.
  for (let index = start + removed - 1; index >= paired; index -= 1) {
    patch.push({ op: 'remove', path: below(path, index) });
  }
  for (let index = paired; index < start + added; index += 1) {
    patch.push({ op: 'add', path: below(path, index), value: after[index] });
  }
  for (let place = end; place > 0; place -= 1) {
    diffValue({ before: before.at(-place), after: after.at(-place) }, below(path, after.length - place), patch);
  }
}

/** Objects with an identifier are told apart by it; other values by all that they are. */
function isSameItem(before: unknown, after: unknown): boolean {
  if (!isRecord(before) || !isRecord(after)) return isEqualJson(before, after);
  const [known, given] = [idOf(before), idOf(after)];
  return known === undefined && given === undefined ? isEqualJson(before, after) : known === given;
}

/** Its own, or in a list of edges that of its node. */
function idOf({ id, node }: Fields): unknown {
  return id ?? (isRecord(node) ? node['id'] : undefined);
}

function isEqualJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isEqualJson(item, right[index]));
  }
  if (!isRecord(left) || !isRecord(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isEqualJson(left[key], right[key]))
  );
}

type Fields = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The path of a member, by RFC 6901. */
function below(path: string, key: string | number): string {
  return typeof key === 'number' ? `${path}/${key}` : `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
