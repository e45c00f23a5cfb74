import type { Rewrite } from '../plan/query-plan.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { isOneOf } from './entity-path.ts';
import { isObject, type JsonObject, own } from './json.ts';

/** Changes an object in place. */
export type ApplyRewrites = (value: unknown) => void;

/** Compiles the rewrites of a representation or of a response; undefined when there are none. */
export function compileRewrites(supergraph: Supergraph, rewrites: readonly Rewrite[]): ApplyRewrites | undefined {
  if (rewrites.length === 0) return undefined;
  const compiled = rewrites.map((rewrite) => compileRewrite(supergraph, rewrite));
  return (value) => {
    for (const apply of compiled) apply(value);
  };
}

function compileRewrite(supergraph: Supergraph, rewrite: Rewrite): ApplyRewrites {
  const change = rewrite.kind === 'SetValue' ? setter(rewrite.value) : renamer(rewrite.key);
  function walk(value: unknown, position: number): void {
    if (Array.isArray(value)) {
      for (const item of value) walk(item, position);
      return;
    }
    const segment = rewrite.path[position];
    if (!isObject(value) || segment === undefined) return;
    if (segment.kind === 'Type') {
      if (isOneOf(supergraph, value, segment.typeNames)) walk(value, position + 1);
    } else if (position === rewrite.path.length - 1) {
      change(value, segment.key);
    } else {
      walk(own(value, segment.key), position + 1);
    }
  }
  return (value) => {
    walk(value, 0);
  };
}

function setter(newValue: string): (object: JsonObject, key: string) => void {
  return (object, key) => {
    object[key] = newValue;
  };
}

function renamer(newKey: string): (object: JsonObject, key: string) => void {
  return (object, key) => {
    if (!Object.hasOwn(object, key)) return;
    object[newKey] = object[key];
    delete object[key];
  };
}
