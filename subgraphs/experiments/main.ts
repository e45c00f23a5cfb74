import { runSubgraph } from '../common/run-subgraph.ts';
import { createExperimentsSubgraph } from './subgraph.ts';

await runSubgraph('experiments', createExperimentsSubgraph);
