// What a GraphQL request is made of, in a JSON body, a query string or a WebSocket message.
import { ClientError } from '../errors.ts';
import type { GraphQLRequest } from '../pipeline.ts';

/** Reads the parameters of a request from a parsed JSON value. Throws `ClientError` BAD_REQUEST, naming what is wrong. */
export function readParameters(value: unknown): GraphQLRequest {
  if (Array.isArray(value)) throw badRequest('Batches are not accepted; send one operation per request.');
  if (!isRecord(value)) throw badRequest('The request must be a JSON object.');
  const query = readText(value, 'query');
  const documentId = readText(value, 'documentId');
  const operationName = readText(value, 'operationName');
  const variables = readMap(value, 'variables');
  const extensions = readMap(value, 'extensions');
  if (!query && !documentId && !extensions?.['persistedQuery']) {
    throw badRequest('The request has neither a "query" nor a "documentId".');
  }
  return {
    // Protocols that insist on a query send an empty one beside the identifier of a trusted document.
    ...(query && { query }),
    ...(documentId && { documentId }),
    ...(operationName && { operationName }),
    ...(variables && { variables }),
    ...(extensions && { extensions }),
  };
}

/** Reads a query string into what `readParameters` takes: `variables` and `extensions` are written as JSON. */
export function readQueryString(queryString: string): Readonly<Record<string, unknown>> {
  if (!isDecodable(queryString)) throw badRequest('The query string is not UTF-8, percent-encoded.');
  const search = new URLSearchParams(queryString);
  const names = ['query', 'documentId', 'operationName'];
  const parameters: Record<string, unknown> = {};
  for (const name of names) parameters[name] = search.get(name);
  for (const name of ['variables', 'extensions']) parameters[name] = parseJson(name, search.get(name) ?? '');
  return parameters;
}

/** URLSearchParams would put U+FFFD where the bytes are no UTF-8. */
function isDecodable(queryString: string): boolean {
  try {
    decodeURIComponent(queryString);
    return true;
  } catch {
    return false;
  }
}

function parseJson(name: string, text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(`"${name}" is not JSON.`);
  }
}

function readText(parameters: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw badRequest(`"${name}" must be a string, and is ${typeName(value)}.`);
}

function readMap(parameters: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (isRecord(value)) return value;
  throw badRequest(`"${name}" must be an object, and is ${typeName(value)}.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeName(value: unknown): string {
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

function badRequest(message: string): ClientError {
  return new ClientError('BAD_REQUEST', message);
}
