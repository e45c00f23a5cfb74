import type { SubgraphClient, SubgraphRequest, SubgraphResponse } from '../subgraph-client/subgraph-client.ts';
import type { Execution } from './execution.ts';
import type { UpstreamError } from './field-failure.ts';
import { logMaskedErrors, toUpstreamFailure } from './upstream-errors.ts';

/** Calls a subgraph. Never rejects: a call without an answer is an error for each of its fields. */
export async function callSubgraph(
  client: SubgraphClient,
  execution: Execution,
  call: Pick<SubgraphRequest, 'document' | 'kind' | 'variables' | 'variablesText'>,
): Promise<SubgraphResponse | UpstreamError> {
  const { context, logger, memory } = execution;
  try {
    context.signal.throwIfAborted();
    const known = memory?.recall(client.name, call);
    if (known) return known;
    const response = await client.execute({ ...call, context });
    if (response.errors) logMaskedErrors(logger, client.name, response.errors, context.requestId);
    // Before it is merged, which changes it.
    memory?.keep(client.name, call, response);
    return response;
  } catch (error) {
    // A client that left is no fault of the subgraph; thousands may leave at once.
    const level = context.signal.aborted ? 'debug' : 'error';
    logger[level]({ subgraph: client.name, requestId: context.requestId, err: error }, 'subgraph call failed');
    return toUpstreamFailure(client.name, error, context);
  }
}

/** Whether the call brought no answer. */
export function isFailedCall(answer: SubgraphResponse | UpstreamError): answer is UpstreamError {
  return 'code' in answer;
}
