// How the Pinterest twin is asked and answers: an HTTP status that can be believed, and an error of a code and a message.
import type { z } from 'zod';
import type { TwinReply, TwinRequest } from '../twin-server.ts';

/** Something that Pinterest refuses as a whole. */
export class TwinRefusal extends Error {
  override readonly name = 'TwinRefusal';
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function refuseWith({ status, code, message }: Pick<TwinRefusal, 'status' | 'code' | 'message'>): TwinReply {
  return { status, body: { code, message } };
}

export function badRequest(message: string): TwinRefusal {
  return new TwinRefusal(400, 1, message);
}

export function readJson<Shape>({ body }: TwinRequest, shape: z.ZodType<Shape>): Shape {
  try {
    return check(shape, JSON.parse(body));
  } catch (error) {
    throw error instanceof TwinRefusal ? error : badRequest('The body is not JSON.');
  }
}

/** Lists are repeated parameters, but for columns, which are separated by commas. */
export function readQuery<Shape>({ query }: TwinRequest, shape: z.ZodType<Shape>, lists: readonly string[]): Shape {
  const names = [...new Set(query.keys())];
  const given = names.map((name): [string, unknown] => {
    if (name === 'columns') return [name, query.get(name)?.split(',')];
    return [name, lists.includes(name) ? query.getAll(name) : query.get(name)];
  });
  return check(shape, Object.fromEntries(given));
}

function check<Shape>(shape: z.ZodType<Shape>, given: unknown): Shape {
  const parsed = shape.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badRequest(`Invalid ${issue?.path.join('.') || 'request'}: ${issue?.message ?? ''}`);
}
