// What an event must be like to be recorded. The reasons are read by whoever sends events, so each says what came.
import { isCurrency, minorUnitMicros } from '../common/money.ts';

export interface NewTouchpoint {
  readonly key: string;
  readonly kind: 'CLICK' | 'VIEW';
  readonly occurredAt: Date;
  readonly customerKey: string;
  readonly campaignId: string;
  readonly adGroupId?: string | null;
  readonly adId?: string | null;
}

export interface NewConversion {
  readonly key: string;
  readonly eventName: string;
  readonly occurredAt: Date;
  readonly customerKey: string;
  readonly value?: { readonly amountMicros: bigint; readonly currency: string } | null;
}

/** How late an event may arrive: phones are offline for weeks, and beyond this reports must come to rest. */
const oldestEventMs = 60 * 24 * 3_600_000;

/** How far a sender's clock may be ahead of ours. */
const clockSkewMs = 10 * 60_000;

const keyPattern = /^[\x21-\x7e]{1,128}$/;
// Without an @ no e-mail address fits, and without spaces no name.
const customerKeyPattern = /^[A-Za-z0-9+/=_.:-]{16,128}$/;
const eventNamePattern = /^[a-z0-9_]{1,64}$/;

/** Why a touchpoint cannot be recorded; undefined when it can. */
export function refuseTouchpoint(touchpoint: NewTouchpoint, now: Date): string | undefined {
  return (
    refuseEvent(touchpoint, now) ??
    refuseId('campaignId', 'cmp', touchpoint.campaignId) ??
    refuseId('adGroupId', 'adg', touchpoint.adGroupId) ??
    refuseId('adId', 'ad', touchpoint.adId)
  );
}

/** Why a conversion cannot be recorded; undefined when it can. */
export function refuseConversion(conversion: NewConversion, now: Date): string | undefined {
  const refusal = refuseEvent(conversion, now);
  if (refusal !== undefined) return refusal;
  if (!eventNamePattern.test(conversion.eventName)) return 'eventName must be 1 to 64 characters of a-z, 0-9 and _.';
  return conversion.value ? refuseValue(conversion.value) : undefined;
}

interface AnyEvent {
  readonly key: string;
  readonly occurredAt: Date;
  readonly customerKey: string;
}

function refuseEvent({ key, occurredAt, customerKey }: AnyEvent, now: Date): string | undefined {
  if (!keyPattern.test(key)) return 'key must be 1 to 128 printable ASCII characters without spaces.';
  if (!customerKeyPattern.test(customerKey)) {
    return 'customerKey must be 16 to 128 characters of A-Z, a-z, 0-9 and + / = _ . : -';
  }
  const aheadMs = occurredAt.getTime() - now.getTime();
  if (aheadMs > clockSkewMs)
    return `occurredAt is ${occurredAt.toISOString()}, more than 10 minutes ahead of our clock.`;
  if (-aheadMs > oldestEventMs) return `occurredAt is ${occurredAt.toISOString()}, more than 60 days ago.`;
  return undefined;
}

function refuseId(field: string, prefix: string, id: string | null | undefined): string | undefined {
  if (id == null || new RegExp(`^${prefix}_[A-Za-z0-9]{1,64}$`).test(id)) return undefined;
  return `${field} must be an identifier beginning with ${prefix}_.`;
}

function refuseValue({ amountMicros, currency }: { amountMicros: bigint; currency: string }): string | undefined {
  if (!isCurrency(currency)) return 'value.currency is not a currency.';
  if (amountMicros < 0n) return `value is ${amountMicros} micros; it must not be negative.`;
  const unit = minorUnitMicros(currency);
  if (amountMicros % unit !== 0n)
    return `value is ${amountMicros} micros; in ${currency} it must be a multiple of ${unit}.`;
  return undefined;
}
