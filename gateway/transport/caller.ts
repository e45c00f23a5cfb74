import type { Credential, Identity } from '../auth/credential.ts';
import type { RequestContext } from '../pipeline.ts';
import type { OperationKind } from '../subgraph-client/subgraph-client.ts';
import type { TransportName } from '../telemetry/metrics.ts';

/** Who sends a request, and how. */
export interface Caller extends Identity {
  readonly transport: TransportName;
  /** What its streams run by, where a newer token can take the place of this one. */
  readonly credential?: Credential;
  readonly requestId: string;
  /** The address of the connection: what anonymous viewers are told apart by. */
  readonly address: string;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/** What the pipeline is told of the caller. */
export function toContext(
  caller: Caller,
  allowedKinds: ReadonlySet<OperationKind>,
  signal: AbortSignal,
): RequestContext {
  const { viewer, authorization, requestId } = caller;
  return { viewer, authorization, requestId, signal, allowedKinds };
}
