import { requireViewer } from '../../common/access.ts';
import { decodePerformanceId } from '../../common/performance-id.ts';
import type { PerformanceResolvers } from '../schema.generated.ts';

export const performanceResolvers = {
  // The id says it all, so there is nothing to look up and nothing of a tenant's to give away.
  __resolveReference({ id }, context) {
    requireViewer(context);
    const scope = decodePerformanceId(id);
    return scope ? { id, firstDay: scope.firstDay, lastDay: scope.lastDay, changeKeys: [scope.scopeId] } : null;
  },
} satisfies PerformanceResolvers;
