// Snap's twin: speaks the wire of the Marketing API v1 over an estate.
import type { DeliveryRules } from '../estate/delivery-rules.ts';
import type { Estate } from '../estate/estate.ts';
import type { Editor } from '../estate/estate-config.ts';
import { createWindowQuota } from '../twin-quota.ts';
import {
  startTwinServer,
  type TwinReply,
  type TwinRequest,
  type TwinServer,
  type TwinServerOptions,
  type TwinService,
} from '../twin-server.ts';
import type { SnapCredentials } from './credentials.ts';
import { answerWith, notFound, refuseWith, type TwinEnvelope, TwinRefusal } from './twin-answer.ts';
import { createTwinRoutes } from './twin-routes.ts';

/** How Snap delivers: within the budget of a day; reports lag by a quarter of an hour. */
export const snapRules: DeliveryRules = {
  overdelivery: { dayPercent: 100, period: null, midDayChange: 'TRAFFIC_LEFT' },
  restatement: { settleDays: 3, lateShare: 0.03, invalidShare: 0.01 },
  reportLagMs: 900_000,
  automaticRaisesPerDay: 0,
};

export interface SnapTwinOptions extends TwinServerOptions {
  readonly estate: Estate;
  /** Off for tests of something else, in which time stands still. */
  readonly hasLimits?: boolean;
}

export interface SnapTwin extends TwinServer {
  /** What the twin lets in. */
  readonly credentials: SnapCredentials;
}

const root = '/v1';
const tokenPath = '/login/oauth2/access_token';
const tokenLivesMs = 3_600_000;

/** Starts the twin; its URL is the client's base URL. Rejects when its port is taken. */
export async function startSnapTwin({ estate, hasLimits = true, ...options }: SnapTwinOptions): Promise<SnapTwin> {
  const secrets = { clientId: 'twin-app', clientSecret: 'twin-secret', refreshToken: `refresh-${estate.config.seed}` };
  const server = await startTwinServer(createService(estate, secrets, hasLimits, options.requestsBefore), options);
  return { ...server, url: `${server.url}${root}`, credentials: { ...secrets, tokenUrl: `${server.url}${tokenPath}` } };
}

type Secrets = Omit<SnapCredentials, 'tokenUrl'>;

function createService(estate: Estate, secrets: Secrets, hasLimits: boolean, requestsBefore = 0): TwinService {
  const editor: Editor = { by: 'API', name: 'marketing-graph', programId: secrets.clientId };
  const routes = createTwinRoutes(estate, editor);
  const takeTurn = createLimits(hasLimits);
  const endsAtMs = new Map<string, number>();
  let requests = requestsBefore;

  const giveToken = ({ body }: TwinRequest): TwinReply => {
    const form = new URLSearchParams(body);
    const isGood =
      form.get('grant_type') === 'refresh_token' &&
      form.get('client_id') === secrets.clientId &&
      form.get('client_secret') === secrets.clientSecret &&
      form.get('refresh_token') === secrets.refreshToken;
    if (!isGood) return { status: 400, body: { error: 'invalid_grant', error_description: 'The grant is not valid.' } };
    const token = `access-${endsAtMs.size + 1}`;
    endsAtMs.set(token, estate.now().getTime() + tokenLivesMs);
    const said = { token_type: 'Bearer', expires_in: tokenLivesMs / 1_000, refresh_token: secrets.refreshToken };
    return { status: 200, body: { access_token: token, ...said } };
  };
  const answer = (request: TwinRequest): TwinEnvelope => {
    const nowMs = estate.now().getTime();
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if ((endsAtMs.get(token) ?? 0) <= nowMs) throw new TwinRefusal(401, undefined, 'Authentication failed');
    takeTurn(token, nowMs);
    const path = request.path.startsWith(`${root}/`) ? request.path.slice(root.length) : '';
    const route = routes.find(({ pattern }) => pattern.test(path));
    if (!route) throw notFound();
    const handler = route.methods[request.method];
    if (!handler) throw new TwinRefusal(405, undefined, `${request.method} is not allowed`);
    return handler(request, route.pattern.exec(path)?.[1] ?? '');
  };

  return {
    answer: (request) => {
      if (`${request.method} ${request.path}` === `POST ${tokenPath}`) return giveToken(request);
      const requestId = requestIdOf((requests += 1));
      try {
        return answerWith(requestId, answer(request));
      } catch (error) {
        if (error instanceof TwinRefusal) return refuseWith(requestId, error);
        throw error;
      }
    },
    refuse: (refusal) => {
      const requestId = requestIdOf((requests += 1));
      switch (refusal) {
        case 'THROTTLED':
          return refuseWith(requestId, { status: 429, errorCode: undefined, message: 'Too many requests' });
        case 'SERVER_ERROR':
          return refuseWith(requestId, { status: 500, errorCode: undefined, message: 'Internal error' });
        case 'ERROR_IN_200':
          return refuseWith(requestId, { status: 200, errorCode: 'E1000', message: 'Something went wrong' });
      }
    },
  };
}

function requestIdOf(count: number): string {
  return count.toString(16).padStart(32, '0');
}

/** 20 requests a second of an app and 10 of a token. Throws where one is too many, and says in no header for how long. */
function createLimits(isOn: boolean): (token: string, nowMs: number) => void {
  const app = createWindowQuota(20, 1_000);
  const tokens = createWindowQuota(10, 1_000);
  return (token, nowMs) => {
    if (!isOn) return;
    if (tokens.take(token, 1, nowMs).isAllowed && app.take('app', 1, nowMs).isAllowed) return;
    throw new TwinRefusal(429, undefined, 'Too many requests');
  };
}
