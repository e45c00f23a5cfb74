// The one table of error codes. What a client may read is a `ClientError`; everything else is masked for it and logged.

/** Every `extensions.code` a client can meet, with what it means and what to do about it. */
export const errorCodes = {
  BAD_REQUEST: 'The request is not a GraphQL request: malformed JSON, a missing query, a parameter of the wrong type.',
  METHOD_NOT_ALLOWED: 'The operation may not be sent this way, such as a mutation by GET.',
  BODY_TOO_LARGE: 'The request body is larger than the gateway accepts.',
  CSRF_PREVENTED:
    'The request could have been forged by another site; send a content type or header that a form cannot.',
  DEFER_NOT_ACCEPTED:
    'The operation defers fragments, but the request accepts no answer in several parts; accept one, or leave @defer out.',
  GRAPHQL_PARSE_FAILED: 'The document is not GraphQL.',
  GRAPHQL_VALIDATION_FAILED: 'The document does not fit the schema.',
  OPERATION_RESOLUTION_FAILURE: 'The document has no operation of that name, or several and no name was given.',
  OPERATION_TOO_LARGE:
    'The operation exceeds a limit on its size: tokens, depth, aliases, root fields, fragments or directives.',
  OPERATION_TOO_COSTLY: 'The estimated cost of the operation exceeds the limit; ask for smaller pages or fewer fields.',
  INTROSPECTION_DISABLED: 'The schema is not told here; read the published one.',
  DOCUMENT_NOT_FOUND: 'No trusted document has that identifier.',
  DOCUMENT_NOT_TRUSTED: 'Only trusted documents are answered here; send the identifier of one.',
  PERSISTED_QUERY_NOT_FOUND: 'No query is known by this hash; send it once with its text.',
  PERSISTED_QUERY_NOT_SUPPORTED: 'Queries are not kept by their hash here; send the text.',
  BAD_USER_INPUT: 'A variable or an argument has a value that is not accepted; the message says which.',
  UNAUTHENTICATED: 'The field or operation needs a valid token.',
  FORBIDDEN: 'The token does not allow this operation or this advertiser.',
  UNAUTHORIZED_FIELD_OR_TYPE:
    'The token lacks a scope for this field; it is null and the rest of the answer is complete.',
  NOT_FOUND: 'The thing named does not exist, or not for this viewer.',
  CONFLICT: 'The thing changed in the meantime; read it again.',
  IDEMPOTENCY_KEY_REUSED: 'The key was used for something else; send the same again, or take a new key.',
  TOO_MANY_REQUESTS: 'Too much at once for this viewer; try again later.',
  REQUEST_TIMEOUT: 'The request body did not arrive in time.',
  TOKEN_EXPIRED: 'The token of a live stream expired; subscribe again with a fresh one, or renew it in time.',
  TOKEN_REVOKED: 'The token of a live stream was revoked; subscribe again with another one.',
  STREAM_ELSEWHERE:
    'Another gateway holds the stream, or held it until it stopped; subscribe again after its last event with the newer token.',
  SCHEMA_CHANGED: 'The schema changed and with it what a live stream answers; subscribe again.',
  NOT_LIVE: 'Nothing that the query reads tells of its changes, so it cannot be live; ask without @live.',
  SLOW_CONSUMER: 'The client reads a live stream more slowly than events happen; the stream has ended.',
  SERVICE_UNAVAILABLE: 'The gateway is starting, draining or overloaded; try again.',
  OPERATION_TIMEOUT: 'The operation took longer than the gateway allows.',
  OPERATION_CANCELLED: 'The client went away before the answer was complete.',
  PLANNING_FAILED: 'The gateway could not plan the operation; the fault is not the client’s.',
  PLANNING_TIMEOUT: 'Planning the operation took too long; ask for less at once.',
  SUBGRAPH_UNREACHABLE: 'A part of the graph could not be reached; its fields are null.',
  SUBGRAPH_TIMEOUT: 'A part of the graph did not answer in time; its fields are null.',
  SUBGRAPH_MALFORMED_RESPONSE: 'A part of the graph answered with something that is not GraphQL; its fields are null.',
  SUBGRAPH_HTTP_ERROR: 'A part of the graph answered with an HTTP error; its fields are null.',
  SUBGRAPH_ERROR: 'A part of the graph failed on this field; the details are in the log.',
  NON_NULL_VIOLATION: 'A field that is never null had no value; the nearest nullable field above it is null.',
  INVALID_VALUE: 'A part of the graph answered with a value that the schema does not have; the field is null.',
  TOO_MANY_ERRORS: 'More errors happened than an answer lists; this one stands for the rest.',
  RESYNC_REQUIRED: 'The position to resume from is no longer kept; take a snapshot and follow from there.',
  INTERNAL_SERVER_ERROR: 'A fault of the gateway; it has been logged.',
} as const satisfies Record<string, string>;

export type ErrorCode = keyof typeof errorCodes;

/** An error as it stands in an answer. */
export interface FormattedError {
  readonly message: string;
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly [key: string]: unknown };
}

/** A mistake of the client, or a refusal: its message and extensions are safe to show. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ErrorCode;
  readonly extensions: Readonly<Record<string, unknown>>;
  /** Where in the document, when known. */
  readonly locations: FormattedError['locations'];

  constructor(
    code: ErrorCode,
    message: string,
    extensions: Readonly<Record<string, unknown>> = {},
    locations?: FormattedError['locations'],
  ) {
    super(message);
    this.code = code;
    this.extensions = extensions;
    this.locations = locations;
  }
}

/** Several mistakes found at once, such as every validation error of a document. Never empty. */
export class ClientErrors extends Error {
  override readonly name = 'ClientErrors';
  readonly errors: readonly ClientError[];

  constructor(errors: readonly ClientError[]) {
    super(errors.map(({ message }) => message).join('\n'));
    this.errors = errors;
  }
}

export type SubgraphFailureKind = 'UNREACHABLE' | 'TIMEOUT' | 'MALFORMED_RESPONSE' | 'HTTP_ERROR';

/** No GraphQL answer came from a subgraph. Internal: its message and cause are for the log. */
export class SubgraphFailure extends Error {
  override readonly name = 'SubgraphFailure';
  readonly subgraph: string;
  readonly kind: SubgraphFailureKind;

  constructor(subgraph: string, kind: SubgraphFailureKind, cause?: unknown) {
    super(`Subgraph ${subgraph}: ${kind}`, { cause });
    this.subgraph = subgraph;
    this.kind = kind;
  }
}

/** The errors of an answer for whatever was thrown: a client's mistake is told, anything else is masked. */
export function formatThrown(thrown: unknown): readonly FormattedError[] {
  if (thrown instanceof ClientErrors) return thrown.errors.map(formatClientError);
  if (thrown instanceof ClientError) return [formatClientError(thrown)];
  return [{ message: 'Internal server error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }];
}

function formatClientError(error: ClientError): FormattedError {
  return {
    message: error.message,
    ...(error.locations && { locations: error.locations }),
    extensions: { ...error.extensions, code: error.code },
  };
}

/** Whether what was thrown is a client's mistake, which is told to the client and needs no log entry. */
export function isClientMistake(thrown: unknown): boolean {
  return thrown instanceof ClientError || thrown instanceof ClientErrors;
}
