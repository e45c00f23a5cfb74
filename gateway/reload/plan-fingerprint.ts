// Whether a plan means the same under another supergraph: what is asked of whom, and what the answer may look like.
import { hash } from 'node:crypto';
import { getNamedType, type GraphQLNamedType, isAbstractType, isEnumType } from 'graphql';
import type { AccessMask } from '../operation/access-mask.ts';
import type { ClientOperation } from '../operation/client-operation.ts';
import { forEachField } from '../operation/schema-walk.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { QueryPlan } from '../plan/query-plan.ts';

export interface Fingerprinted {
  readonly operation: ClientOperation;
  readonly mask: AccessMask;
  readonly plan: QueryPlan;
}

/** Equal for equal plans whose operations select fields of equal types from subgraphs at equal addresses. */
export function planFingerprint(
  { apiSchema, subgraphs, possibleTypes }: Supergraph,
  { operation, mask, plan }: Fingerprinted,
): string {
  const selected = new Set<string>();
  const note = (type: GraphQLNamedType): void => {
    if (isEnumType(type))
      selected.add(
        `${type.name}=${type
          .getValues()
          .map(({ name }) => name)
          .join()}`,
      );
    if (isAbstractType(type)) selected.add(`${type.name}=${[...(possibleTypes.get(type.name) ?? [])].sort().join()}`);
  };
  const root = { selectionSet: operation.definition.selectionSet, type: operation.rootType };
  forEachField(apiSchema, operation.fragments, root, (parent, { name }, field) => {
    selected.add(`${parent.name}.${name.value}:${String(field?.type)}`);
    if (field) note(getNamedType(field.type));
    note(parent);
  });
  const text = JSON.stringify(plan);
  const addresses = [...subgraphs.values()].filter(({ name }) => text.includes(JSON.stringify(name)));
  return hash('sha256', JSON.stringify([text, mask.key, [...selected].sort(), addresses]), 'base64');
}
