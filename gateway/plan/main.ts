// `npm run plan -- operation.graphql`: prints what becomes of an operation, stage by stage.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Viewer } from '../../schema/viewer.ts';
import { ClientError, ClientErrors } from '../errors.ts';
import { maskFor } from '../operation/access-mask.ts';
import type { Variables } from '../operation/client-operation.ts';
import { coerceVariables } from '../operation/coerce-variables.ts';
import { createDeferral } from '../operation/deferral.ts';
import { readFieldOwners } from '../operation/field-owners.ts';
import { printForPlanner } from '../operation/mask-operation.ts';
import { defaultOperationLimits } from '../operation/operation-limits.ts';
import { validateOperation } from '../operation/validate-operation.ts';
import type { AccessRules } from '../supergraph/access-rules.ts';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import { createHivePlanner } from './hive-planner.ts';
import { printPhasedPlan } from './phased-plan.ts';
import { printPlan } from './print-plan.ts';
import { splitPlan } from './split-plan.ts';

const usage = `npm run plan -- <operation.graphql> [options]
  --supergraph <file>   supergraph SDL (default schema/supergraph.graphql)
  --operation <name>    which operation of the document
  --variables <json>    to estimate the cost with
  --scopes "<scopes>"   of the viewer, separated by spaces (default: all that there are)
  --anonymous           without a token`;

/** Runs the command; the exit code is 1 when the operation is refused. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      supergraph: { type: 'string', default: 'schema/supergraph.graphql' },
      operation: { type: 'string' },
      variables: { type: 'string', default: '{}' },
      scopes: { type: 'string' },
      anonymous: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  if (file === undefined) throw new ClientError('BAD_REQUEST', usage);
  const supergraph = loadSupergraph(readFileSync(values.supergraph, 'utf8'));
  const operation = validateOperation(supergraph, defaultOperationLimits, readFileSync(file, 'utf8'), values.operation);
  const scopes = values.scopes === undefined ? allScopes(supergraph.accessRules) : values.scopes.split(' ');
  const viewer = values.anonymous ? undefined : viewerWith(scopes);
  const mask = maskFor(operation, supergraph.accessRules, viewer, () => false);
  const given = readVariables(values.variables);
  const coerced = coerceOrExplain(() => coerceVariables(operation, supergraph.apiSchema, given));
  // A required variable that is not given leaves the cost open. The plan depends on those of @skip, @include and @defer alone.
  const conditions = 'missing' in coerced ? given : coerced.variables;
  const text = printForPlanner(operation, supergraph.apiSchema, mask, conditions);
  show(
    'Cost',
    'missing' in coerced
      ? `depends on variables: ${coerced.missing}`
      : String(operation.estimateCost(coerced.variables)),
  );
  show('Denied', [...mask.denied].join('\n') || 'nothing');
  show('Operation for the planner', text ?? 'Nothing to fetch');
  if (text === undefined) return;
  const planner = createHivePlanner(supergraph, defaultOperationLimits.planningTimeoutMs);
  const plan = await planner.plan(text);
  show('Plan', printPlan(plan));
  if (!operation.isDeferred(conditions)) return;
  const owners = readFieldOwners(operation, createDeferral(conditions), conditions);
  show('In parts', printPhasedPlan(splitPlan(supergraph, plan, owners)));
}

function coerceOrExplain(coerce: () => Variables): { readonly variables: Variables } | { readonly missing: string } {
  try {
    return { variables: coerce() };
  } catch (error) {
    if (error instanceof ClientErrors) return { missing: error.message };
    throw error;
  }
}

function readVariables(json: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== 'object' || parsed === null)
    throw new ClientError('BAD_REQUEST', 'Variables are a JSON object.');
  return { ...parsed };
}

function allScopes(rules: AccessRules): readonly string[] {
  return [...rules.values()].flatMap(({ scopes }) => scopes.flat());
}

function viewerWith(scopes: readonly string[]): Viewer {
  return { subject: 'plan', tokenId: 'plan', advertiserIds: [], scopes: new Set(scopes), expiresAtMs: Infinity };
}

function show(title: string, text: string): void {
  process.stdout.write(`# ${title}\n${text}\n\n`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ClientError || error instanceof ClientErrors)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
