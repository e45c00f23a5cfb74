/** A GraphQL request as any transport brings it, already parsed. */
export interface GraphQLRequest {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
  readonly extensions?: Record<string, unknown>;
  /** Names a trusted document: `sha256:` and 64 hexadecimal digits, or the digits alone. */
  readonly documentId?: string;
}
