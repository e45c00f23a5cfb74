// What other subgraphs refer to, as this one sees it.
import { decodePerformanceId, type PerformanceScope } from '../common/performance-id.ts';

/** A campaign: a name that others fill in. */
export interface CampaignReference {
  readonly id: string;
}

/** A Performance: its spend is there when a field requires it. */
export interface PerformanceReference {
  readonly id: string;
  readonly scope: PerformanceScope;
  readonly spend: { readonly amountMicros: bigint; readonly currency: string } | null;
}

/** The Performance by an id; undefined when it is not one of ours. */
export function readPerformance(id: string, spend: PerformanceReference['spend']): PerformanceReference | undefined {
  const scope = decodePerformanceId(id);
  return scope && { id, scope, spend };
}
