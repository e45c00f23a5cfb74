// Pinterest's twin: speaks the wire of the API v5 over an estate.
import type { DeliveryRules } from '../estate/delivery-rules.ts';
import type { Estate } from '../estate/estate.ts';
import type { Editor } from '../estate/estate-config.ts';
import {
  type ScriptedRefusal,
  startTwinServer,
  type TwinReply,
  type TwinRequest,
  type TwinServer,
  type TwinServerOptions,
  type TwinService,
} from '../twin-server.ts';
import type { PinterestCredentials } from './credentials.ts';
import { refuseWith, TwinRefusal } from './twin-answer.ts';
import { createTwinRoutes } from './twin-handlers.ts';
import { createPinterestLimits } from './twin-limits.ts';

/** How Pinterest delivers: flexible daily budgets are an average of the week, and a day may pass them. */
export const pinterestRules: DeliveryRules = {
  overdelivery: {
    dayPercent: 150,
    period: { length: 'WEEK_FROM_SUNDAY', thousandths: 7_000 },
    midDayChange: 'TRAFFIC_LEFT',
  },
  restatement: { settleDays: 3, lateShare: 0.02, invalidShare: 0.01 },
  reportLagMs: 3_600_000,
  automaticRaisesPerDay: 0,
};

export interface PinterestTwinOptions extends TwinServerOptions {
  readonly estate: Estate;
  /** Off for tests of something else, in which time stands still. */
  readonly hasLimits?: boolean;
}

export interface PinterestTwin extends TwinServer {
  /** What the twin lets in. */
  readonly credentials: PinterestCredentials;
}

const root = '/v5';
const tokenLivesMs = 30 * 86_400_000;

/** Starts the twin; its URL is the client's base URL. Rejects when its port is taken. */
export async function startPinterestTwin({
  estate,
  hasLimits = true,
  ...options
}: PinterestTwinOptions): Promise<PinterestTwin> {
  const secrets = { clientId: '1500001', clientSecret: 'twin-secret', refreshToken: `pinr.${estate.config.seed}` };
  const server = await startTwinServer(createService(estate, secrets, hasLimits, options.requestsBefore), options);
  const url = `${server.url}${root}`;
  return { ...server, url, credentials: { ...secrets, tokenUrl: `${url}/oauth/token` } };
}

type Secrets = Omit<PinterestCredentials, 'tokenUrl'>;

function createService(estate: Estate, secrets: Secrets, hasLimits: boolean, requestsBefore = 0): TwinService {
  const limits = createPinterestLimits(hasLimits);
  const { routes, file } = createTwinRoutes(estate);
  const editor: Editor = { by: 'API', name: 'marketing-graph', programId: secrets.clientId };
  const endsAtMs = new Map<string, number>();
  let requests = requestsBefore;

  const giveToken = ({ headers, body }: TwinRequest): TwinReply => {
    const basic = `Basic ${Buffer.from(`${secrets.clientId}:${secrets.clientSecret}`, 'utf8').toString('base64')}`;
    const form = new URLSearchParams(body);
    const isGood = headers.authorization === basic && form.get('refresh_token') === secrets.refreshToken;
    if (!isGood || form.get('grant_type') !== 'refresh_token') throw new TwinRefusal(401, 2, 'Authentication failed.');
    const token = `pina.${endsAtMs.size + 1}`;
    endsAtMs.set(token, estate.now().getTime() + tokenLivesMs);
    const said = { token_type: 'bearer', expires_in: tokenLivesMs / 1_000, scope: 'ads:read,ads:write' };
    return { status: 200, body: { access_token: token, response_type: 'refresh_token', ...said } };
  };
  const answer = (request: TwinRequest): TwinReply => {
    const report = file(request.path);
    if (report !== undefined) return { status: 200, body: report };
    const path = request.path.startsWith(`${root}/`) ? request.path.slice(root.length) : '';
    if (`${request.method} ${path}` === 'POST /oauth/token') return giveToken(request);
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if ((endsAtMs.get(token) ?? 0) <= estate.now().getTime()) throw new TwinRefusal(401, 2, 'Authentication failed.');
    const route = routes.find(({ method, pattern }) => method === request.method && pattern.test(path));
    if (!route) throw new TwinRefusal(404, 7, `There is no ${request.method} ${request.path}.`);
    limits.take(route.category, estate.now().getTime());
    const accountId = route.pattern.exec(path)?.[1];
    const account = estate.account(accountId ?? estate.config.accounts[0]?.externalId ?? '');
    if (!account) throw new TwinRefusal(404, 2, 'AdAccount not found.');
    return { status: 200, body: route.answer(request, { estate, account, editor }) };
  };
  const withId = (reply: TwinReply): TwinReply => ({
    ...reply,
    headers: { ...reply.headers, 'x-pinterest-rid': String((requests += 1)).padStart(16, '0') },
  });

  return {
    answer: (request) => {
      try {
        return withId(answer(request));
      } catch (error) {
        if (error instanceof TwinRefusal) return withId(refuseWith(error));
        throw error;
      }
    },
    refuse: (refusal, request) => withId(refuseAs(refusal, request)),
  };
}

/** A batch is refused item by item, in a 200; everything else with a status. */
function refuseAs(refusal: ScriptedRefusal, { method, body, path }: TwinRequest): TwinReply {
  switch (refusal) {
    case 'THROTTLED':
      return refuseWith({ status: 429, code: 8, message: 'You have exceeded your rate limit. Try again later.' });
    case 'SERVER_ERROR':
      return refuseWith({ status: 500, code: 12, message: 'Something went wrong on our end.' });
    case 'ERROR_IN_200': {
      if (method !== 'PATCH') return refuseWith({ status: 500, code: 12, message: 'Something went wrong on our end.' });
      const exception = { code: 500, message: 'Something went wrong on our end.' };
      const items: unknown = JSON.parse(body);
      const count = Array.isArray(items) ? items.length : 0;
      const exceptions = path.endsWith('/ads') ? exception : [exception];
      return { status: 200, body: { items: Array.from({ length: count }, () => ({ exceptions })) } };
    }
  }
}
