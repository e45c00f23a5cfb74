// A subscription's stream: what is asked of its subgraph, and what becomes of each event.
import type { Logger } from 'pino';
import { type Ledger, newestByKey } from '../live/newest-by-key.ts';
import type { StreamBreak, StreamEvent } from '../live/stream-source.ts';
import type { StreamBinding } from '../operation/bind-stream.ts';
import type { Variables } from '../operation/client-operation.ts';
import type { FetchNode } from '../plan/query-plan.ts';
import type { SubgraphCallContext, SubgraphClient, SubgraphResponse } from '../subgraph-client/subgraph-client.ts';
import { compileRootAnswer, pickVariables, type TakeRootAnswer } from './compile-fetch.ts';
import type { CompileContext } from './compile-plan.ts';
import { Execution } from './execution.ts';
import { followStream } from './follow-stream.ts';
import type { GraphQLResult } from './graphql-result.ts';
import { isObject, own } from './json.ts';
import { shareResult, withExtensions } from './result-json.ts';
import { toUpstreamFailure } from './upstream-errors.ts';

/** A stream that can be followed from any cursor; see `StreamSource`. */
export interface ResumableStream {
  readonly binding: StreamBinding;
  head(context: SubgraphCallContext): Promise<string | StreamBreak>;
  open(
    variables: Variables,
    after: string,
    context: SubgraphCallContext,
    ledger: Ledger,
  ): AsyncIterableIterator<StreamEvent | StreamBreak>;
}

export interface CompiledStream {
  /** One answer for each event, in their order, and not before it is asked for. */
  subscribe(variables: Variables, context: SubgraphCallContext): AsyncIterableIterator<GraphQLResult>;
  /** Undefined for a field without @delivery. */
  readonly resumable: ResumableStream | undefined;
}

export interface StreamParts {
  readonly binding: StreamBinding | undefined;
  readonly logger: Logger;
  /** Runs the steps that follow an event, and writes its answer. */
  readonly run: (execution: Execution) => Promise<GraphQLResult>;
}

/** What is asked and answered for one viewer. */
interface Asked {
  readonly variables: Variables;
  readonly context: SubgraphCallContext;
}

interface Calls {
  readonly client: SubgraphClient;
  readonly ask: (asked: Asked) => AsyncIterable<SubgraphResponse>;
  /** The answer for an event, or for what came instead of one. */
  readonly answer: (given: Parameters<TakeRootAnswer>[1], asked: Asked) => Promise<GraphQLResult>;
  readonly answerFailure: (thrown: unknown, asked: Asked) => Promise<GraphQLResult>;
}

export function compileStream(compiling: CompileContext, node: FetchNode, parts: StreamParts): CompiledStream {
  const { binding, logger, run } = parts;
  const client = compiling.clientOf(node.subgraph);
  const take = compileRootAnswer(compiling, node);
  const { document, operationKind: kind } = node;
  const answer: Calls['answer'] = (given, { variables, context }) => {
    const execution = new Execution(variables, context, logger);
    take(execution, given);
    return run(execution);
  };
  const calls: Calls = {
    client,
    ask: ({ variables, context }) =>
      client.subscribe({ document, kind, variables: pickVariables(variables, node.variableNames), context }),
    answer,
    answerFailure: (thrown, asked) => answer(toUpstreamFailure(client.name, thrown, asked.context), asked),
  };
  return {
    subscribe(variables, context) {
      const asked = { variables, context };
      return followStream(calls.ask(asked), context.signal, {
        onEvent: (event) => answer(event, asked),
        onFailure: (thrown) => calls.answerFailure(thrown, asked),
      });
    },
    resumable: binding && compileResumable(binding, calls),
  };
}

function compileResumable(binding: StreamBinding, calls: Calls): ResumableStream {
  const { rule, resumeVariable } = binding;
  const broken = async (response: SubgraphResponse, asked: Asked): Promise<StreamBreak> => ({
    kind: breakOf(response),
    result: await calls.answer(response, asked),
  });
  const lost = async (thrown: unknown, asked: Asked): Promise<StreamBreak> => ({
    kind: 'lost',
    result: await calls.answerFailure(thrown, asked),
  });
  async function toEvent(response: SubgraphResponse, asked: Asked): Promise<StreamEvent | StreamBreak> {
    const data = isObject(response.data) ? response.data : {};
    const cursor = binding.cursorOf(data);
    if (cursor === undefined) return await broken(response, asked);
    const key = binding.keyOf(data);
    const result = withExtensions(await calls.answer(response, asked), { cursor });
    return { kind: 'event', result: shareResult(result), cursor, key, conflated: 0 };
  }
  const keyOfResponse = ({ data }: SubgraphResponse): string | undefined =>
    isObject(data) ? binding.keyOf(data) : undefined;
  return {
    binding,
    async head(context) {
      const asked = { variables: {}, context };
      try {
        const document = `{ ${rule.head} }`;
        const response = await calls.client.execute({ ...asked, document, kind: 'query' });
        const cursor = isObject(response.data) ? own(response.data, rule.head) : undefined;
        return typeof cursor === 'string' ? cursor : await broken(response, asked);
      } catch (error) {
        return await lost(error, asked);
      }
    },
    open(variables, after, context, ledger) {
      const asked = { variables: { ...variables, [resumeVariable]: after }, context };
      const onFailure = (thrown: unknown): Promise<StreamEvent | StreamBreak> => lost(thrown, asked);
      const events = calls.ask(asked);
      if (rule.contract !== 'CONFLATE') {
        const onEvent = (response: SubgraphResponse) => toEvent(response, asked);
        return followStream(events, context.signal, { onEvent, onFailure });
      }
      return followStream(newestByKey(events, keyOfResponse, ledger), context.signal, {
        async onEvent({ item, conflated }) {
          const event = await toEvent(item, asked);
          return event.kind === 'event' ? { ...event, conflated } : event;
        },
        onFailure,
      });
    },
  };
}

/** What an answer without an event means; a fault of the subgraph is one that another attempt may not meet. */
function breakOf({ errors }: SubgraphResponse): StreamBreak['kind'] {
  switch (errors?.[0]?.extensions?.['code']) {
    case 'RESYNC_REQUIRED':
      return 'resync';
    case 'UNAUTHENTICATED':
    case 'FORBIDDEN':
      return 'denied';
    case 'BAD_USER_INPUT':
    case 'NOT_FOUND':
    case 'CONFLICT':
    case 'GRAPHQL_VALIDATION_FAILED':
      return 'refused';
    default:
      return 'lost';
  }
}
