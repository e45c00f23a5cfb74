// TikTok's limits: so many requests of an app in a second, a minute and a day, and fewer that begin a report's task.
import { createWindowQuota } from '../twin-quota.ts';
import { tiktokPaths } from './wire.ts';

const tiers = {
  sandbox: { qps: 1, qpm: 30, qpd: 1_000 },
  basic: { qps: 10, qpm: 600, qpd: 864_000 },
  advanced: { qps: 20, qpm: 1_200, qpd: 1_728_000 },
  premium: { qps: 30, qpm: 1_800, qpd: 2_592_000 },
  ultimate: { qps: 50, qpm: 3_000, qpd: 4_320_000 },
  /** Of no app, for tests of something else. */
  unlimited: { qps: 1e9, qpm: 1e9, qpd: 1e9 },
} as const;

export type TikTokTier = keyof typeof tiers;

const reportTasks = { qps: 2, qpm: 60, qpd: 4_500 };

interface Limits {
  readonly qps: number;
  readonly qpm: number;
  readonly qpd: number;
}

export interface TikTokLimits {
  /** Counts a request; the message of the refusal where it is one too many. */
  readonly take: (path: string, nowMs: number) => string | undefined;
}

export function createTikTokLimits(tier: TikTokTier): TikTokLimits {
  const all = createLimits(tiers[tier]);
  const tasks = createLimits(tier === 'unlimited' ? tiers.unlimited : reportTasks);
  return {
    take: (path, nowMs) => all(nowMs) ?? (path === tiktokPaths.createReportTask ? tasks(nowMs) : undefined),
  };
}

function createLimits({ qps, qpm, qpd }: Limits) {
  const windows = [
    { name: 'QPD', quota: createWindowQuota(qpd, 86_400_000) },
    { name: 'QPM', quota: createWindowQuota(qpm, 60_000) },
    { name: 'QPS', quota: createWindowQuota(qps, 1_000) },
  ];
  return (nowMs: number): string | undefined => {
    const full = windows.find(({ quota }) => !quota.take('app', 1, nowMs).isAllowed);
    return full && `Too many requests: ${full.name} limit`;
  };
}
