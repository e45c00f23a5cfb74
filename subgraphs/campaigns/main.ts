import { runSubgraph } from '../common/run-subgraph.ts';
import { createCampaignsSubgraph } from './subgraph.ts';

await runSubgraph('campaigns', createCampaignsSubgraph);
