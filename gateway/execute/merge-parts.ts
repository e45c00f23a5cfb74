import { isObject, type JsonObject, mergeInto, own } from './json.ts';
import { resultJson, type ResultPart } from './result-json.ts';

/** The data of an answer once another of its parts has come; `data` is that of the parts before, and is changed. */
export function mergePart(data: unknown, part: ResultPart): unknown {
  const read: unknown = JSON.parse(resultJson(part));
  if (!isObject(read)) return data;
  const patches = Array.isArray(read['incremental']) ? read['incremental'] : [];
  for (const patch of patches) if (isObject(patch)) mergePatch(data, patch);
  return 'data' in read ? read['data'] : data;
}

function mergePatch(data: unknown, { data: added, path }: JsonObject): void {
  let target = data;
  for (const key of Array.isArray(path) ? path : []) {
    if (Array.isArray(target)) target = target[Number(key)];
    else target = isObject(target) ? own(target, String(key)) : undefined;
  }
  if (isObject(target) && isObject(added)) mergeInto(target, added, () => false);
}
