import { runSubgraph } from '../common/run-subgraph.ts';
import { createSpendSubgraph } from './subgraph.ts';

await runSubgraph('spend', createSpendSubgraph);
