import { readFileSync } from 'node:fs';
import { Kind, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { loadSupergraph } from './supergraph.ts';

const sdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
const operation = readFileSync(new URL('../../schema/operations/CampaignAttribution.graphql', import.meta.url), 'utf8');
const { apiSchema } = loadSupergraph(sdl, 'mobile');

test('what the tag marks is there, and the operation of the mobile client fits', () => {
  expect(validate(apiSchema, parse(operation))).toEqual([]);
});

test('every tagged query of our graph is really there: none is lost to an argument that nobody tagged', () => {
  const tagged = parse(sdl).definitions.flatMap((type) =>
    type.kind === Kind.OBJECT_TYPE_DEFINITION && type.name.value === 'Query'
      ? (type.fields ?? []).filter(({ directives }) => directives?.some(({ name }) => name.value === 'tag'))
      : [],
  );
  const names = tagged.map(({ name }) => name.value).toSorted();
  expect(names).toContain('campaigns');
  expect(Object.keys(apiSchema.getQueryType()?.getFields() ?? {}).toSorted()).toEqual(names);
});

test('what the tag does not mark is unknown', () => {
  const whole = loadSupergraph(sdl).apiSchema;
  expect(whole.getMutationType()?.getFields()).toHaveProperty('changeBudget');
  expect(apiSchema.getMutationType()?.getFields() ?? {}).not.toHaveProperty('changeBudget');
  expect(apiSchema.getType('ChangeBudgetInput')).toBeUndefined();
});

test('a contract without a query is refused', () => {
  expect(() => loadSupergraph(sdl, 'nobody')).toThrow('No query of the supergraph is tagged "nobody".');
});
