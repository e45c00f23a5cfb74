import { badInput } from '../../common/access.ts';
import type { Change } from '../change.ts';
import type { EntityChangeInput } from '../schema.generated.ts';

/** One change of a list. Throws `BAD_USER_INPUT` where it is of nothing, or of more than one value. */
export function readChange({ entityId, budget, bid, status, expectedVersion }: EntityChangeInput): Change {
  const given = [budget, bid, status].filter((value) => value != null);
  if (given.length !== 1) throw badInput('A change is of exactly one of budget, bid and status.');
  if (status != null) return { field: 'STATUS', entityId, status, expectedVersion };
  if (budget != null) return { field: 'BUDGET', entityId, ...budget, expectedVersion };
  if (bid != null) return { field: 'BID', entityId, ...bid, expectedVersion };
  throw badInput('A change is of exactly one of budget, bid and status.');
}
