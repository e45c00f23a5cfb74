import type { SubgraphContext } from '../common/subgraph.ts';

export type Context = SubgraphContext;
