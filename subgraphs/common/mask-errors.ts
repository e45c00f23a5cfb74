// An error that was not written for clients never reaches one. Resolvers are wrapped when the schema is built, so the
// rule holds however the schema is run: in process, over HTTP, and inside a subscription.
import { defaultFieldResolver, GraphQLError, GraphQLScalarType } from 'graphql';
import type { Logger } from 'pino';

/** A resolver as the schema calls it; graphql-js passes parent, arguments, context and info by position. */
type Resolve = (...args: unknown[]) => unknown;

type ResolverMap = Record<
  string,
  GraphQLScalarType | Record<string, Resolve | { resolve?: Resolve; subscribe?: Resolve }>
>;

/** The error as a client may see it: itself when it carries a code, otherwise a masked one, and the log has the rest. */
export function maskError(error: unknown, logger: Logger, where: string): GraphQLError {
  if (error instanceof GraphQLError && typeof error.extensions['code'] === 'string') return error;
  logger.error({ err: error, where }, 'unexpected error');
  return new GraphQLError('Internal server error.', { extensions: { code: 'INTERNAL_SERVER_ERROR' } });
}

/** The same resolvers, each of which throws nothing but coded errors. Throws when a member is not a resolver. */
export function maskResolvers(resolvers: Readonly<Record<string, unknown>>, logger: Logger): ResolverMap {
  const entries = Object.entries(resolvers).filter(([, members]) => members !== undefined);
  return Object.fromEntries(entries.map(([type, members]) => [type, maskType(type, members, logger)]));
}

function maskType(type: string, members: unknown, logger: Logger): ResolverMap[string] {
  if (members instanceof GraphQLScalarType) return maskScalar(members, logger);
  if (typeof members !== 'object' || members === null) throw new Error(`The resolvers of ${type} are not an object.`);
  const entries = Object.entries(members).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([name, member]) => [name, maskMember(`${type}.${name}`, member, logger)]));
}

/** Only what a scalar writes is masked: what it says of a client's value is for the client to read. */
function maskScalar(scalar: GraphQLScalarType, logger: Logger): GraphQLScalarType {
  const config = scalar.toConfig();
  const serialize = (value: unknown) => {
    try {
      return config.serialize(value);
    } catch (error) {
      throw maskError(error, logger, scalar.name);
    }
  };
  return new GraphQLScalarType({ ...config, serialize });
}

function maskMember(
  where: string,
  member: unknown,
  logger: Logger,
): Resolve | { resolve?: Resolve; subscribe?: Resolve } {
  if (typeof member === 'function') {
    const resolve = maskResolve(where, member, logger);
    return where.endsWith('.__resolveReference') ? resolveAlone(resolve) : resolve;
  }
  if (typeof member !== 'object' || member === null) throw new Error(`${where} is not a resolver.`);
  const resolve = 'resolve' in member && typeof member.resolve === 'function' ? member.resolve : undefined;
  const subscribe = 'subscribe' in member && typeof member.subscribe === 'function' ? member.subscribe : undefined;
  if (!resolve && !subscribe) throw new Error(`${where} is not a resolver.`);
  const masked = resolve && maskResolve(where, resolve, logger);
  if (!subscribe) return { ...(masked && { resolve: masked }) };
  return { subscribe: maskResolve(where, subscribe, logger), resolve: resolveEvent(masked) };
}

/**
 * What a stream that fails yields last. Resolving it throws, so that clients are told the code in an answer: how a
 * rejected stream is told is up to each protocol, and none of them tells a code.
 */
class StreamFailure {
  readonly error: GraphQLError;

  constructor(error: GraphQLError) {
    this.error = error;
  }
}

function resolveEvent(resolve: Resolve | undefined): Resolve {
  return (event, ...rest) => {
    if (event instanceof StreamFailure) throw event.error;
    // graphql-js calls every resolver with the four of them.
    return Reflect.apply(resolve ?? defaultFieldResolver, undefined, [event, ...rest]);
  };
}

/**
 * An entity that cannot be resolved must not take the others of its batch with it, as an error thrown at once would in
 * @apollo/subgraph 2.15; nor does that library take undefined for an entity that is not there.
 */
function resolveAlone(resolve: Resolve): Resolve {
  return async (...args) => (await resolve(...args)) ?? null;
}

// `Function` is what typeof proves; the schema gives it the arguments of a resolver.
function maskResolve(where: string, resolve: Function, logger: Logger): Resolve {
  return (...args) => {
    try {
      const result: unknown = Reflect.apply(resolve, undefined, args);
      return maskResult(result, where, logger);
    } catch (error) {
      throw maskError(error, logger, where);
    }
  };
}

function maskResult(result: unknown, where: string, logger: Logger): unknown {
  if (result instanceof Promise) {
    return result.then(
      (value: unknown) => maskResult(value, where, logger),
      (error: unknown) => {
        throw maskError(error, logger, where);
      },
    );
  }
  return isAsyncIterable(result) ? maskStream(result, where, logger) : result;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

// Not a generator: `return` on a generator waits for a `next` under way, and a quiet stream would never end.
function maskStream(source: AsyncIterable<unknown>, where: string, logger: Logger): AsyncIterableIterator<unknown> {
  const iterator = source[Symbol.asyncIterator]();
  let hasFailed = false;
  const fail = (error: unknown): IteratorYieldResult<StreamFailure> => {
    hasFailed = true;
    return { done: false, value: new StreamFailure(maskError(error, logger, where)) };
  };
  return {
    next: async () => (hasFailed ? { done: true, value: undefined } : await iterator.next().catch(fail)),
    return: async () => {
      await iterator.return?.().catch((error: unknown) => {
        throw maskError(error, logger, where);
      });
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
