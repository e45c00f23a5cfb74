import { readLivePlatforms } from '../../platforms/live-platforms.ts';
import { readPlatformAccounts } from '../common/platform-accounts.ts';
import { runSubgraph, settingsOf } from '../common/run-subgraph.ts';
import { connectLiveAccounts } from './connect-accounts.ts';
import { readPreviewSecret } from './preview-token.ts';
import { createCampaignsSubgraph } from './subgraph.ts';

await runSubgraph('campaigns', async (options) => {
  const { platforms } = settingsOf('campaigns', readLivePlatforms(process.env));
  const { accounts } = settingsOf('campaigns', readPlatformAccounts(process.env, platforms.reachable));
  const now = () => new Date();
  const onUnknownWord = (word: object) =>
    options.logger.warn({ word }, 'a platform says a word that is not known here');
  const subgraph = await createCampaignsSubgraph({
    ...options,
    previewKey: readPreviewSecret(process.env),
    ...(platforms.reachable.size > 0 && { connectPlatform: platforms.connect({ now, onUnknownWord }) }),
  });
  if (accounts) await connectLiveAccounts(subgraph.database, accounts, now());
  return subgraph;
});
