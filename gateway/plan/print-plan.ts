// A plan as text: for `npm run plan`, for logs, and for tests, which assert plans in this form.
import { parse, print } from 'graphql';
import type { EntityPath, EntityTarget, PlanNode, QueryPlan, RequiredSelection, Rewrite } from './query-plan.ts';

/** Prints a plan, two spaces a level. */
export function printPlan(plan: QueryPlan): string {
  return plan.root ? printNode(plan.root) : 'Nothing to fetch';
}

function printNode(node: PlanNode): string {
  switch (node.kind) {
    case 'Fetch':
      return block(`Fetch ${node.subgraph}`, [
        printDocument(node.document),
        ...node.outputRewrites.map(printRewrite('out')),
      ]);
    case 'EntityFetch':
      return block(`EntityFetch ${node.subgraph}`, [...node.targets.map(printTarget), printDocument(node.document)]);
    case 'Sequence':
    case 'Parallel':
      return block(node.kind, node.nodes.map(printNode));
    case 'Condition':
      return block(`Condition $${node.variableName}`, [
        ...(node.ifTrue ? [block('if true', [printNode(node.ifTrue)])] : []),
        ...(node.ifFalse ? [block('if false', [printNode(node.ifFalse)])] : []),
      ]);
    case 'Subscription':
      return block(`Subscription ${node.primary.subgraph}`, [printDocument(node.primary.document)]);
  }
}

function printTarget(target: EntityTarget): string {
  const paths = target.paths.map(printPath).join(', ');
  return [
    `${target.responseKey} at ${paths} by { ${target.requires.map(printRequired).join(' ')} }`,
    ...target.inputRewrites.map(printRewrite('in')),
    ...target.outputRewrites.map(printRewrite('out')),
  ].join('\n');
}

function printPath(path: EntityPath): string {
  const segments = path.map((segment) => {
    if (segment.kind === 'Field') return `.${segment.responseKey}`;
    return segment.kind === 'Items' ? '[]' : `|${segment.typeNames.join('|')}|`;
  });
  return segments.join('').replace(/^\./, '');
}

function printRequired(selection: RequiredSelection): string {
  const inside = selection.selections.length === 0 ? '' : ` { ${selection.selections.map(printRequired).join(' ')} }`;
  if (selection.kind === 'On') return `... on ${selection.typeName}${inside}`;
  const { responseKey, name } = selection;
  return `${responseKey === name ? '' : `${responseKey}: `}${name}${inside}`;
}

function printRewrite(direction: 'in' | 'out'): (rewrite: Rewrite) => string {
  return (rewrite) => {
    const path = rewrite.path.map((segment) =>
      segment.kind === 'Key' ? segment.key : `|${segment.typeNames.join('|')}|`,
    );
    return rewrite.kind === 'SetValue'
      ? `${direction}: set ${path.join('.')} to "${rewrite.value}"`
      : `${direction}: rename ${path.join('.')} to ${rewrite.key}`;
  };
}

function printDocument(document: string): string {
  return print(parse(document, { noLocation: true }));
}

function block(title: string, parts: readonly string[]): string {
  return `${title} {\n${parts.map(indent).join('\n')}\n}`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
