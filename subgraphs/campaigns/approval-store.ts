// Decisions of people other than the requester. That they are others, and that they decided about this very request, is
// checked by the database.
import { type Kysely, sql } from 'kysely';
import type { ChangeRequest } from './change-request.ts';
import type { Tables } from './tables.ts';

export interface Approval {
  readonly requestId: string;
  readonly approver: string;
  readonly decision: 'APPROVED' | 'REJECTED';
  readonly reason: string;
  readonly at: Date;
}

/** Records a decision. A request has one, and keeps it. */
export async function insertApproval(
  trx: Kysely<Tables>,
  { advertiserId, id, actor, contentHash }: ChangeRequest,
  { approver, decision, reason, at }: Omit<Approval, 'requestId'>,
): Promise<void> {
  await sql`/* insertApproval */
    insert into approval (advertiser_id, request_id, requester, content_hash, approver, decision, reason, at)
    values (${advertiserId}, ${id}, ${actor}, ${contentHash}, ${approver}, ${decision}, ${reason}, ${at})`.execute(trx);
}

/** The decisions about requests of the advertisers, in no order. */
export async function findApprovals(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
  requestIds: readonly string[],
): Promise<readonly Approval[]> {
  const { rows } = await sql<Approval>`/* findApprovals */
    select request_id as "requestId", approver, decision, reason, at from approval
    where advertiser_id = any(${advertiserIds}) and request_id = any(${requestIds})`.execute(db);
  return rows;
}

/** Whether somebody has made a change without the approval it needed, which nobody has reviewed yet. */
export async function hasReviewOutstanding(db: Kysely<Tables>, advertiserId: string, actor: string): Promise<boolean> {
  const { rows } = await sql`/* hasReviewOutstanding */
    select 1 from change_request as r
    where r.advertiser_id = ${advertiserId} and r.actor = ${actor} and r.is_break_glass
      and not exists (select 1 from approval as a where a.advertiser_id = r.advertiser_id and a.request_id = r.id)
    limit 1`.execute(db);
  return rows.length > 0;
}
