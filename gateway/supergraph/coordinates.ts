// Schema coordinates: `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`.
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  isTypeDefinitionNode,
  Kind,
  type TypeDefinitionNode,
} from 'graphql';

type Visit = (coordinate: string, directive: ConstDirectiveNode) => void;
type Directives = { readonly directives?: readonly ConstDirectiveNode[] | undefined };

/** The coordinate of a field. */
export function fieldCoordinate(typeName: string, fieldName: string): string {
  return `${typeName}.${fieldName}`;
}

/** The coordinate of an argument. */
export function argumentCoordinate(typeName: string, fieldName: string, argumentName: string): string {
  return `${typeName}.${fieldName}(${argumentName}:)`;
}

/** Shows every directive of every type, field, argument and enum value together with where it stands. */
export function forEachDirective(document: DocumentNode, visit: Visit): void {
  for (const type of document.definitions) {
    if (!isTypeDefinitionNode(type)) continue;
    const typeName = type.name.value;
    visitAll(type, typeName, visit);
    if (type.kind === Kind.ENUM_TYPE_DEFINITION) visitEnumValues(type, visit);
    for (const field of fieldsOf(type)) {
      const coordinate = fieldCoordinate(typeName, field.name.value);
      visitAll(field, coordinate, visit);
      if (field.kind !== Kind.FIELD_DEFINITION) continue;
      for (const argument of field.arguments ?? []) {
        visitAll(argument, argumentCoordinate(typeName, field.name.value, argument.name.value), visit);
      }
    }
  }
}

function fieldsOf(type: TypeDefinitionNode) {
  return 'fields' in type ? (type.fields ?? []) : [];
}

function visitEnumValues(type: EnumTypeDefinitionNode, visit: Visit): void {
  for (const value of type.values ?? []) visitAll(value, fieldCoordinate(type.name.value, value.name.value), visit);
}

function visitAll(node: Directives, coordinate: string, visit: Visit): void {
  for (const directive of node.directives ?? []) visit(coordinate, directive);
}
