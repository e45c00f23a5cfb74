// Sends documents through the gateway, one after the other, and says what went wrong and what was slowest.
import { buildSchema } from 'graphql';
import type { GraphQLRequest, GraphQLResult } from '../../gateway/pipeline.ts';
import { composeSupergraph } from '../../schema/compose.ts';
import { createRandom, type Random } from '../differential/random.ts';
import { entityIds, leafValue } from '../differential/universe.ts';
import { hostileRequest } from './hostile-request.ts';
import { slowness } from './pace.ts';
import { createTarget, type Measured, type Target } from './target.ts';

export interface FuzzOptions {
  readonly seed: number;
  readonly from: number;
  readonly documents: number;
  /** Called before each document, so that a crash can be traced to it. */
  readonly onBegin: (index: number) => void;
  readonly onProgress: (report: FuzzReport) => void;
}

export interface FuzzReport {
  readonly documents: number;
  readonly planned: number;
  /** How many answers had data, or else this code first. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly slowestPlan: Extreme;
  readonly longestTurn: Extreme;
  /** At most ten; each names its document. */
  readonly failures: readonly string[];
}

interface Extreme {
  readonly index: number;
  readonly ms: number;
}

export const maxPlanMs = 250;
/** Parsing and validating the largest document that the limits let through takes about a third of this. */
export const maxTurnMs = 100;
const maxFailures = 10;
const progressEvery = 1_000;

/** The codes that a document may never cause. */
const faults: ReadonlySet<unknown> = new Set(['INTERNAL_SERVER_ERROR', 'PLANNING_FAILED', 'PLANNING_TIMEOUT']);

function inputLeaf(typeName: string, name: string, random: Random): unknown {
  if (typeName === 'ID') return random.pick(entityIds(/advertiserIds?$/i.test(name) ? 'Advertiser' : 'AdEntity'));
  if (name === 'first') return 1 + random.below(5);
  return leafValue(typeName, random.below(1_000_000));
}

const { supergraphSdl, apiSdl } = composeSupergraph();
const schema = buildSchema(apiSdl);

/** The document of an index: it depends on nothing that was sent before it. */
export function documentAt(seed: number, index: number): GraphQLRequest {
  const random = createRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  return hostileRequest({ schema, random, leafValue: inputLeaf, defers: random.chance(0.5) });
}

/** Runs the documents `from` to `from + documents - 1` of a seed. */
export async function runFuzz({ seed, from, documents, onBegin, onProgress }: FuzzOptions): Promise<FuzzReport> {
  const target = createTarget();
  const outcomes: Record<string, number> = {};
  const failures: string[] = [];
  let slowestPlan: Extreme = { index: from, ms: 0 };
  let longestTurn: Extreme = { index: from, ms: 0 };
  let planned = 0;
  const report = (count: number): FuzzReport => ({
    ...{ documents: count, planned, outcomes, slowestPlan, longestTurn, failures },
  });
  await target({ query: '{ campaign(id: "cmp_1") { id } }' });
  for (let index = from; index < from + documents; index++) {
    onBegin(index);
    const request = documentAt(seed, index);
    const measured = await measureFairly(target, request);
    const outcome = outcomeOf(measured.result);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (measured.planMs > 0) planned += 1;
    if (measured.planMs > slowestPlan.ms) slowestPlan = { index, ms: measured.planMs };
    if (measured.turnMs > longestTurn.ms) longestTurn = { index, ms: measured.turnMs };
    for (const problem of problemsOf(measured)) {
      if (failures.length < maxFailures) failures.push(`seed ${seed}, document ${index}: ${problem}`);
    }
    const done = index - from + 1;
    if (done % progressEvery === 0) onProgress(report(done));
  }
  return report(documents);
}

/** On a machine with other work one measurement may be anybody's fault; what is slow four times is the document's. */
async function measureFairly(target: Target, request: GraphQLRequest): Promise<Measured> {
  let best = inProportion(await target(request));
  for (let again = 1; again <= 3 && isSlow(best); again++) {
    // Another text, so that no cache answers. Half a second apart, so that a passing load has passed.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { planMs, turnMs, result } = inProportion(
      await target({ ...request, query: `${request.query ?? ''}\n#${again}` }),
    );
    best = { result, planMs: Math.min(best.planMs, planMs), turnMs: Math.min(best.turnMs, turnMs) };
  }
  return best;
}

/** What is above a limit, as it would be on the machine that the limits were set on. */
function inProportion(measured: Measured): Measured {
  if (!isSlow(measured)) return measured;
  const times = slowness(supergraphSdl);
  return { ...measured, planMs: measured.planMs / times, turnMs: measured.turnMs / times };
}

function isSlow({ planMs, turnMs }: Measured): boolean {
  return planMs > maxPlanMs || turnMs > maxTurnMs;
}

function problemsOf(measured: Measured): readonly string[] {
  const { result, planMs, turnMs } = measured;
  const codes = (result.errors ?? []).map(({ extensions }) => extensions.code);
  return [
    ...codes.filter((code) => faults.has(code)),
    ...(codes.some((code) => typeof code !== 'string') ? ['an error without a code'] : []),
    ...(!('data' in result) && codes.length === 0 ? ['neither data nor an error'] : []),
    ...(planMs > maxPlanMs ? [`planning took ${planMs.toFixed(0)} ms`] : []),
    ...(turnMs > maxTurnMs ? [`the event loop was blocked for ${turnMs.toFixed(0)} ms`] : []),
  ];
}

function outcomeOf(result: GraphQLResult): string {
  if ('data' in result) return 'data';
  return result.errors?.[0]?.extensions.code ?? 'nothing';
}
