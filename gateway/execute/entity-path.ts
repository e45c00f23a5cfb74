import type { EntityPath } from '../plan/query-plan.ts';
import { fulfilsTypeCondition, type Supergraph } from '../supergraph/supergraph.ts';
import { isObject, type JsonObject, own } from './json.ts';

/** Shows every object at a path of the data, through lists of any depth; nulls and failures are passed over. */
export type EntityWalk = (data: JsonObject, show: (object: JsonObject) => void) => void;

/** Compiles a path of a plan. */
export function compileEntityPath(supergraph: Supergraph, path: EntityPath): EntityWalk {
  function walk(value: unknown, position: number, show: (object: JsonObject) => void): void {
    if (Array.isArray(value)) {
      const next = path[position]?.kind === 'Items' ? position + 1 : position;
      for (const item of value) walk(item, next, show);
      return;
    }
    if (!isObject(value)) return;
    const segment = path[position];
    if (segment === undefined) show(value);
    else if (segment.kind === 'Items') walk(value, position + 1, show);
    else if (segment.kind === 'Field') walk(own(value, segment.responseKey), position + 1, show);
    else if (isOneOf(supergraph, value, segment.typeNames)) walk(value, position + 1, show);
  }
  return (data, show) => {
    walk(data, 0, show);
  };
}

/** Whether an object is of one of the types. One that does not say is: plans ask for `__typename` where it matters. */
export function isOneOf(supergraph: Supergraph, object: JsonObject, typeNames: readonly string[]): boolean {
  const typeName = own(object, '__typename');
  if (typeof typeName !== 'string') return true;
  return typeNames.some((condition) => fulfilsTypeCondition(supergraph, typeName, condition));
}
