// How a query or mutation is run: how many a viewer may have at once, how long each may take, in whose turn it begins.
import type { Config } from '../config.ts';
import type { FormattedError } from '../errors.ts';
import type { Gateway, GraphQLRequest, GraphQLResult } from '../pipeline.ts';
import type { OperationKind } from '../subgraph-client/subgraph-client.ts';
import type { Admission } from './admission.ts';
import { type Caller, toContext } from './caller.ts';
import { startDeadline } from './deadline.ts';
import type { OperationReport } from './operation-report.ts';
import { type AnswerStream, isStream, relayParts } from './relay-parts.ts';
import { createTurns } from './turns.ts';

export interface Answering {
  /** Answers a query or mutation; never rejects. `allowedKinds` is what the transport can carry. */
  answer(request: GraphQLRequest, caller: Caller, allowedKinds: ReadonlySet<OperationKind>): Promise<GraphQLResult>;
  /** The same over a transport that can carry several parts; one that defers fragments is answered with those. */
  answerInParts(
    request: GraphQLRequest,
    caller: Caller,
    allowedKinds: ReadonlySet<OperationKind>,
  ): Promise<GraphQLResult | AnswerStream>;
}

export interface AnsweringOptions {
  readonly gateway: Gateway;
  readonly admission: Admission;
  readonly config: Pick<Config, 'operationTimeoutMs'>;
  readonly report: OperationReport;
}

export function createAnswering({ gateway, admission, config, report }: AnsweringOptions): Answering {
  const nextTurn = createTurns();

  const begin = (request: GraphQLRequest, caller: Caller, allowedKinds: ReadonlySet<OperationKind>) => {
    const giveBack = admission.operation(caller);
    // A mutation that has begun is not cut short because its client went away: it would have half an effect.
    const clientSignal = gateway.operationKind(request) === 'mutation' ? undefined : caller.signal;
    const deadline = startDeadline(config.operationTimeoutMs, clientSignal);
    const end = (): void => {
      deadline.clear();
      giveBack();
    };
    return { context: toContext(caller, allowedKinds, deadline.signal), deadline, end };
  };

  const execute = async (request: GraphQLRequest, caller: Caller, allowedKinds: ReadonlySet<OperationKind>) => {
    const { context, deadline, end } = begin(request, caller, allowedKinds);
    try {
      const running = nextTurn()?.then(() => gateway.execute(request, context)) ?? gateway.execute(request, context);
      return await Promise.race([running, deadline.overdue]);
    } finally {
      end();
    }
  };

  const answer: Answering['answer'] = async (request, caller, allowedKinds) => {
    const startedAt = performance.now();
    const result = await execute(request, caller, allowedKinds).catch(report.refused);
    report.answered(request, caller, result, startedAt);
    return result;
  };

  const answerInParts: Answering['answerInParts'] = async (request, caller, allowedKinds) => {
    const startedAt = performance.now();
    const executeInParts = async () => {
      const { context, deadline, end } = begin(request, caller, allowedKinds);
      const run = () => gateway.executeInParts(request, context);
      const outcome = await Promise.race([nextTurn()?.then(run) ?? run(), deadline.overdue]).catch((error) => {
        end();
        throw error;
      });
      if (!isStream(outcome)) {
        end();
        return outcome;
      }
      const onOver = (errors: readonly FormattedError[]): void => {
        end();
        report.answered(request, caller, { errors }, startedAt);
      };
      return relayParts(outcome, { deadline, signal: caller.signal, refused: report.refused, onOver });
    };
    const outcome = await executeInParts().catch(report.refused);
    if (!isStream(outcome)) report.answered(request, caller, outcome, startedAt);
    return outcome;
  };
  return { answer, answerInParts };
}
