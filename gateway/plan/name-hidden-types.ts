// Objects of a type that clients must not see may stand where they ask for an interface or a union. Only the object's
// type name tells, so it is asked for at such positions also where neither the client nor the plan needs it; the answer
// then has a null and an error in the object's place.
import {
  getNamedType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  parse,
  print,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Supergraph } from '../supergraph/supergraph.ts';

type Schemas = Pick<Supergraph, 'apiSchema' | 'fullSchema'>;

/** Makes the rewriter of operations. It leaves an operation as it is where nothing is hidden. */
export function createTypeNaming({ apiSchema, fullSchema }: Schemas): (operationText: string) => string {
  const hiding = new Set(typesThatHide({ apiSchema, fullSchema }));
  return hiding.size === 0 ? (operationText) => operationText : (text) => nameTypes(apiSchema, hiding, text);
}

/** Names of the abstract types of which a client sees some objects and not others. */
function typesThatHide({ apiSchema, fullSchema }: Schemas): readonly string[] {
  return Object.values(fullSchema.getTypeMap())
    .filter(isAbstractType)
    .filter((type) => fullSchema.getPossibleTypes(type).some(({ name }) => apiSchema.getType(name) === undefined))
    .map(({ name }) => name);
}

function nameTypes(schema: GraphQLSchema, hiding: ReadonlySet<string>, operationText: string): string {
  const types = new TypeInfo(schema);
  const document = visit(
    parse(operationText, { noLocation: true }),
    visitWithTypeInfo(types, {
      Field: {
        leave(field) {
          const position = getNamedType(types.getType());
          return field.selectionSet && position && hiding.has(position.name)
            ? { ...field, selectionSet: withTypeName(field.selectionSet) }
            : undefined;
        },
      },
    }),
  );
  return print(document);
}

function withTypeName(set: SelectionSetNode): SelectionSetNode {
  const isTypeName = set.selections.some(
    (node) => node.kind === Kind.FIELD && node.name.value === '__typename' && !node.alias,
  );
  if (isTypeName) return set;
  return {
    ...set,
    selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }, ...set.selections],
  };
}
