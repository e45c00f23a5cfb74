// What a frontend team writes: typed documents over HTTP. A part of the graph that is down costs its fields, not the page.
import type { TypedDocumentString } from '../../../schema/client/graphql.ts';

export interface ClientError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string };
}

export interface Answer<Result> {
  readonly status: number;
  readonly data: Result | null;
  /** Empty for a complete answer. A field that failed is null in `data` and named here by its path. */
  readonly errors: readonly ClientError[];
}

export interface FrontendClient {
  request<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Answer<Result>>;
  /** For operations that are not in schema/operations/. */
  requestText<Result>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer<Result>>;
}

/** A client of the gateway at `url` (…/graphql). Without a token it asks anonymously. */
export function createFrontendClient({
  url,
  token,
}: {
  readonly url: string;
  readonly token?: string;
}): FrontendClient {
  async function post<Result>(query: string, variables: unknown): Promise<Answer<Result>> {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    // The gateway's answers fit the documents: the types of both are generated from its schema.
    const { data = null, errors = [] } = (await response.json()) as { data?: Result; errors?: readonly ClientError[] };
    return { status: response.status, data, errors };
  }
  return {
    request: (document, variables) => post(document.toString(), variables),
    requestText: (query, variables = {}) => post(query, variables),
  };
}
