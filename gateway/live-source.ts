// From an admitted subscription to what groups follow.
import { hash } from 'node:crypto';
import { ClientError } from './errors.ts';
import { rightsKey, variablesKey } from './live/group-key.ts';
import type { StreamSource } from './live/stream-source.ts';
import type { ClientOperation, Variables } from './operation/client-operation.ts';
import type { GraphQLRequest } from './operation/graphql-request.ts';
import type { PreparedOperation } from './prepare-operation.ts';
import type { SubgraphCallContext } from './subgraph-client/subgraph-client.ts';

export interface Admitted {
  readonly operation: ClientOperation;
  readonly variables: Variables;
  readonly prepared: PreparedOperation;
}

/** A cursor of ours is 30 characters long; what is longer than this is none. */
const maxCursorLength = 256;

/** The stream of a subscription; undefined when its field has no @delivery. `owner` stands for the gateway and its view. */
export function liveSource(
  { operation, variables, prepared }: Admitted,
  context: SubgraphCallContext,
  owner: { readonly contract: string | undefined },
): StreamSource | undefined {
  const { resumable, mask } = prepared;
  if (!resumable) return undefined;
  const { binding } = resumable;
  const fingerprint = prepared.fingerprint();
  // What a mask takes out of the text still stands in the answer, as null: there the document itself counts.
  const text = mask.key === '' ? binding.text : operation.id;
  const given = variablesKey(variables, binding.variableNames);
  return {
    key: hash('sha256', JSON.stringify([owner.contract, fingerprint, text, given, rightsKey(context)]), 'base64'),
    rule: binding.rule,
    owner,
    fingerprint,
    selectedTypes: prepared.selectedTypes(),
    head: resumable.head,
    open: (after, opening, ledger) => resumable.open(variables, after, opening, ledger),
  };
}

/**
 * The cursor a subscription begins after: of `extensions.resume`, which is what the client saw last, or else of its
 * argument. Throws BAD_USER_INPUT when the stream has no cursors, BAD_REQUEST when it is no text.
 */
export function resumeCursor({ extensions }: GraphQLRequest, { prepared, variables }: Admitted): string | undefined {
  const given = extensions?.['resume'] ?? undefined;
  const { binding } = prepared.resumable ?? {};
  if (given === undefined) return binding?.readCursor(variables);
  if (!binding) throw new ClientError('BAD_USER_INPUT', 'This stream has no cursors to be resumed from.');
  if (typeof given === 'string' && given.length <= maxCursorLength) return given;
  throw new ClientError(
    'BAD_REQUEST',
    `"extensions.resume" must be a cursor of at most ${maxCursorLength} characters.`,
  );
}

/** The variables of a subscription that is followed by itself, from a cursor. */
export function beginningAfter(after: string | undefined, { prepared, variables }: Admitted): Variables {
  const { binding } = prepared.resumable ?? {};
  return binding && after !== undefined ? { ...variables, [binding.resumeVariable]: after } : variables;
}
