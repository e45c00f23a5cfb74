// Whether a plan means the same under another supergraph: what is asked of whom, and what the answer may look like.
import { hash } from 'node:crypto';
import { getNamedType, type GraphQLNamedType, isAbstractType, isEnumType } from 'graphql';
import type { AccessMask } from '../operation/access-mask.ts';
import type { ClientOperation } from '../operation/client-operation.ts';
import { forEachField } from '../operation/schema-walk.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { QueryPlan } from '../plan/query-plan.ts';

export interface Fingerprinted {
  readonly selected: ReadonlyMap<string, string>;
  readonly mask: AccessMask;
  readonly plan: QueryPlan;
}

/** Equal for equal plans whose operations select fields of equal types from subgraphs at equal addresses. */
export function planFingerprint({ subgraphs }: Supergraph, { selected, mask, plan }: Fingerprinted): string {
  const text = JSON.stringify(plan);
  const addresses = [...subgraphs.values()].filter(({ name }) => text.includes(JSON.stringify(name)));
  const types = [...selected].map((entry) => entry.join()).sort();
  return hash('sha256', JSON.stringify([text, mask.key, types, addresses]), 'base64');
}

/** The type of each coordinate that an operation selects; for an enum or an abstract type, what it may be. */
export function selectedTypes(
  { apiSchema, possibleTypes }: Supergraph,
  operation: ClientOperation,
): ReadonlyMap<string, string> {
  const selected = new Map<string, string>();
  const note = (type: GraphQLNamedType): void => {
    if (isEnumType(type)) selected.set(type.name, listed(type.getValues().map(({ name }) => name)));
    if (isAbstractType(type)) selected.set(type.name, listed([...(possibleTypes.get(type.name) ?? [])].sort()));
  };
  const root = { selectionSet: operation.definition.selectionSet, type: operation.rootType };
  forEachField(apiSchema, operation.fragments, root, (parent, { name }, field) => {
    if (field) selected.set(`${parent.name}.${name.value}`, String(field.type));
    if (field) note(getNamedType(field.type));
    note(parent);
  });
  return selected;
}

function listed(names: readonly string[]): string {
  return names.join(' | ');
}
