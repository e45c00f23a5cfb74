import { runSubgraph } from '../common/run-subgraph.ts';
import { createAttributionSubgraph } from './subgraph.ts';

await runSubgraph('attribution', createAttributionSubgraph);
