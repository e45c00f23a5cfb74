// How the TikTok twin is asked and answers: parameters of either kind of request, and codes in an envelope that is HTTP 200.
import { z } from 'zod';
import type { TwinReply, TwinRequest } from '../twin-server.ts';

/** Something that TikTok refuses, with its code. */
export class TwinRefusal extends Error {
  override readonly name = 'TwinRefusal';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export interface TwinData {
  readonly data: unknown;
  /** Some of what was asked was refused. */
  readonly isPartial?: boolean;
}

/** Handed out without an envelope. */
export interface TwinFile {
  readonly file: string;
}

export function answerWith(requestId: string, { data, isPartial = false }: TwinData): TwinReply {
  const code = isPartial ? { code: 20001, message: 'Partial success' } : { code: 0, message: 'OK' };
  return { status: 200, body: { ...code, request_id: requestId, data } };
}

export function refuseWith(requestId: string, code: number, message: string): TwinReply {
  return { status: 200, body: { code, message, request_id: requestId, data: {} } };
}

/** Parameters of a query, in which lists and objects are JSON, or of a JSON body. Throws a `TwinRefusal`. */
export function readParameters<Shape>(request: TwinRequest, shape: z.ZodType<Shape>): Shape {
  const given = request.method === 'GET' ? queryParameters(request.query) : parseJson(request.body);
  const parsed = shape.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new TwinRefusal(40002, `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`);
}

function queryParameters(query: URLSearchParams): Record<string, unknown> {
  return Object.fromEntries([...query].map(([name, value]) => [name, /^[[{]/.test(value) ? parseJson(value) : value]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TwinRefusal(40002, 'body: not JSON');
  }
}

/** A number as a query writes it, which is a text. */
export function count(min: number, max: number, fallback: number) {
  return z.coerce.number().int().min(min).max(max).default(fallback);
}

/** One page of a list, with what TikTok tells of the others. */
export function pageOf<Item>(items: readonly Item[], page: number, pageSize: number) {
  return {
    list: items.slice((page - 1) * pageSize, page * pageSize),
    page_info: {
      page,
      page_size: pageSize,
      total_number: items.length,
      total_page: Math.max(1, Math.ceil(items.length / pageSize)),
    },
  };
}
