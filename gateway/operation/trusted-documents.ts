// Trusted documents: texts known beforehand, named by their hash. See https://benjie.dev/graphql/trusted-documents.
import { hash } from 'node:crypto';
import { ClientError } from '../errors.ts';
import type { GraphQLRequest } from './graphql-request.ts';

/** `allow`: identifiers and free text; `enforce`: only what is in the manifest. */
export type TrustedDocumentsMode = 'off' | 'allow' | 'enforce';

export interface TrustedDocuments {
  readonly mode: TrustedDocumentsMode;
  /** Texts by `sha256:<hex>`. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The text to run. Throws BAD_REQUEST, DOCUMENT_NOT_FOUND or DOCUMENT_NOT_TRUSTED. */
export function findDocument(request: GraphQLRequest, { mode, texts }: TrustedDocuments): string {
  const { documentId, query } = request;
  if (documentId !== undefined && mode !== 'off') return textOf(documentId, texts);
  if (documentId !== undefined) throw new ClientError('DOCUMENT_NOT_FOUND', 'Trusted documents are switched off here.');
  if (query === undefined || query === '') throw new ClientError('BAD_REQUEST', 'The request has no query.');
  if (mode === 'enforce' && !texts.has(`sha256:${hash('sha256', query)}`)) {
    throw new ClientError('DOCUMENT_NOT_TRUSTED', 'Only trusted documents are answered here.');
  }
  return query;
}

/** Whether the request is answered although its document is in no manifest: what `allow` lets through to be looked at. */
export function isUntrusted({ documentId, query = '' }: GraphQLRequest, { mode, texts }: TrustedDocuments): boolean {
  return mode === 'allow' && documentId === undefined && !texts.has(`sha256:${hash('sha256', query)}`);
}

function textOf(documentId: string, texts: ReadonlyMap<string, string>): string {
  const text = texts.get(documentId.startsWith('sha256:') ? documentId : `sha256:${documentId}`);
  if (text === undefined) throw new ClientError('DOCUMENT_NOT_FOUND', 'No trusted document has this identifier.');
  return text;
}
