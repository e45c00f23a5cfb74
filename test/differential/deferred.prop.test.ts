// Random operations with random fragments deferred: all parts together are the answer of the same operation in one part,
// whenever which subgraph answers. DEFERRED_SEED repeats a run, DEFERRED_OPERATIONS makes it longer.
import { randomInt } from 'node:crypto';
import { setImmediate as nextRound } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { resultJson } from '../../gateway/execute/result-json.ts';
import type { Gateway } from '../../gateway/pipeline.ts';
import { createInProcessClient } from '../../gateway/subgraph-client/in-process.ts';
import type { SubgraphClient } from '../../gateway/subgraph-client/subgraph-client.ts';
import { comparable, type Part, receiveAnswer } from '../support/receive-answer.ts';
import { createRandom, type Random } from './random.ts';
import { type RandomOperation, randomOperation } from './random-operation.ts';
import { createMonolith } from './universe.ts';
import { inputLeaf, requestContext, startGateway, subgraphs } from './world.ts';

const monolith = createMonolith();
const fixedSeed = Number(process.env['DEFERRED_SEED'] ?? 20_261_127);
const operations = Number(process.env['DEFERRED_OPERATIONS'] ?? 600);

/** Answers some rounds of the event loop later, so that subgraphs overtake each other. */
function createLateClient(client: SubgraphClient, random: Random): SubgraphClient {
  return {
    ...client,
    async execute(request) {
      for (let rounds = random.below(4); rounds > 0; rounds--) await nextRound();
      return client.execute(request);
    },
  };
}

function startLateGateway(seed: number): Gateway {
  const random = createRandom(seed);
  return startGateway(
    subgraphs.map((subgraph) => createLateClient(createInProcessClient(subgraph.name, subgraph), random)),
  );
}

test('on random operations from a fixed seed', () => compareMany(fixedSeed, operations));

test('on fresh random operations', () => compareMany(randomInt(2 ** 31), 150));

async function compareMany(seed: number, count: number): Promise<void> {
  const gateway = startLateGateway(seed);
  const source = { schema: monolith, random: createRandom(seed), leafValue: inputLeaf, defers: true };
  let parts = 0;
  for (let index = 0; index < count; index++) {
    parts += await compare(gateway, randomOperation(source), `seed ${seed}, operation ${index}`);
  }
  // Otherwise nothing was compared.
  expect(parts).toBeGreaterThan(count);
}

/** Answers both ways, and says everything that is needed to repeat the case when they differ. */
async function compare(gateway: Gateway, operation: RandomOperation, label: string): Promise<number> {
  const { query, variables } = operation;
  const undeferred = withoutDefer(operation);
  const whole: Part = JSON.parse(
    resultJson(await gateway.execute({ ...undeferred, variables: { ...undeferred.variables } }, requestContext())),
  );
  const received = await receiveAnswer(
    await gateway.executeInParts({ query, variables: { ...variables } }, requestContext()),
  );
  const failure = `${label}\n${query}\n${JSON.stringify(variables)}\nwhole: ${JSON.stringify(whole)}\nparts: ${JSON.stringify(received)}`;
  const { expected, actual } = comparable(whole, received);
  expect(actual, failure).toEqual(expected);
  return received.parts;
}

/** The same operation with nothing deferred: what a variable decides is switched off. */
function withoutDefer({ query, variables }: RandomOperation): RandomOperation {
  const conditions = [...query.matchAll(/@defer\(if: \$(\w+)/g)].map(([, name = '']) => [name, false]);
  return {
    query: query.replaceAll(/ @defer(?:\(label: [^)]*\))?(?!\()/g, ''),
    variables: { ...variables, ...Object.fromEntries(conditions) },
  };
}
