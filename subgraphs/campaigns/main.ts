import { runSubgraph } from '../common/run-subgraph.ts';
import { readPreviewSecret } from './preview-token.ts';
import { createCampaignsSubgraph } from './subgraph.ts';

await runSubgraph('campaigns', async (options) => {
  return await createCampaignsSubgraph({ ...options, previewKey: readPreviewSecret(process.env) });
});
