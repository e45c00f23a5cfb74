// Meta tells with every answer how much of the quotas is used up, in headers; with a refusal, when access comes back.
import type { QuotaSignal } from '../ad-platform.ts';
import type { HttpReply } from '../http-request.ts';
import { appUsage, businessUsage } from './wire.ts';

/** What the headers of an answer say; nothing where they say nothing, or something unheard of. */
export function quotaSignalsOf({ headers }: HttpReply): readonly QuotaSignal[] {
  const business = businessUsage.safeParse(jsonHeader(headers['x-business-use-case-usage']));
  const app = appUsage.safeParse(jsonHeader(headers['x-app-usage']));
  const signals: QuotaSignal[] = Object.entries(business.data ?? {}).map(([accountExternalId, uses]) => {
    const minutes = Math.max(0, ...uses.map((use) => use.estimated_time_to_regain_access));
    return {
      scope: 'ACCOUNT',
      accountExternalId,
      usedShare: Math.max(0, ...uses.map(shareOf)),
      blockedForMs: minutes > 0 ? minutes * 60_000 : undefined,
    };
  });
  if (app.success) {
    signals.push({ scope: 'APP', accountExternalId: undefined, usedShare: shareOf(app.data), blockedForMs: undefined });
  }
  return signals;
}

function shareOf(use: { call_count: number; total_cputime: number; total_time: number }): number {
  return Math.min(1, Math.max(use.call_count, use.total_cputime, use.total_time) / 100);
}

function jsonHeader(header: string | string[] | undefined): unknown {
  try {
    return typeof header === 'string' ? JSON.parse(header) : undefined;
  } catch {
    return undefined;
  }
}
