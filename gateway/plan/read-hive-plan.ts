// The edge to @graphql-hive/router-query-planner: its JSON is checked here and becomes our plan. Its typings promise
// no stability, so an unknown node, or a known one with a new meaning, is refused and never guessed at.
import { z } from 'zod';
import type {
  EntityPath,
  EntityPathSegment,
  EntityTarget,
  FetchNode,
  PlanNode,
  QueryPlan,
  RequiredSelection,
  Rewrite,
  RewriteSegment,
} from './query-plan.ts';

const pathSegment = z
  .union([
    z.literal('@'),
    z.strictObject({ Field: z.string() }),
    z.strictObject({ TypeCondition: z.array(z.string()) }),
  ])
  .transform((segment): EntityPathSegment => {
    if (segment === '@') return { kind: 'Items' };
    if ('Field' in segment) return { kind: 'Field', responseKey: segment.Field };
    return { kind: 'Type', typeNames: segment.TypeCondition };
  });
const path = z.array(pathSegment);

const rewriteSegment = z
  .union([z.strictObject({ Key: z.string() }), z.strictObject({ TypenameEquals: z.array(z.string()) })])
  .transform((segment): RewriteSegment =>
    'Key' in segment ? { kind: 'Key', key: segment.Key } : { kind: 'Type', typeNames: segment.TypenameEquals },
  );
const valueSetter = z.object({ path: z.array(rewriteSegment), setValueTo: z.string() });
const keyRenamer = z.object({ path: z.array(rewriteSegment), renameKeyTo: z.string() });
const rewrite = z
  .union([
    z.strictObject({ ValueSetter: valueSetter }),
    z.strictObject({ KeyRenamer: keyRenamer }),
    valueSetter.extend({ kind: z.literal('ValueSetter') }),
  ])
  .transform((node): Rewrite => {
    if ('KeyRenamer' in node)
      return { kind: 'RenameKey', path: node.KeyRenamer.path, key: node.KeyRenamer.renameKeyTo };
    const setter = 'ValueSetter' in node ? node.ValueSetter : node;
    return { kind: 'SetValue', path: setter.path, value: setter.setValueTo };
  });
const rewrites = z
  .array(rewrite)
  .nullish()
  .transform((all) => all ?? []);

const required: z.ZodType<RequiredSelection> = z.lazy(() =>
  z.union([
    z
      .strictObject({
        kind: z.literal('Field'),
        name: z.string(),
        alias: z.string().nullish(),
        selections: z.array(required).nullish(),
      })
      .transform((field): RequiredSelection => ({
        kind: 'Field',
        // An earlier fetch put the value under `name`, which may be an alias the planner made up; the representation
        // carries it under `alias`, the field's own name in the schema.
        responseKey: field.name,
        name: field.alias ?? field.name,
        selections: field.selections ?? [],
      })),
    z
      .strictObject({
        kind: z.literal('InlineFragment'),
        typeCondition: z.string(),
        selections: z.array(required),
        skipIf: z.string().nullish(),
        includeIf: z.string().nullish(),
      })
      .transform((fragment): RequiredSelection => ({
        kind: 'On',
        typeName: fragment.typeCondition,
        selections: fragment.selections,
        ...(typeof fragment.skipIf === 'string' && { skipIf: fragment.skipIf }),
        ...(typeof fragment.includeIf === 'string' && { includeIf: fragment.includeIf }),
      })),
  ]),
);

const operationKind = z.enum(['query', 'mutation', 'subscription']);
const call = z.object({
  serviceName: z.string(),
  operation: z.string(),
  operationKind: operationKind.nullish(),
  variableUsages: z.array(z.string()).nullish(),
});
const fetchBody = call.extend({
  requires: z.array(required).nullish(),
  inputRewrites: rewrites,
  outputRewrites: rewrites,
});
const entityAlias = z.object({
  alias: z.string(),
  representationsVariableName: z.string(),
  paths: z.array(path),
  requires: z.array(required),
  inputRewrites: rewrites,
  outputRewrites: rewrites,
});

type HiveNode =
  | (z.output<typeof fetchBody> & { kind: 'Fetch' })
  | (z.output<typeof call> & { kind: 'BatchFetch'; entityBatch: { aliases: z.output<typeof entityAlias>[] } })
  | { kind: 'Sequence' | 'Parallel'; nodes: HiveNode[] }
  | { kind: 'Flatten'; path: EntityPath; node: HiveNode }
  | {
      kind: 'Condition';
      condition: string;
      ifClause?: HiveNode | null | undefined;
      elseClause?: HiveNode | null | undefined;
    }
  | { kind: 'Subscription'; primary: z.output<typeof fetchBody> };

const node: z.ZodType<HiveNode> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    fetchBody.extend({ kind: z.literal('Fetch') }),
    call.extend({ kind: z.literal('BatchFetch'), entityBatch: z.object({ aliases: z.array(entityAlias) }) }),
    z.object({ kind: z.enum(['Sequence', 'Parallel']), nodes: z.array(node) }),
    z.object({ kind: z.literal('Flatten'), path, node }),
    z.object({
      kind: z.literal('Condition'),
      condition: z.string(),
      ifClause: node.nullish(),
      elseClause: node.nullish(),
    }),
    z.object({ kind: z.literal('Subscription'), primary: fetchBody }),
  ]),
);
const queryPlan = z.object({ kind: z.literal('QueryPlan'), node: node.nullish() });

/** Checks the planner's answer and turns it into our plan. Throws ZodError for anything it does not know. */
export function readHivePlan(json: unknown): QueryPlan {
  const { node: root } = queryPlan.parse(json);
  return { root: root ? toPlanNode(root, []) : undefined };
}

function toPlanNode(hive: HiveNode, prefix: EntityPath): PlanNode {
  switch (hive.kind) {
    case 'Fetch':
      return hive.requires ? toEntityFetch(hive, hive.requires, prefix) : toFetch(hive, prefix);
    case 'BatchFetch':
      return { kind: 'EntityFetch', ...callOf(hive), targets: hive.entityBatch.aliases.map(toTarget(prefix)) };
    case 'Sequence':
    case 'Parallel':
      return { kind: hive.kind, nodes: hive.nodes.map((child) => toPlanNode(child, prefix)) };
    case 'Flatten':
      return toPlanNode(hive.node, [...prefix, ...hive.path]);
    case 'Condition':
      return {
        kind: 'Condition',
        variableName: hive.condition,
        ifTrue: hive.ifClause ? toPlanNode(hive.ifClause, prefix) : undefined,
        ifFalse: hive.elseClause ? toPlanNode(hive.elseClause, prefix) : undefined,
      };
    case 'Subscription':
      return { kind: 'Subscription', primary: toFetch(hive.primary, prefix) };
  }
}

function callOf({ serviceName, operation, variableUsages }: z.output<typeof call>) {
  return { subgraph: serviceName, document: operation, variableNames: variableUsages ?? [] };
}

function toFetch(hive: z.output<typeof fetchBody>, prefix: EntityPath): FetchNode {
  if (prefix.length > 0) throw new Error('The planner put root fields below another field, which has no meaning here.');
  return {
    kind: 'Fetch',
    ...callOf(hive),
    operationKind: hive.operationKind ?? 'query',
    outputRewrites: hive.outputRewrites,
  };
}

function toEntityFetch(
  hive: z.output<typeof fetchBody>,
  requires: readonly RequiredSelection[],
  path: EntityPath,
): PlanNode {
  const { inputRewrites, outputRewrites } = hive;
  const target: EntityTarget = {
    responseKey: '_entities',
    representationsVariable: 'representations',
    paths: [path],
    requires,
    inputRewrites,
    outputRewrites,
  };
  return { kind: 'EntityFetch', ...callOf(hive), targets: [target] };
}

function toTarget(prefix: EntityPath): (alias: z.output<typeof entityAlias>) => EntityTarget {
  return ({ alias, representationsVariableName, paths, requires, inputRewrites, outputRewrites }) => ({
    responseKey: alias,
    representationsVariable: representationsVariableName,
    paths: paths.map((each) => [...prefix, ...each]),
    requires,
    inputRewrites,
    outputRewrites,
  });
}
