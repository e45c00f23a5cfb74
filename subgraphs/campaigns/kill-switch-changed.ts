// The event by which others learn that a kill switch was engaged or re-armed.
import { z } from 'zod';
import { encodeCursor, type LoggedEvent, type NewEvent } from '../common/event-log/event-log.ts';
import type { KillSwitch } from './kill-switch.ts';

export const killSwitchChangedType = 'kill-switch.changed';

export interface KillSwitchChanged {
  readonly cursor: string;
  readonly killSwitch: KillSwitch;
}

const instant = z.codec(z.string(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

const killSwitch = z.object({
  id: z.string(),
  advertiserId: z.string(),
  scope: z.enum(['GLOBAL', 'PLATFORM', 'ACCOUNT', 'CAMPAIGN']),
  scopeId: z.string(),
  trippedBy: z.string(),
  trippedAt: instant,
  reason: z.string(),
  rearmedBy: z.string().nullable(),
  rearmedAt: instant.nullable(),
  rearmReason: z.string().nullable(),
});

/** The event of a switch; those of one advertiser arrive in order. */
export function toSwitchEvent(one: KillSwitch): NewEvent {
  const { advertiserId } = one;
  return { advertiserId, type: killSwitchChangedType, key: advertiserId, payload: z.encode(killSwitch, one) };
}

export function fromSwitchEvent({ position, payload }: LoggedEvent): KillSwitchChanged {
  return { cursor: encodeCursor(position), killSwitch: killSwitch.parse(payload) };
}
