// ESLint looks at *.graphql only; TypeScript is oxlint's. Each subgraph is a schema of its own, so each has a block.
import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import graphqlPlugin, { parser } from '@graphql-eslint/eslint-plugin';
import { parse, printSchema } from 'graphql';

const subgraphs = ['campaigns', 'spend', 'attribution', 'experiments'];

const schemaRules = {
  'require-description': [
    'error',
    { types: true, FieldDefinition: true, InputValueDefinition: true, EnumValueDefinition: true },
  ],
  'description-style': ['error', { style: 'inline' }],
  'naming-convention': [
    'error',
    {
      types: 'PascalCase',
      FieldDefinition: 'camelCase',
      InputValueDefinition: 'camelCase',
      Argument: 'camelCase',
      DirectiveDefinition: 'camelCase',
      EnumValueDefinition: 'UPPER_CASE',
      'FieldDefinition[parent.name.value=Query]': {
        forbiddenPrefixes: ['query', 'get', 'list'],
        forbiddenSuffixes: ['Query'],
      },
      'FieldDefinition[parent.name.value=Mutation]': {
        forbiddenPrefixes: ['mutation'],
        forbiddenSuffixes: ['Mutation'],
      },
      'FieldDefinition[parent.name.value=Subscription]': {
        forbiddenPrefixes: ['subscription'],
        forbiddenSuffixes: ['Subscription'],
      },
      'EnumTypeDefinition,EnumTypeExtension': { forbiddenPrefixes: ['Enum'], forbiddenSuffixes: ['Enum'] },
      'InterfaceTypeDefinition,InterfaceTypeExtension': {
        forbiddenPrefixes: ['Interface'],
        forbiddenSuffixes: ['Interface'],
      },
      'UnionTypeDefinition,UnionTypeExtension': { forbiddenPrefixes: ['Union'], forbiddenSuffixes: ['Union'] },
    },
  ],
  'no-hashtag-description': 'error',
  'no-scalar-result-type-on-mutation': 'error',
  'input-name': ['error', { checkInputType: true, caseSensitiveInputType: false }],
};

const operationRules = {
  'executable-definitions': 'error',
  'fields-on-correct-type': 'error',
  'known-argument-names': 'error',
  'known-directives': 'error',
  'lone-executable-definition': 'error',
  'match-document-filename': [
    'error',
    { fileExtension: '.graphql', query: 'PascalCase', mutation: 'PascalCase', subscription: 'PascalCase' },
  ],
  'no-anonymous-operations': 'error',
  'no-deprecated': 'error',
  'no-duplicate-fields': 'error',
  'no-unused-variables': 'error',
  'no-undefined-variables': 'error',
  'overlapping-fields-can-be-merged': 'error',
  'provided-required-arguments': 'error',
  'scalar-leafs': 'error',
  'unique-operation-name': 'error',
  'value-literals-of-correct-type': 'error',
  'variables-in-allowed-position': 'error',
};

/** The subgraph's schema as plain SDL: the plugin calls @apollo/subgraph in a way that version 2.15 no longer takes. */
function subgraphSchema(name) {
  const typeDefs = parse(readFileSync(new URL(`subgraphs/${name}/schema.graphql`, import.meta.url), 'utf8'));
  return printSchema(buildSubgraphSchema([{ typeDefs }]));
}

function named(rules) {
  return Object.fromEntries(Object.entries(rules).map(([name, setting]) => [`@graphql-eslint/${name}`, setting]));
}

// One configuration of many projects, because the plugin keeps the first configuration it is given for all files.
const languageOptions = {
  parser,
  parserOptions: {
    graphQLConfig: {
      projects: {
        ...Object.fromEntries(
          subgraphs.map((name) => [
            name,
            { schema: subgraphSchema(name), include: [`subgraphs/${name}/schema.graphql`] },
          ]),
        ),
        operations: { schema: 'schema/api.graphql', documents: 'schema/operations/*.graphql' },
      },
    },
  },
};

export default [
  { ignores: ['**/*.ts', '**/*.js', 'node_modules', '.data', 'schema/*.graphql'] },
  {
    files: subgraphs.map((name) => `subgraphs/${name}/schema.graphql`),
    plugins: { '@graphql-eslint': graphqlPlugin },
    languageOptions,
    rules: named(schemaRules),
  },
  {
    files: ['schema/operations/*.graphql'],
    plugins: { '@graphql-eslint': graphqlPlugin },
    languageOptions,
    rules: named(operationRules),
  },
];
