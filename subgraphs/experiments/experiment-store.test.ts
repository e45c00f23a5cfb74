import { afterAll, beforeAll, expect, test } from 'vitest';
import { arm, experiment, startTestExperiments, type TestExperiments } from '../../test/support/experiments.ts';
import { createLoaders } from './loaders.ts';
import { findArms, findArmsOfExperiments, findExperiments, saveExperiment } from './experiment-store.ts';

let experiments: TestExperiments;

beforeAll(async () => {
  experiments = await startTestExperiments();
});
afterAll(async () => await experiments.stop());

const acme = ['adv_acme'];

test('gives back what was saved, to the last digit of sums that no 64 bits hold', async () => {
  const { database } = experiments.subgraph;
  const huge = { participants: 3n, sum: 10n ** 20n, sumOfSquares: 10n ** 45n + 7n };
  const saved = experiment('exp_huge', { arms: [arm('arm_treated_h', [1], huge), arm('arm_control_h', [])] });
  await saveExperiment(database, saved);
  const { arms, ...plan } = saved;
  expect(await findExperiments(database.db, acme, ['exp_huge'])).toEqual([plan]);
  const rest = { experimentId: 'exp_huge', currency: 'USD' };
  expect(await findArmsOfExperiments(database.db, acme, ['exp_huge'])).toEqual(
    arms.toReversed().map((one) => ({ ...one, ...rest })),
  );
});

test('replaces an experiment that is saved again, arms that are gone included', async () => {
  const { database } = experiments.subgraph;
  await saveExperiment(database, experiment('exp_again'));
  const arms = [arm('arm_control_exp_again', [7, 8]), arm('arm_treated_new', [1, 2])];
  await saveExperiment(database, experiment('exp_again', { name: 'New name', arms }));
  const found = await findArmsOfExperiments(database.db, acme, ['exp_again']);
  expect(found.map(({ id, sum }) => [id, sum])).toEqual([
    ['arm_control_exp_again', 15_000_000n],
    ['arm_treated_new', 3_000_000n],
  ]);
  expect(await findArms(database.db, acme, ['arm_treated_exp_again'])).toEqual([]);
  expect(await findExperiments(database.db, acme, ['exp_again'])).toMatchObject([{ name: 'New name' }]);
});

test('saves nothing of an experiment that cannot be', async () => {
  const { database } = experiments.subgraph;
  const broken = experiment('exp_broken', { endsOn: '2026-01-01' });
  await expect(saveExperiment(database, broken)).rejects.toThrow('it ends before it starts');
  expect(await findExperiments(database.db, acme, ['exp_broken'])).toEqual([]);
});

test('lets two saves of one experiment at once end as one of them', async () => {
  const { database } = experiments.subgraph;
  const saves = [1, 2, 3, 4].map((value) =>
    saveExperiment(
      database,
      experiment('exp_raced', { arms: [arm('arm_control_r', [value, 1]), arm('arm_treated_r', [value])] }),
    ),
  );
  await Promise.all(saves);
  const [control, treated] = await findArmsOfExperiments(database.db, acme, ['exp_raced']);
  expect((control?.sum ?? 0n) - 1_000_000n).toBe(treated?.sum);
});

test('loads arms and campaigns for many experiments in one statement each', async () => {
  const { database } = experiments.subgraph;
  for (const place of [1, 2, 3]) await saveExperiment(database, experiment(`exp_many_${place}`));
  const statements: string[] = [];
  const { db } = database;
  const counting = db.withPlugin({
    transformQuery: ({ node }) => {
      statements.push(node.kind);
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  const loaders = createLoaders(counting, acme);
  const ids = [1, 2, 3].map((place) => `exp_many_${place}`);
  await Promise.all([...ids.map((id) => loaders.armsOf.load(id)), ...ids.map((id) => loaders.experiment.load(id))]);
  expect(statements).toHaveLength(2);
});
