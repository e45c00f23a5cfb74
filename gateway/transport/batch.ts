// Several operations in one request, each answered on its own. Off unless the configuration allows for it: a batch is as
// slow as its slowest operation, and HTTP/2 made it unnecessary.
import { ClientError, formatThrown } from '../errors.ts';
import type { GraphQLResult } from '../pipeline.ts';
import type { OperationKind } from '../subgraph-client/subgraph-client.ts';
import { readParameters } from './graphql-parameters.ts';
import type { Caller } from './caller.ts';
import type { Operations } from './operations.ts';

/** Whether the body is a batch that may be sent. Throws BAD_REQUEST for one that is empty or too long. */
export function isBatch(body: unknown, maxBatchSize: number): body is readonly unknown[] {
  // Without batches an array is refused like anything else that is no object.
  if (!Array.isArray(body) || maxBatchSize === 0) return false;
  if (body.length > 0 && body.length <= maxBatchSize) return true;
  throw new ClientError('BAD_REQUEST', `A batch has 1 to ${maxBatchSize} operations; this one has ${body.length}.`);
}

/** Runs the operations side by side; results stand in the order of the operations. */
export function answerBatch(
  batch: readonly unknown[],
  caller: Caller,
  allowedKinds: ReadonlySet<OperationKind>,
  operations: Operations,
): Promise<readonly GraphQLResult[]> {
  const answer = async (parameters: unknown, index: number): Promise<GraphQLResult> => {
    try {
      const requestId = `${caller.requestId}.${index + 1}`;
      return await operations.answer(readParameters(parameters), { ...caller, requestId }, allowedKinds);
    } catch (error) {
      return { errors: formatThrown(error) };
    }
  };
  return Promise.all(batch.map(answer));
}
