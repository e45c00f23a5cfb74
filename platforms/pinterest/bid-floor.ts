// What a bid has to be at least. An exception says that it is too low and not what would do; there is a question for that.
import { type CallOptions, PlatformError, type PlatformWrite, type WriteOutcome } from '../ad-platform.ts';
import { accountPath, type PinterestCalls } from './calls.ts';
import { accountShape, bidFloorShape } from './wire.ts';

/** The outcome with the least bid, where it is about a bid that is too low and Pinterest tells. */
export async function withBidFloor(
  calls: PinterestCalls,
  accountExternalId: string,
  write: PlatformWrite | undefined,
  outcome: WriteOutcome,
  options: CallOptions,
): Promise<WriteOutcome> {
  if (outcome.kind === 'APPLIED' || outcome.failure.kind !== 'BELOW_MINIMUM') return outcome;
  if (outcome.failure.minimumMicros !== undefined || write?.field !== 'BID') return outcome;
  const minimumMicros = await askFloor(calls, accountExternalId, write.strategy, options);
  return { ...outcome, failure: { kind: 'BELOW_MINIMUM', minimumMicros } };
}

/** Undefined for bids for what is not billed, and whenever the question fails: the refusal stands without it. */
async function askFloor(
  calls: PinterestCalls,
  accountExternalId: string,
  strategy: string,
  options: CallOptions,
): Promise<bigint | undefined> {
  if (strategy !== 'MANUAL_CPC' && strategy !== 'MANUAL_CPM') return undefined;
  const event = strategy === 'MANUAL_CPC' ? 'CLICKTHROUGH' : 'IMPRESSION';
  const path = accountPath(accountExternalId);
  try {
    const { data: account } = await calls.send({ method: 'GET', path, isWrite: false, ...options }, accountShape);
    const body = { bid_floor_specs: [{ billable_event: event, currency: account.currency }] };
    const call = { method: 'POST', path: `${path}/bid_floor`, body, isWrite: false, ...options } as const;
    const [floor] = (await calls.send(call, bidFloorShape)).data.bid_floors;
    return floor === undefined ? undefined : BigInt(floor);
  } catch (error) {
    if (error instanceof PlatformError) return undefined;
    throw error;
  }
}
