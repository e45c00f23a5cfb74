// Subscriptions by the protocol graphql-transport-ws. A connection belongs to one viewer, whose token it gives when it
// begins, and ends when that token expires. Each subscription on it may name its request in `extensions.requestId`.
import type { Server } from 'node:http';
import { NoSchemaIntrospectionCustomRule, specifiedRules, validate } from 'graphql';
import { type Context, handleProtocols, type SubscribePayload } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import type { VerifyToken, Viewer } from '../../schema/viewer.ts';
import { readViewer } from './bearer.ts';
import { readRequestId } from './request-id.ts';
import type { Subgraph } from './subgraph.ts';

interface SubscriptionOptions {
  readonly verifyToken: VerifyToken;
  readonly logger: Logger;
  /** Whether to hide the schema from introspection. */
  readonly production: boolean;
}

/** What is kept of a connection that was let in. */
interface Connection {
  readonly viewer: Viewer | undefined;
  readonly expiry: NodeJS.Timeout | undefined;
}

type ConnectionExtra = Extra & { connection?: Connection };
type ConnectionContext = Context<Record<string, unknown> | undefined, ConnectionExtra>;

/** Timers longer than this fire at once. */
const maxTimerMs = 2 ** 31 - 1;

/** Serves subscriptions at /graphql of a server, in messages of at most `maxPayload` bytes. */
export function serveSubscriptions(
  server: Server,
  subgraph: Subgraph,
  { verifyToken, logger, production }: SubscriptionOptions,
  maxPayload: number,
): { close(): Promise<void> } {
  const rules = production ? [...specifiedRules, NoSchemaIntrospectionCustomRule] : specifiedRules;
  const sockets = new WebSocketServer({ server, path: '/graphql', maxPayload, handleProtocols });
  const disposable = useServer<Record<string, unknown> | undefined, { connection?: Connection }>(
    {
      schema: subgraph.schema,
      validate: (schema, document) => validate(schema, document, rules),
      // The text of an unexpected error is no client's business, wherever this runs.
      isProd: true,
      // Without a token a connection is an anonymous one, as a request is; with a wrong one it is refused.
      async onConnect(context: ConnectionContext) {
        const connection = await openConnection(context, verifyToken);
        if (connection) context.extra.connection = connection;
        return connection !== undefined;
      },
      onDisconnect(context: ConnectionContext) {
        clearTimeout(context.extra.connection?.expiry);
      },
      context: (context: ConnectionContext, _: string, { extensions }: SubscribePayload) =>
        subgraph.createContext({
          viewer: context.extra.connection?.viewer,
          requestId: readRequestId(extensions?.['requestId']),
        }),
    },
    sockets,
  );
  sockets.on('connection', (socket) => {
    socket.on('error', (error) => logger.info({ err: error }, 'a subscription connection broke'));
  });
  return {
    async close() {
      await disposable.dispose();
    },
  };
}

async function openConnection(
  { connectionParams, extra }: ConnectionContext,
  verifyToken: VerifyToken,
): Promise<Connection | undefined> {
  const given = connectionParams?.['authorization'] ?? connectionParams?.['Authorization'];
  if (given === undefined) return { viewer: undefined, expiry: undefined };
  const viewer = typeof given === 'string' ? await readViewer(given, verifyToken).catch(() => undefined) : undefined;
  if (!viewer) return undefined;
  const expiry = setTimeout(
    () => extra.socket.close(4403, 'The token has expired'),
    Math.min(viewer.expiresAtMs - Date.now(), maxTimerMs),
  );
  return { viewer, expiry };
}
