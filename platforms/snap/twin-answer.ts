// How the Snap twin answers: an envelope for the request, and one for every entity in it.
import type { TwinReply } from '../twin-server.ts';

/** Something that Snap refuses: the whole request, or one entity of it. */
export class TwinRefusal extends Error {
  override readonly name = 'TwinRefusal';
  readonly status: number;
  readonly errorCode: string | undefined;

  constructor(status: number, errorCode: string | undefined, message: string) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}

export function notFound(message = 'Resource can not be found'): TwinRefusal {
  return new TwinRefusal(404, 'E3003', message);
}

export function invalid(message: string): TwinRefusal {
  return new TwinRefusal(400, undefined, message);
}

export type TwinEnvelope = Readonly<Record<string, unknown>>;

export function answerWith(requestId: string, envelope: TwinEnvelope): TwinReply {
  return { status: 200, body: { request_status: 'SUCCESS', request_id: requestId, ...envelope } };
}

type Refused = Pick<TwinRefusal, 'status' | 'errorCode' | 'message'>;

export function refuseWith(requestId: string, { status, errorCode, message }: Refused): TwinReply {
  const code = errorCode === undefined ? {} : { error_code: errorCode };
  const said = { debug_message: message, display_message: 'We are sorry, that did not work.', ...code };
  return { status, body: { request_status: 'ERROR', request_id: requestId, ...said } };
}

/** An entity in its envelope. */
export function sayEntity(singular: string, entity: unknown): TwinEnvelope {
  return { sub_request_status: 'SUCCESS', [singular]: entity };
}

export function sayRefused({ errorCode, message }: Pick<TwinRefusal, 'errorCode' | 'message'>): TwinEnvelope {
  const code = errorCode === undefined ? {} : { error_code: errorCode };
  return { sub_request_status: 'ERROR', sub_request_error_reason: message, ...code };
}
