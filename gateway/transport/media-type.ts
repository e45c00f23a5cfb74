// Content negotiation as GraphQL over HTTP asks for it (https://graphql.github.io/graphql-over-http/draft/).
import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './http-refusal.ts';

export const graphqlResponseType = 'application/graphql-response+json';
const plainJsonType = 'application/json';

/**
 * The media type to answer in. Without a wish it is application/json, which clients from before the draft expect, and so do
 * those that wish for several parts alone where there is but one.
 */
export function negotiateResponseType(accept: string | undefined): string {
  if (accept === undefined) return plainJsonType;
  const accepted = parseAccept(accept);
  if (accepted.has(graphqlResponseType)) return graphqlResponseType;
  if (['*/*', 'application/*', plainJsonType].some((type) => accepted.has(type))) return plainJsonType;
  if (negotiatePartsType(accept) === 'multipart') return plainJsonType;
  throw notAcceptable(`${graphqlResponseType} or ${plainJsonType}`);
}

/** How the client wants a subscription streamed; undefined when it names no way that there is. */
export function negotiateStreamType(accept: string | undefined): 'multipart' | 'sse' | undefined {
  const ranges = (accept ?? '').toLowerCase().split(',');
  if (ranges.some((range) => /^\s*multipart\/mixed\s*;(.*;)?\s*subscriptionspec="?1\.0"?\s*(;|$)/.test(range)))
    return 'multipart';
  return parseAccept(accept ?? '').has('text/event-stream') ? 'sse' : undefined;
}

/**
 * How an answer in several parts may be sent; undefined when the client takes it in one only. Whoever names no convention
 * takes any.
 */
export function negotiatePartsType(accept = ''): 'multipart' | 'sse' | undefined {
  if (!/multipart|event-stream/i.test(accept)) return undefined;
  const ranges = accept.toLowerCase().split(',').filter(isWelcome);
  const isMultipart = ranges.some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const conventions = parameters.filter((parameter) => /^\w+spec\s*=/.test(parameter));
    return type === 'multipart/mixed' && conventions.every((each) => /^deferspec\s*=\s*"?20220824"?$/.test(each));
  });
  if (isMultipart) return 'multipart';
  return parseAccept(accept).has('text/event-stream') ? 'sse' : undefined;
}

/** Throws unless an event stream is welcome. */
export function requireEventStream(accept: string | undefined): void {
  const accepted = parseAccept(accept ?? '*/*');
  if (!['text/event-stream', 'text/*', '*/*'].some((type) => accepted.has(type))) {
    throw notAcceptable('text/event-stream');
  }
}

/** Throws unless the body is JSON in UTF-8. */
export function requireJsonBody({ headers }: IncomingMessage): void {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  if (type.trim() !== plainJsonType) throw unsupported(`The body must be ${plainJsonType}.`);
  const charset = parameters.find((parameter) => parameter.trim().startsWith('charset='));
  if (charset && !/^\s*charset="?utf-?8"?\s*$/.test(charset)) throw unsupported('The body must be in UTF-8.');
}

/**
 * Cross-site request forgery: a page of any origin can make a browser send a "simple" request without asking first. A
 * GET is refused unless it carries a header that forces the browser to ask; a POST always does, by its content type.
 */
export function preventForgery({ headers }: IncomingMessage): void {
  if (headers['apollo-require-preflight'] || headers['x-apollo-operation-name']) return;
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!['', 'application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'].includes(type)) return;
  throw new HttpRefusal(
    400,
    'CSRF_PREVENTED',
    'A GET needs a header that a form cannot send: apollo-require-preflight, x-apollo-operation-name, or a content type of application/json.',
  );
}

/** The media types that are listed and not ruled out by `q=0`. */
function parseAccept(accept: string): ReadonlySet<string> {
  const ranges = accept.toLowerCase().split(',');
  return new Set(ranges.filter(isWelcome).map((range) => range.split(';', 1)[0]?.trim() ?? ''));
}

function isWelcome(range: string): boolean {
  return !/;\s*q=0(\.0*)?\s*(;|$)/.test(range);
}

function notAcceptable(offered: string): HttpRefusal {
  return new HttpRefusal(406, 'BAD_REQUEST', `The answer can only be ${offered}; the request accepts neither.`);
}

function unsupported(message: string): HttpRefusal {
  return new HttpRefusal(415, 'BAD_REQUEST', message);
}
