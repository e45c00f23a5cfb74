import { readLivePlatforms } from '../../platforms/live-platforms.ts';
import { readPlatformAccounts } from '../common/platform-accounts.ts';
import { runSubgraph, settingsOf } from '../common/run-subgraph.ts';
import { followLiveAccounts } from './platform-sync/follow-accounts.ts';
import { readReportEvery } from './platform-sync/sync-world.ts';
import { createSpendSubgraph } from './subgraph.ts';

await runSubgraph('spend', async (options) => {
  const { platforms } = settingsOf('spend', readLivePlatforms(process.env));
  const { accounts } = settingsOf('spend', readPlatformAccounts(process.env, platforms.reachable));
  const { reportEveryMs } = settingsOf('spend', readReportEvery(process.env));
  const now = () => new Date();
  const onUnknownWord = (word: object) =>
    options.logger.warn({ word }, 'a platform says a word that is not known here');
  const subgraph = await createSpendSubgraph({
    ...options,
    reportEveryMs,
    ...(platforms.reachable.size > 0 && { connectPlatform: platforms.connect({ now, onUnknownWord }) }),
  });
  if (accounts) await followLiveAccounts(subgraph.database.db, accounts);
  return subgraph;
});
