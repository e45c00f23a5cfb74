// What the Snap twin does for each path and method.
import { z } from 'zod';
import type { Estate } from '../estate/estate.ts';
import type { Editor, EstateAccount } from '../estate/estate-config.ts';
import type { TwinRequest } from '../twin-server.ts';
import { invalid, sayEntity, type TwinEnvelope } from './twin-answer.ts';
import { accountWith, livingAccount, sayAccount, sayAd, sayAdSquad, sayCampaign } from './twin-entities.ts';
import { sayStats } from './twin-stats.ts';
import { patchAds, patchAdSquads, patchCampaigns } from './twin-updates.ts';

/** `id` is what stands in the path. Throws a `TwinRefusal`. */
type Handler = (request: TwinRequest, id: string) => TwinEnvelope;

export interface TwinRoute {
  readonly pattern: RegExp;
  readonly methods: Readonly<Record<string, Handler>>;
}

export function createTwinRoutes(estate: Estate, editor: Editor): readonly TwinRoute[] {
  const route = (path: string, methods: TwinRoute['methods']): TwinRoute => ({
    pattern: new RegExp(`^${path.replace('{id}', '([^/]+)')}$`),
    methods,
  });
  const one = (plural: string, singular: string, entity: unknown) => ({ [plural]: [sayEntity(singular, entity)] });
  const stat = (account: EstateAccount, campaignId: string | undefined, request: TwinRequest) =>
    one('timeseries_stats', 'timeseries_stat', sayStats(estate, account, campaignId, request));

  return [
    route('/adaccounts/{id}', {
      GET: (_, id) => one('adaccounts', 'adaccount', sayAccount(livingAccount(estate, id))),
    }),
    route('/adaccounts/{id}/campaigns', {
      GET: (request, id) => {
        const account = livingAccount(estate, id);
        return page(request, 'campaigns', 'campaign', account.campaigns, (each) => sayCampaign(account, each));
      },
      PATCH: (request, id) => {
        const desk = { estate, editor, account: livingAccount(estate, id) };
        return { campaigns: patchCampaigns(desk, patchesOf(request, 'campaigns')) };
      },
    }),
    route('/adaccounts/{id}/adsquads', {
      GET: (request, id) => {
        const account = livingAccount(estate, id);
        return page(request, 'adsquads', 'adsquad', account.adGroups, (each) => sayAdSquad(account, each));
      },
    }),
    route('/adaccounts/{id}/ads', {
      GET: (request, id) => page(request, 'ads', 'ad', livingAccount(estate, id).ads, sayAd),
    }),
    route('/campaigns/{id}', {
      GET: (_, id) => {
        const account = accountWith(estate, 'campaigns', id);
        return found('campaigns', 'campaign', account.campaigns, id, (each) => sayCampaign(account, each));
      },
    }),
    route('/adsquads/{id}', {
      GET: (_, id) => {
        const account = accountWith(estate, 'adGroups', id);
        return found('adsquads', 'adsquad', account.adGroups, id, (each) => sayAdSquad(account, each));
      },
    }),
    route('/ads/{id}', {
      GET: (_, id) => found('ads', 'ad', accountWith(estate, 'ads', id).ads, id, sayAd),
    }),
    route('/campaigns/{id}/adsquads', {
      PATCH: (request, id) => {
        const desk = { estate, editor, account: accountWith(estate, 'campaigns', id) };
        return { adsquads: patchAdSquads(desk, id, patchesOf(request, 'adsquads')) };
      },
    }),
    route('/adsquads/{id}/ads', {
      PATCH: (request, id) => {
        const desk = { estate, editor, account: accountWith(estate, 'adGroups', id) };
        return { ads: patchAds(desk, id, patchesOf(request, 'ads')) };
      },
    }),
    route('/adaccounts/{id}/stats', { GET: (request, id) => stat(livingAccount(estate, id), undefined, request) }),
    route('/campaigns/{id}/stats', {
      GET: (request, id) => stat(accountWith(estate, 'campaigns', id), id, request),
    }),
  ];
}

function patchesOf({ body }: TwinRequest, plural: string): readonly unknown[] {
  try {
    return z.object({ [plural]: z.array(z.unknown()).min(1) }).parse(JSON.parse(body))[plural] ?? [];
  } catch {
    throw invalid(`The body must have ${plural}`);
  }
}

function found<Entity extends { readonly externalId: string }>(
  plural: string,
  singular: string,
  entities: readonly Entity[],
  id: string,
  say: (entity: Entity) => unknown,
): TwinEnvelope {
  return {
    [plural]: entities.filter(({ externalId }) => externalId === id).map((each) => sayEntity(singular, say(each))),
  };
}

const pageQuery = z.object({
  limit: z.coerce.number().int().min(50).max(1_000).default(1_000),
  cursor: z.coerce.number().int().min(0).default(0),
});

/** A page, and a link to the next one where there is one. */
function page<Entity>(
  { query, headers, path }: TwinRequest,
  plural: string,
  singular: string,
  entities: readonly Entity[],
  say: (entity: Entity) => unknown,
): TwinEnvelope {
  const parsed = pageQuery.safeParse(Object.fromEntries(query));
  if (!parsed.success) throw invalid('limit must be from 50 to 1000');
  const { limit, cursor } = parsed.data;
  const next = cursor + limit;
  const link = `http://${headers.host}${path}?cursor=${next}&limit=${limit}`;
  return {
    paging: next < entities.length ? { next_link: link } : {},
    [plural]: entities.slice(cursor, next).map((each) => sayEntity(singular, say(each))),
  };
}
