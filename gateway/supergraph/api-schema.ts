// From the supergraph to the schema a client sees: machinery stripped, @inaccessible elements removed, @defer and @live added.
import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  isTypeDefinitionNode,
  Kind,
  visit,
} from 'graphql';
import { withDefer } from '../../schema/defer-directive.ts';
import { withLive } from '../../schema/live-directive.ts';
import type { LinkFeatures } from './link-features.ts';

const builtInDirectives = new Set(['deprecated', 'specifiedBy', 'oneOf']);

/** The supergraph without its machinery but with everything inaccessible: what plans and entities speak of. */
export function buildFullSchema(document: DocumentNode, features: LinkFeatures): GraphQLSchema {
  return buildASTSchema(stripMachinery(document, features), { assumeValidSDL: true });
}

/** The schema a client sees. */
export function buildApiSchema(document: DocumentNode, features: LinkFeatures, isLive: boolean): GraphQLSchema {
  const accessible = removeInaccessible(document, features.directiveName('inaccessible', 'inaccessible'));
  const schema = withDefer(stripMachinery(accessible, features));
  return buildASTSchema(isLive ? withLive(schema) : schema, { assumeValidSDL: true });
}

function stripMachinery(document: DocumentNode, features: LinkFeatures): DocumentNode {
  const definitions = document.definitions.filter((node) => !isMachinery(node, features));
  return visit(
    { ...document, definitions },
    {
      Directive: (node) => (builtInDirectives.has(node.name.value) ? undefined : null),
    },
  );
}

function isMachinery(node: DefinitionNode, features: LinkFeatures): boolean {
  if (node.kind === Kind.DIRECTIVE_DEFINITION) return features.isMachinery(`@${node.name.value}`);
  return isTypeDefinitionNode(node) && features.isMachinery(node.name.value);
}

function removeInaccessible(document: DocumentNode, directiveName: string): DocumentNode {
  const isHidden = (node: { readonly directives?: readonly ConstDirectiveNode[] | undefined }): boolean =>
    node.directives?.some(({ name }) => name.value === directiveName) ?? false;
  const hiddenTypes = new Set(
    document.definitions
      .filter(isTypeDefinitionNode)
      .filter(isHidden)
      .map(({ name }) => name.value),
  );
  const dropHidden = (node: Parameters<typeof isHidden>[0]): null | undefined => (isHidden(node) ? null : undefined);
  return visit(document, {
    ScalarTypeDefinition: dropHidden,
    ObjectTypeDefinition: dropHidden,
    InterfaceTypeDefinition: dropHidden,
    UnionTypeDefinition: dropHidden,
    EnumTypeDefinition: dropHidden,
    InputObjectTypeDefinition: dropHidden,
    EnumValueDefinition: dropHidden,
    FieldDefinition: dropHidden,
    InputValueDefinition: dropHidden,
    OperationTypeDefinition: ({ type }) => (hiddenTypes.has(type.name.value) ? null : undefined),
    // What is left naming a hidden type is an `implements` or a union's member: composition refuses anything else.
    NamedType: (node) => (hiddenTypes.has(node.name.value) ? null : undefined),
  });
}
