// Which days Pinterest has said it is done with. It tells of one day at a time, and a day that is done stays done, as do those
// before it; so it is asked about the newest days alone, and mostly about none.
import type { CallOptions } from '../ad-platform.ts';
import { addDays } from '../../subgraphs/common/period.ts';
import type { PinterestCalls } from './calls.ts';
import { readyStateShape } from './wire.ts';

export interface ReadyDays {
  /** The newest day of the period that is done, with all before it; undefined when none is. Throws a `PlatformError`. */
  readonly newestIn: (firstDay: string, lastDay: string, options: CallOptions) => Promise<string | undefined>;
}

export function createReadyDays(calls: PinterestCalls): ReadyDays {
  let newest: string | undefined;

  const isReady = async (day: string, options: CallOptions): Promise<boolean> => {
    const query = new URLSearchParams({ date: day });
    const call = { method: 'GET', path: '/resources/metrics_ready_state', query, isWrite: false } as const;
    const { data } = await calls.send({ ...call, ...options }, readyStateShape);
    return data.non_conversion_metrics_ready === true;
  };
  return {
    newestIn: async (firstDay, lastDay, options) => {
      for (let day = lastDay; day >= firstDay; day = addDays(day, -1)) {
        if (newest !== undefined && day <= newest) return day;
        if (!(await isReady(day, options))) continue;
        newest = day;
        return day;
      }
      return undefined;
    },
  };
}
