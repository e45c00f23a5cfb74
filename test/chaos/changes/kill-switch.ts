// The advertiser's kill switch, as those who may trip it have it.
import type { CampaignsSubgraph } from '../../../subgraphs/campaigns/subgraph.ts';
import { awaitEveryTurn } from '../../../subgraphs/campaigns/turn-store.ts';
import type { ChaosEstate } from './estate.ts';

export async function setKillSwitch(subgraph: CampaignsSubgraph, { advertiserId }: ChaosEstate, isTripped: boolean) {
  const { db, pool } = subgraph.database;
  if (!isTripped) {
    await pool.query(
      `update kill_switch set rearmed_by = 'chaos', rearmed_at = now(), rearm_reason = 'calm'
       where advertiser_id = $1 and rearmed_at is null`,
      [advertiserId],
    );
    return;
  }
  await db.transaction().execute(async (trx) => {
    await awaitEveryTurn(trx, advertiserId);
    await trx
      .insertInto('kill_switch')
      .values({
        advertiser_id: advertiserId,
        id: `ks_${Math.random()}`,
        scope: 'GLOBAL',
        scope_id: '',
        tripped_by: 'chaos',
        tripped_at: new Date(),
        reason: 'chaos',
        rearmed_by: null,
        rearmed_at: null,
        rearm_reason: null,
      })
      .execute();
  });
}
