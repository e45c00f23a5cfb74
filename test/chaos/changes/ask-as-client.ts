// Budgets asked for as a client of the graph asks for them.
import { graphql } from 'graphql';
import type { CampaignsSubgraph } from '../../../subgraphs/campaigns/subgraph.ts';
import type { AskForBudget } from './stage.ts';

const source = `mutation ($input: ChangeBudgetInput!) {
  changeBudget(input: $input) { __typename ... on ChangeRefused { code } }
}`;

/** Asks with the version that the entity has at the moment. */
export function askAsClient(subgraph: CampaignsSubgraph): AskForBudget {
  const { schema, database } = subgraph;
  return async ({ advertiserId }, entityId, micros, key) => {
    const { rows } = await database.pool.query<{ version: number }>(
      `select version from ad_entity where advertiser_id = $1 and id = $2`,
      [advertiserId, entityId],
    );
    const input = {
      entityId,
      amount: { amountMicros: String(micros), currency: 'USD' },
      expectedVersion: rows[0]?.version ?? 0,
      clientMutationKey: key,
      reason: 'chaos',
    };
    const viewer = {
      subject: 'chaos',
      tokenId: 'chaos',
      advertiserIds: [advertiserId],
      scopes: new Set(['campaigns:read', 'changes:write']),
      expiresAtMs: Infinity,
    };
    const contextValue = subgraph.createContext({ viewer, requestId: key });
    const { data, errors } = await graphql({ schema, source, variableValues: { input }, contextValue });
    const [error] = errors ?? [];
    if (error) throw error;
    const answer: unknown = data?.['changeBudget'];
    return JSON.stringify(answer);
  };
}
