// Changes in batches: each write is an item of some request, and each item is told of on its own.
import { type CallOptions, PlatformError, type PlatformWrite, type WriteOutcome } from '../ad-platform.ts';
import { outcomeOf } from '../read-reply.ts';
import { levelWords } from './analytics.ts';
import { accountPath, type PinterestCalls } from './calls.ts';
import { readException } from './failures.ts';
import { planItem, planRequests, type PlannedRequest } from './plan-writes.ts';
import { updatesShape, type WireUpdate } from './wire.ts';

/** What became of each write, in the order given. Never throws for what Pinterest or the network did. */
export async function sendWrites(
  calls: PinterestCalls,
  accountExternalId: string,
  writes: readonly PlatformWrite[],
  options: CallOptions,
): Promise<readonly WriteOutcome[]> {
  const outcomes = new Map<number, WriteOutcome>();
  const items = writes.flatMap((write, index) => {
    const planned = planItem(accountExternalId, write);
    if (planned.kind === 'SEND') return [{ level: write.level, item: planned.item, index }];
    outcomes.set(index, failed(planned.failure, planned.message, undefined));
    return [];
  });
  for (const request of planRequests(items)) {
    const told = await sendRequest(calls, accountExternalId, request, options);
    request.indexes.forEach((index, position) => outcomes.set(index, told[position] ?? untold(undefined)));
  }
  return writes.map((_, index) => outcomes.get(index) ?? untold(undefined));
}

async function sendRequest(
  calls: PinterestCalls,
  accountExternalId: string,
  { level, items }: PlannedRequest,
  options: CallOptions,
): Promise<readonly WriteOutcome[]> {
  const path = `${accountPath(accountExternalId)}/${levelWords[level].path}`;
  try {
    const call = { method: 'PATCH', path, body: items, isWrite: true, ...options } as const;
    const { data, requestId } = await calls.send(call, updatesShape);
    return items.map(({ id }, position) => {
      const update = updateOf(data.items, String(id), position, items.length);
      return update ? readUpdate(update, requestId) : untold(requestId);
    });
  } catch (error) {
    const outcome = outcomeOf(error);
    return items.map(() => outcome);
  }
}

/** By its id; an item that was refused may come without one, and then by its place in an answer of as many as were sent. */
function updateOf(updates: readonly WireUpdate[], id: string, position: number, count: number): WireUpdate | undefined {
  const named = updates.find(({ data }) => data?.id === id);
  if (named) return named;
  const placed = updates.length === count ? updates[position] : undefined;
  return placed?.data?.id == null ? placed : undefined;
}

function readUpdate({ data, exceptions }: WireUpdate, requestId: string | undefined): WriteOutcome {
  const [exception] = [exceptions ?? []].flat();
  if (exception) {
    const { code, message } = exception;
    const refusal = {
      status: 200,
      code: code ?? undefined,
      message: message ?? '',
      requestId,
      retryAfterMs: undefined,
    };
    return outcomeOf(errorOf(readException(refusal)));
  }
  return data?.id == null ? untold(requestId) : { kind: 'APPLIED', requestId };
}

function errorOf({ failure, detail }: Pick<PlatformError, 'failure' | 'detail'>): PlatformError {
  return new PlatformError(failure, detail);
}

function failed(failure: PlatformError['failure'], message: string, requestId: string | undefined): WriteOutcome {
  return outcomeOf(new PlatformError(failure, { platformCode: undefined, message, requestId, isUnknownCode: false }));
}

function untold(requestId: string | undefined): WriteOutcome {
  return failed({ kind: 'OUTCOME_UNKNOWN' }, 'Pinterest did not tell what became of it.', requestId);
}
