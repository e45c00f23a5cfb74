// The stream in which a subgraph tells what changed, followed as a subscription of clients is.
import type { DeliveryRule } from '../supergraph/delivery-rules.ts';
import type { LiveSourceRule } from '../supergraph/live-rules.ts';
import { createCompileContext, type ExecutorEnvironment } from './compile-operation.ts';
import { compileStream, type ResumableStream } from './compile-stream.ts';
import type { GraphQLResult } from './graphql-result.ts';
import { isObject, own } from './json.ts';

export interface ChangeFeed {
  readonly rule: LiveSourceRule;
  readonly delivery: DeliveryRule;
  readonly stream: ResumableStream;
  /** The words that an event names. */
  keysOf(event: GraphQLResult): readonly string[];
}

const resumeVariable = 'after';

export function compileFeed(environment: ExecutorEnvironment, rule: LiveSourceRule): ChangeFeed {
  const { field, cursor, keys, resume, head, subgraph } = rule;
  const delivery = { contract: 'LOSSLESS', cursor, resume, head, key: undefined, snapshot: undefined } as const;
  const selections = [cursor, keys].map(selectionOf).join(' ');
  const document = `subscription ($${resumeVariable}: String) { ${field}(${resume}: $${resumeVariable}) { ${selections} } }`;
  const node = {
    kind: 'Fetch',
    operationKind: 'subscription',
    subgraph,
    document,
    variableNames: [resumeVariable],
    outputRewrites: [],
  } as const;
  const binding = {
    rule: delivery,
    text: document,
    variableNames: [],
    resumeVariable,
    readCursor: () => undefined,
    cursorOf: (data: unknown) => textOf(valueAt(data, [field, ...cursor])),
    keyOf: () => undefined,
  };
  const { resumable } = compileStream(createCompileContext(environment), node, {
    binding,
    logger: environment.logger,
    run: async (execution) => {
      const errors = execution.listErrors();
      return { data: execution.data, ...(errors && { errors }) };
    },
  });
  if (!resumable) throw new Error('A stream with a binding can be resumed.');
  return {
    rule,
    delivery,
    stream: resumable,
    keysOf({ data }) {
      const words = valueAt(data, [field, ...keys]);
      return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : [];
    },
  };
}

/** `a { b }` for a path. */
function selectionOf([first = '', ...rest]: readonly string[]): string {
  return rest.length === 0 ? first : `${first} { ${selectionOf(rest)} }`;
}

function valueAt(data: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return data;
  return isObject(data) ? valueAt(own(data, key), rest) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
