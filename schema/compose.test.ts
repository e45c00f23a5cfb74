import { buildSchema, GraphQLObjectType, isInterfaceType, parse, print, validate } from 'graphql';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { composeSupergraph } from './compose.ts';
import { declareExternalInterfaceFields } from './external-interface-fields.ts';

const { supergraphSdl, apiSdl } = composeSupergraph();

test('commits what it composes', () => {
  expect(readFileSync(new URL('supergraph.graphql', import.meta.url), 'utf8')).toBe(supergraphSdl);
  expect(readFileSync(new URL('api.graphql', import.meta.url), 'utf8')).toBe(apiSdl);
});

test('shows clients no federation machinery', () => {
  expect(apiSdl).not.toMatch(/join__|link__|_entities|_service/);
});

test('describes every type, field and argument', () => {
  const schema = buildSchema(apiSdl);
  const undescribed = Object.values(schema.getTypeMap())
    .filter(
      ({ name }) =>
        !name.startsWith('__') &&
        !['Query', 'Mutation', 'Subscription', 'ID', 'Int', 'Float', 'String', 'Boolean'].includes(name),
    )
    .filter(({ description }) => !description)
    .map(({ name }) => name);
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || !(type instanceof GraphQLObjectType || isInterfaceType(type))) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.description) undescribed.push(`${type.name}.${field.name}`);
      undescribed.push(
        ...field.args
          .filter(({ description }) => !description)
          .map(({ name }) => `${type.name}.${field.name}(${name}:)`),
      );
    }
  }
  expect(undescribed).toEqual([]);
});

test('accepts every operation of the typed client', () => {
  const schema = buildSchema(apiSdl);
  const folder = new URL('operations/', import.meta.url);
  for (const name of readdirSync(folder)) {
    expect(validate(schema, parse(readFileSync(new URL(name, folder), 'utf8'))), name).toEqual([]);
  }
});

test('tells the planner which interface fields an interface object cannot resolve', () => {
  const owner = parse('interface Node { id: ID! zone: String! }');
  const other = parse(
    'type Node @interfaceObject { id: ID! zone: String! @external late: Int @requires(fields: "zone") }',
  );
  const supergraph = parse('interface Node { id: ID! zone: String! late: Int @join__field(graph: OTHER) }');
  const declared = declareExternalInterfaceFields(supergraph, [
    { name: 'owner', document: owner },
    { name: 'other', document: other },
  ]);
  expect(print(declared)).toBe(
    print(
      parse(
        'interface Node { id: ID! zone: String! @join__field(graph: OWNER) @join__field(graph: OTHER, external: true) late: Int @join__field(graph: OTHER) }',
      ),
    ),
  );
});
