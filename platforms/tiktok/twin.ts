// TikTok's twin: speaks the wire of the Business API v1.3 over an estate.
import type { DeliveryRules } from '../estate/delivery-rules.ts';
import type { Estate } from '../estate/estate.ts';
import {
  startTwinServer,
  type TwinReply,
  type TwinRequest,
  type TwinServer,
  type TwinServerOptions,
  type TwinService,
} from '../twin-server.ts';
import type { TikTokCredentials } from './credentials.ts';
import { answerWith, refuseWith, TwinRefusal } from './twin-answer.ts';
import { createTwinHandlers } from './twin-handlers.ts';
import { createTikTokLimits, type TikTokTier } from './twin-limits.ts';

/** How TikTok delivers: a quarter over a daily budget on a day, seven budgets a week; reports lag by ten minutes. */
export const tiktokRules: DeliveryRules = {
  overdelivery: {
    dayPercent: 125,
    period: { length: 'WEEK_FROM_MONDAY', thousandths: 7_000 },
    midDayChange: 'HOURS_LEFT',
  },
  restatement: { settleDays: 2, lateShare: 0.03, invalidShare: 0.01 },
  reportLagMs: 600_000,
  automaticRaisesPerDay: 0,
};

export interface TikTokTwinOptions extends TwinServerOptions {
  readonly estate: Estate;
  readonly tier?: TikTokTier;
}

export interface TikTokTwin extends TwinServer {
  /** What the twin lets in. */
  readonly credentials: TikTokCredentials;
}

const root = '/open_api/v1.3';

/** Starts the twin; its URL is the client's base URL. Rejects when its port is taken. */
export async function startTikTokTwin({ estate, tier = 'basic', ...options }: TikTokTwinOptions): Promise<TikTokTwin> {
  const credentials = { accessToken: `twin-token-${estate.config.seed}`, appName: 'marketing-graph' };
  const server = await startTwinServer(createService(estate, credentials, tier, options.requestsBefore), options);
  return { ...server, url: `${server.url}${root}`, credentials };
}

function createService(
  estate: Estate,
  { accessToken, appName }: { readonly accessToken: string; readonly appName: string },
  tier: TikTokTier,
  requestsBefore = 0,
): TwinService {
  const limits = createTikTokLimits(tier);
  const handlers = createTwinHandlers(estate, { by: 'API', name: appName, programId: appName });
  let requests = requestsBefore;
  const nextRequestId = () => `2026${String((requests += 1)).padStart(28, '0')}`;

  const answer = (request: TwinRequest, requestId: string): TwinReply => {
    const token = request.headers['access-token'];
    if (token === undefined) throw new TwinRefusal(40104, 'Access token is empty');
    if (token !== accessToken) throw new TwinRefusal(40105, 'Access token is incorrect or has been revoked');
    const path = request.path.startsWith(root) ? request.path.slice(root.length) : '';
    const limit = limits.take(path, estate.now().getTime());
    if (limit !== undefined) throw new TwinRefusal(40100, limit);
    const handler = handlers.get(`${request.method} ${path}`);
    if (!handler) throw new TwinRefusal(40000, `path: there is no ${request.method} ${request.path}`);
    const answered = handler(request);
    if ('file' in answered) return { status: 200, headers: { 'content-type': 'text/csv' }, body: answered.file };
    return answerWith(requestId, answered);
  };

  return {
    answer: (request) => {
      const requestId = nextRequestId();
      try {
        return answer(request, requestId);
      } catch (error) {
        if (error instanceof TwinRefusal) return refuseWith(requestId, error.code, error.message);
        throw error;
      }
    },
    refuse: (refusal) => {
      switch (refusal) {
        case 'THROTTLED':
          return refuseWith(nextRequestId(), 40100, 'Too many requests: QPS limit');
        case 'SERVER_ERROR':
          return refuseWith(nextRequestId(), 50000, 'Internal error');
        case 'ERROR_IN_200':
          return refuseWith(nextRequestId(), 51305, 'Internal service timed out');
      }
    },
  };
}
