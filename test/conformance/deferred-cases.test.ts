// Every case once more with its fields deferred, each alone or all of an object together: the parts come to the same answer.
import { Kind, OperationTypeNode, parse, print, type SelectionNode, type SelectionSetNode, visit } from 'graphql';
import { describe, expect, test } from 'vitest';
import { comparable } from '../support/receive-answer.ts';
import { withNestedEntities } from './case-entities.ts';
import { type CaseOperation, listCases, readCase } from './case-files.ts';
import { createLocalGateway } from './case-gateways.ts';

type Defer = (selections: readonly SelectionNode[]) => readonly SelectionNode[];

const ways: Readonly<Record<string, Defer>> = {
  'each field alone': (selections) => selections.map((selection) => deferred([selection])),
  'all fields of an object together': (selections) => [deferred(selections)],
  'all but the first field': ([first, ...others]) => [
    ...(first ? [first] : []),
    ...(others.length > 0 ? [deferred(others)] : []),
  ],
};

describe.each(
  listCases()
    .map(readCase)
    .filter(({ refusal }) => refusal === undefined),
)('$name', (of) => {
  // What is deferred may be asked for by a key that the case itself never asks by.
  const gateway = createLocalGateway({ ...of, subgraphs: of.subgraphs.map(withNestedEntities) });
  describe.each(Object.entries(ways))('%s', (_, defer) => {
    test.each(of.operations)('$name', async (operation) => {
      const whole = JSON.parse(JSON.stringify((await gateway.ask(operation)).answer));
      const text = withDefer(operation, defer);
      const received = await gateway.askInParts({ ...operation, text });
      const { expected, actual } = comparable(whole, received);
      expect(actual, text).toEqual(expected);
    });
  });
});

function deferred(selections: readonly SelectionNode[]): SelectionNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    directives: [{ kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'defer' } }],
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}

/** What is selected on a mutation itself must not be deferred, nor what a fragment might select on it. */
function withDefer({ text }: CaseOperation, defer: Defer): string {
  const document = parse(text, { noLocation: true });
  const isMutation = document.definitions.some(
    (node) => node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.MUTATION,
  );
  const below = (set: SelectionSetNode): SelectionSetNode => ({ ...set, selections: defer(set.selections) });
  return print(
    visit(document, {
      SelectionSet: {
        leave(set, _key, parent) {
          const isField = parent !== undefined && 'kind' in parent && parent.kind === Kind.FIELD;
          return isField || !isMutation ? below(set) : undefined;
        },
      },
    }),
  );
}
