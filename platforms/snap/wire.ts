// What Snap's Marketing API v1 says on its wire, as far as it is used here. Snap publishes no specification; this is what its
// documentation says. Every answer is an envelope, and every entity in it has an envelope of its own. Money is whole
// micros of the account's currency.
import { z } from 'zod';

export const envelopeShape = z.object({
  request_status: z.string(),
  request_id: z.string().nullish(),
  debug_message: z.string().nullish(),
  display_message: z.string().nullish(),
  error_code: z.string().nullish(),
  paging: z.object({ next_link: z.string().nullish() }).nullish(),
});

export type WireEnvelope = z.infer<typeof envelopeShape>;

/** What an entity's own envelope says beside the entity. */
export const subRequestShape = z.object({
  sub_request_status: z.string(),
  sub_request_error_reason: z.string().nullish(),
  debug_message: z.string().nullish(),
  error_code: z.string().nullish(),
});

export type WireSubRequest = z.infer<typeof subRequestShape>;

const micros = z.number().int().nullish();

export const adAccountShape = z.object({
  id: z.string(),
  name: z.string(),
  currency: z.string(),
  timezone: z.string(),
});

export const campaignShape = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  objective: z.string().nullish(),
  daily_budget_micro: micros,
  lifetime_spend_cap_micro: micros,
  start_time: z.string().nullish(),
  end_time: z.string().nullish(),
  delivery_status: z.array(z.string()).nullish(),
});

export const adSquadShape = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  campaign_id: z.string(),
  daily_budget_micro: micros,
  lifetime_budget_micro: micros,
  bid_micro: micros,
  bid_strategy: z.string().nullish(),
  optimization_goal: z.string().nullish(),
  start_time: z.string().nullish(),
  end_time: z.string().nullish(),
  delivery_status: z.array(z.string()).nullish(),
});

export const adShape = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  ad_squad_id: z.string(),
  delivery_status: z.array(z.string()).nullish(),
});

export type WireCampaign = z.infer<typeof campaignShape>;
export type WireAdSquad = z.infer<typeof adSquadShape>;
export type WireAd = z.infer<typeof adShape>;

export const statShape = z.object({
  id: z.string(),
  /** Until when nothing will move any more. */
  finalized_data_end_time: z.string().nullish(),
  /** Series of points, which are read one by one; see stats.ts. */
  breakdown_stats: z.record(z.string(), z.array(z.unknown())),
});

export type WireStat = z.infer<typeof statShape>;
