// What must hold when all is quiet, whatever has happened before.
import type { EntityRef, PlatformWrite } from '../../../platforms/ad-platform.ts';
import { findBreak, startOfChain } from '../../../subgraphs/campaigns/audit.ts';
import type { CampaignsSubgraph } from '../../../subgraphs/campaigns/subgraph.ts';
import type { ChaosEstate } from './estate.ts';

/** What a platform got, and what it holds now. */
export interface HeldPlatform {
  readonly writes: readonly PlatformWrite[];
  entity(ref: EntityRef): { readonly budget: { readonly amountMicros: bigint } | null };
}

interface Circumstances {
  readonly hasForeignEdits: boolean;
  readonly reached: Map<string, number>;
}

interface RequestRow {
  readonly id: string;
  readonly entityId: string;
  readonly afterMicros: bigint;
  readonly state: string;
  readonly queuedAs: bigint | null;
  readonly sent: bigint;
  readonly applied: bigint;
}

/** What does not hold, in words. */
export async function findFaults(
  subgraph: CampaignsSubgraph,
  estate: ChaosEstate,
  platform: HeldPlatform,
  { hasForeignEdits, reached }: Circumstances,
): Promise<readonly string[]> {
  const requests = await listRequests(subgraph, estate);
  for (const { state } of requests) reached.set(state, (reached.get(state) ?? 0) + 1);
  return [
    ...requests.flatMap(checkRequest),
    ...checkWrites(estate, requests, platform),
    ...(await checkValues(subgraph, estate, requests, platform, hasForeignEdits)),
    ...(await checkChain(subgraph, estate)),
  ];
}

async function listRequests({ database }: CampaignsSubgraph, { advertiserId }: ChaosEstate) {
  const { rows } = await database.pool.query<RequestRow>(
    `select r.id, r.entity_id as "entityId", r.after_micros as "afterMicros", r.state,
       (select min(audit_seq) from change_transition as t
        where t.advertiser_id = r.advertiser_id and t.request_id = r.id and t.to_state = 'QUEUED') as "queuedAs",
       (select count(*) from change_transition as t
        where t.advertiser_id = r.advertiser_id and t.request_id = r.id and t.to_state = 'SENT') as sent,
       (select count(*) from applied_change as a
        where a.advertiser_id = r.advertiser_id and a.entity_id = r.entity_id and a.id = r.id) as applied
     from change_request as r
     where r.advertiser_id = $1
     order by "queuedAs"`,
    [advertiserId],
  );
  return rows;
}

function checkRequest({ id, state, applied }: RequestRow): readonly string[] {
  const isEffective = state === 'CONFIRMED' || state === 'RECONCILED';
  const isSettled = isEffective || ['FAILED', 'REJECTED', 'EXPIRED', 'SUPERSEDED'].includes(state);
  return [
    ...(isSettled ? [] : [`${id} is still ${state}`]),
    ...(Number(applied) === (isEffective ? 1 : 0) ? [] : [`${id} is ${state} and was applied ${applied} times`]),
  ];
}

/** Each write that arrived was recorded as sent before: there are never more of a value than records. */
function checkWrites(estate: ChaosEstate, requests: readonly RequestRow[], platform: HeldPlatform): readonly string[] {
  const nameOf = (entityId: string, micros: bigint) =>
    `${estate.externalIds[estate.campaignIds.indexOf(entityId)]} = ${micros}`;
  const records = new Map<string, number>();
  for (const { entityId, afterMicros, sent } of requests) {
    const name = nameOf(entityId, afterMicros);
    records.set(name, (records.get(name) ?? 0) + Number(sent));
  }
  const arrived = Map.groupBy(platform.writes, (write) => {
    return write.field === 'BUDGET' ? `${write.externalId} = ${write.amountMicros}` : write.field;
  });
  return [...arrived].flatMap(([name, writes]) => {
    const recorded = records.get(name) ?? 0;
    return writes.length <= recorded
      ? []
      : [`${name} was written ${writes.length} times and recorded ${recorded} times`];
  });
}

async function checkValues(
  { database }: CampaignsSubgraph,
  estate: ChaosEstate,
  requests: readonly RequestRow[],
  platform: HeldPlatform,
  hasForeignEdits: boolean,
): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ id: string; micros: bigint; drifted: string | null }>(
    `select e.id, e.budget_micros as micros,
       (select live from drift as d where d.advertiser_id = e.advertiser_id and d.entity_id = e.id and ended_at is null) as drifted
     from ad_entity as e where e.advertiser_id = $1 and e.id = any($2)`,
    [estate.advertiserId, estate.campaignIds],
  );
  return rows.flatMap(({ id, micros, drifted }) => {
    const externalId = estate.externalIds[estate.campaignIds.indexOf(id)] ?? '';
    const live = platform.entity({ level: 'CAMPAIGN', externalId }).budget?.amountMicros;
    const newest = requests.findLast(
      ({ entityId, state }) => entityId === id && (state === 'CONFIRMED' || state === 'RECONCILED'),
    );
    const isNewest = hasForeignEdits || newest === undefined || live === newest.afterMicros;
    return [
      ...(live === micros || String(live) === drifted ? [] : [`${externalId} holds ${live}, and we think ${micros}`]),
      ...(drifted === null || hasForeignEdits ? [] : [`${externalId} has drifted though nobody has edited it`]),
      ...(isNewest ? [] : [`${externalId} holds ${live}, and the newest approved value is ${newest.afterMicros}`]),
    ];
  });
}

async function checkChain({ database }: CampaignsSubgraph, { advertiserId }: ChaosEstate): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ seq: bigint; prevHash: string; hash: string; body: string }>(
    `select seq, prev_hash as "prevHash", hash, body from audit_entry where advertiser_id = $1 order by seq`,
    [advertiserId],
  );
  let last = startOfChain;
  for (const entry of rows) {
    const wrong = findBreak(last, entry);
    if (wrong !== undefined) return [wrong];
    last = entry;
  }
  const { rows: unseen } = await database.pool.query<{ id: string }>(
    `select t.request_id as id from change_transition as t
     left join audit_entry as a on a.advertiser_id = t.advertiser_id and a.seq = t.audit_seq and a.subject = t.request_id
     where t.advertiser_id = $1 and a.seq is null`,
    [advertiserId],
  );
  return unseen.map(({ id }) => `a step of ${id} is not in the audit trail`);
}
