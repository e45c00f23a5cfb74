import { ClientError, type ErrorCode } from '../errors.ts';

/** A request that is refused before it is GraphQL: with a status of its own, whatever media type the client accepts. */
export class HttpRefusal extends ClientError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: ErrorCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(code, message);
    this.status = status;
    this.headers = headers;
  }
}

/** The status of a code when the request got no GraphQL answer. Codes not listed are the client's mistake: 400. */
const statusByCode: Partial<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  UNAUTHORIZED_FIELD_OR_TYPE: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  DEFER_NOT_ACCEPTED: 406,
  REQUEST_TIMEOUT: 408,
  BODY_TOO_LARGE: 413,
  STREAM_ELSEWHERE: 421,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_SERVER_ERROR: 500,
  PLANNING_FAILED: 500,
  SERVICE_UNAVAILABLE: 503,
  OPERATION_TIMEOUT: 504,
  PLANNING_TIMEOUT: 504,
};

/** The status that says the same as the code. */
export function statusOfCode(code: string | undefined): number {
  return (code === undefined ? undefined : statusByCode[code]) ?? 400;
}
