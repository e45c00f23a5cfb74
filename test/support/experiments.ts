// An experiments subgraph on a database of its own, with two tenants who must never see each other.
import { type ExecutionResult, graphql } from 'graphql';
import { pino } from 'pino';
import type { Viewer } from '../../schema/viewer.ts';
import type { ArmToSave, ExperimentToSave } from '../../subgraphs/experiments/experiment.ts';
import { createExperimentsSubgraph, type ExperimentsSubgraph } from '../../subgraphs/experiments/subgraph.ts';
import { testViewer } from './campaigns.ts';
import { createTestDatabase } from './database.ts';

export interface TestExperiments {
  readonly subgraph: ExperimentsSubgraph;
  run(source: string, variables?: Record<string, unknown>, viewer?: Viewer): Promise<ExecutionResult>;
  stop(): Promise<void>;
}

const scopes = ['experiments:read', 'spend:read'];

/** Anna of Acme and Boris of Bolt, who may see everything that is theirs. */
export const annaOfAcme = testViewer('anna', ['adv_acme'], scopes);
export const borisOfBolt = testViewer('boris', ['adv_bolt'], scopes);

export async function startTestExperiments(): Promise<TestExperiments> {
  const testDatabase = await createTestDatabase();
  const logger = pino({ level: 'silent' });
  const subgraph = await createExperimentsSubgraph({ databaseUrl: testDatabase.url, logger });
  const { schema } = subgraph;
  return {
    subgraph,
    run: async (source, variableValues = {}, ...viewers) => {
      const viewer = viewers.length === 0 ? annaOfAcme : viewers[0];
      const contextValue = subgraph.createContext({ viewer, requestId: 'test' });
      return await graphql({ schema, source, variableValues, contextValue });
    },
    async stop() {
      await subgraph.close();
      await testDatabase.drop();
    },
  };
}

/** An arm with the values of its participants, in dollars. */
export function arm(id: string, dollars: readonly number[], changed: Partial<ArmToSave> = {}): ArmToSave {
  const micros = dollars.map((value) => BigInt(value) * 1_000_000n);
  return {
    id,
    name: id,
    isControl: id.startsWith('arm_control'),
    allocation: 0.5,
    participants: BigInt(dollars.length),
    sum: micros.reduce((sum, value) => sum + value, 0n),
    sumOfSquares: micros.reduce((sum, value) => sum + value * value, 0n),
    ...changed,
  };
}

/** A concluded experiment of Acme on the campaign cmp_a, with a difference of two dollars between its arms. */
export function experiment(id: string, changed: Partial<ExperimentToSave> = {}): ExperimentToSave {
  return {
    id,
    advertiserId: 'adv_acme',
    campaignId: 'cmp_a',
    name: `Experiment ${id}`,
    hypothesis: 'More is more.',
    state: 'CONCLUDED',
    startsOn: '2026-11-01',
    endsOn: '2026-11-14',
    currency: 'USD',
    createdAt: new Date('2026-10-20T08:00:00.000Z'),
    arms: [arm(`arm_treated_${id}`, [4, 5, 6, 5]), arm(`arm_control_${id}`, [2, 3, 4, 3])],
    ...changed,
  };
}
