import { getDirectiveValues, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { Variables } from './client-operation.ts';

/** What a live query asks for. */
export interface LiveWish {
  /** 0 where it asks for no pause between two changes. */
  readonly throttleMs: number;
}

/** What the operation asks for by `@live` with these (coerced) variables; undefined when it is not live. */
export function readLiveWish(
  schema: GraphQLSchema,
  definition: OperationDefinitionNode,
  variables: Variables,
): LiveWish | undefined {
  const directive = definition.directives?.length ? schema.getDirective('live') : undefined;
  const values = directive ? getDirectiveValues(directive, definition, variables) : undefined;
  if (values?.['if'] !== true) return undefined;
  const throttle = values['throttle'];
  return { throttleMs: typeof throttle === 'number' ? throttle : 0 };
}
