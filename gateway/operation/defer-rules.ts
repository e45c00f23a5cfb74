// What a document must keep to in order to defer fragments: "Defer And Stream Directives Are Used On Valid Root Field",
// "... On Valid Operations" and "... Labels Are Unique" of the convention.
import {
  type ASTVisitor,
  type DirectiveNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type ValidationContext,
  type ValidationRule,
  type ValueNode,
  visit,
} from 'graphql';

/** Validation rules beside those of the specification. */
export const deferRules: readonly ValidationRule[] = [
  noStream,
  staticUniqueLabels,
  noDeferAtRoot,
  noDeferInSubscription,
];

/** The rule that names unknown directives does not say what to do instead. */
function noStream(context: ValidationContext): ASTVisitor {
  return {
    Directive(node) {
      if (node.name.value !== 'stream') return;
      context.reportError(
        new GraphQLError('@stream is not supported: lists come whole. Ask for a page, and defer what takes long.', {
          nodes: node,
        }),
      );
    },
  };
}

function staticUniqueLabels(context: ValidationContext): ASTVisitor {
  const known = new Map<string, DirectiveNode>();
  return onDefer((node) => {
    const label = argumentOf(node, 'label');
    if (label === undefined || label.kind === Kind.NULL) return;
    if (label.kind !== Kind.STRING) {
      context.reportError(new GraphQLError('The label of @defer must be a text, not a variable.', { nodes: node }));
      return;
    }
    const other = known.get(label.value);
    if (!other) return void known.set(label.value, node);
    context.reportError(
      new GraphQLError(`Two fragments are deferred under the label "${label.value}".`, { nodes: [other, node] }),
    );
  });
}

/** A mutation is done before it is answered, and a subscription has one root field: neither can come later. */
function noDeferAtRoot(context: ValidationContext): ASTVisitor {
  return onDefer((node) => {
    const parent = context.getParentType();
    const schema = context.getSchema();
    if (!parent || (parent !== schema.getMutationType() && parent !== schema.getSubscriptionType())) return;
    context.reportError(new GraphQLError(`@defer cannot be used on the root type "${parent.name}".`, { nodes: node }));
  });
}

/** What a variable decides is judged with the variable. */
function noDeferInSubscription(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return;
      const spread = context.getRecursivelyReferencedFragments(operation);
      for (const root of [operation, ...spread]) visit(root, onDefer(refuseUnlessOff));
    },
  };
  function refuseUnlessOff(node: DirectiveNode): void {
    const condition = argumentOf(node, 'if');
    if (condition?.kind === Kind.VARIABLE || (condition?.kind === Kind.BOOLEAN && !condition.value)) return;
    context.reportError(new GraphQLError('@defer cannot be used in a subscription.', { nodes: node }));
  }
}

function onDefer(act: (node: DirectiveNode) => void): ASTVisitor {
  return {
    Directive(node) {
      if (node.name.value === 'defer') act(node);
    },
  };
}

function argumentOf(node: DirectiveNode, name: string): ValueNode | undefined {
  return node.arguments?.find((argument) => argument.name.value === name)?.value;
}
