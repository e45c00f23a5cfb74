// What is written must be what the reference implementation answers: graphql-js executes the same operation over the
// same data, with its default resolvers, and both must agree on the data and on where errors are.
import fc from 'fast-check';
import { buildSchema, execute, type GraphQLObjectType, type GraphQLResolveInfo, Kind, parse } from 'graphql';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Fragments } from '../operation/client-operation.ts';
import { compileDataWriter, compileSelectionWriter } from './compile-writer.ts';
import { Execution } from './execution.ts';
import { FieldFailure } from './field-failure.ts';

const schema = buildSchema(`
  type Query { root: Node!, maybe: Node, pet: Pet, pets: [Pet!], toString: String }
  interface Pet { name: String! }
  type Cat implements Pet { name: String!, lives: Int! }
  type Dog implements Pet { name: String!, breed: Breed, friends: [Pet]! }
  enum Breed { HUSKY POODLE }
  scalar Anything
  type Node {
    id: ID!, text: String, sure: String!, count: Int, ratio: Float!, isOn: Boolean, breed: Breed!, anything: Anything
    next: Node, nextSure: Node!, list: [String], sureList: [Int!]!, grid: [[Int!]!], nodes: [Node!], pets: [Pet!]!
  }
`);
const leaves = 'id text sure count ratio isOn breed anything list sureList grid';
const pet = '__typename name ... on Cat { lives } ... on Dog { breed friends { ...Named } }';
const source = `
  query {
    toString maybe { ${leaves} second: text }
    root { ...Whole next { ...Whole } nextSure { text } nodes { id sure next { sureList } } pets { ${pet} } }
    pet { ${pet} } pets { ...Named ... on Dog { breed } } root { extra: breed }
  }
  fragment Whole on Node { __typename ${leaves} }
  fragment Named on Pet { name kind: __typename }
`;
const document = parse(source);
const noMask = { key: '', denied: new Set<string>(), code: 'UNAUTHENTICATED' } as const;
const fragments: Fragments = new Map(
  document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
);
const [definition] = document.definitions.flatMap((node) => (node.kind === Kind.OPERATION_DEFINITION ? [node] : []));
const rootType = schema.getQueryType();
if (!definition || !rootType) throw new Error('The test has no operation.');
const write = compileDataWriter({ definition, rootType, fragments }, { schema, mask: noMask, conditions: {} });

/** Mostly what it should be; sometimes nothing, and sometimes what no leaf type takes. */
function some<Value>(value: fc.Arbitrary<Value>, whatIsWrong: unknown = { of: 'another type' }): fc.Arbitrary<unknown> {
  const nothing = fc.constantFrom<unknown>(null, undefined);
  const wrong = fc.constant(whatIsWrong);
  return fc.oneof({ weight: 60, arbitrary: value }, { weight: 2, arbitrary: nothing }, { weight: 1, arbitrary: wrong });
}

/** Anything a string may hold, halves of surrogate pairs and control characters included. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"', '\\', '\u0000', '\ud800', '\u2028'),
);
const int = fc.oneof(
  { weight: 40, arbitrary: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }) },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 31, -(2 ** 31) - 1, 0.5, -0) },
);
const breed = fc.constantFrom('HUSKY', 'POODLE');
const listOf = (item: fc.Arbitrary<unknown>) => some(fc.array(item, { maxLength: 3 }));

/** What subgraphs may have answered, made of such strings. */
function dataOf(text: fc.Arbitrary<string>) {
  const { node, pet: anyPet } = fc.letrec((tie) => ({
    pet: fc.oneof(
      { depthSize: 'small' },
      fc.record({ __typename: fc.constant('Cat'), name: some(text), lives: some(int) }),
      fc.record({
        __typename: fc.constant('Dog'),
        name: some(text),
        breed: some(breed),
        friends: listOf(some(tie('pet'), 5)),
      }),
    ),
    node: fc.record({
      id: some(fc.oneof(text, fc.integer())),
      text: some(text),
      sure: some(text),
      count: some(int),
      ratio: some(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), int)),
      isOn: some(fc.boolean()),
      breed: some(breed),
      anything: fc.oneof(text, fc.jsonValue()),
      list: listOf(some(text)),
      sureList: listOf(some(int)),
      grid: listOf(listOf(some(int))),
      next: fc.option(tie('node'), { maxDepth: 2 }),
      nextSure: some(fc.record({ text: some(text) })),
      second: some(text),
      extra: some(breed),
      nodes: fc.oneof(fc.constant(null), fc.array(tie('node'), { maxLength: 2 })),
      pets: listOf(some(tie('pet'), 5)),
    }),
  }));
  return fc.record({ root: node, maybe: some(node), pet: some(anyPet, 5), pets: listOf(some(anyPet, 5)) });
}

const plainText = fc.string({ unit: fc.constantFrom('a', ' ', 'ä', '漢', '/') });
const data = fc.oneof(dataOf(text), dataOf(plainText));

test('writes what the reference implementation answers, with errors in the same places', () => {
  fc.assert(
    fc.property(data, (answered) => {
      const execution = executionOf(answered);
      execution.isPlain = !JSON.stringify(answered).includes('\\');
      const written = JSON.parse(write(execution));
      const reference = execute({ schema, document, rootValue: answered, fieldResolver: readByResponseKey });
      if (reference instanceof Promise) throw new Error('Nothing here is asynchronous.');
      // Through JSON: it knows neither -0 nor objects without a prototype.
      expect(written).toEqual(JSON.parse(JSON.stringify(reference.data)));
      const places = reference.errors?.map(({ path }) => path?.join('.'));
      expect(execution.listErrors()?.map(({ path }) => path?.join('.'))).toEqual(places?.slice(0, 100));
    }),
    { numRuns: 500 },
  );
});

test('every string comes back as it was, whether or not it is known to need no escape', () => {
  const value = (execution: Execution): unknown => JSON.parse(write(execution)).maybe.text;
  const withText = (given: string) => ({ root: whole, maybe: { ...whole, text: given } });
  fc.assert(fc.property(text, (given) => value(executionOf(withText(given))) === given));
  const plain = executionOf(withText('plain'));
  plain.isPlain = true;
  expect(value(plain)).toBe('plain');
});

test('a failure that stands in the data is told where it stands, and its null travels like any other', () => {
  const failure = { message: 'broken', code: 'SUBGRAPH_ERROR', subgraph: 'a' } as const;
  const execution = executionOf({ root: { ...whole, sureList: [1, new FieldFailure(failure)] }, maybe: whole });
  execution.hasFailures = true;
  expect(write(execution)).toBe('null');
  expect(execution.listErrors()).toEqual([
    { message: 'broken', path: ['root', 'sureList', 1], extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'a' } },
  ]);
});

test('a part of an answer is written on its own, with errors at their place in the whole', () => {
  const named = fragments.get('Whole');
  const type = schema.getType('Node') as GraphQLObjectType;
  if (!named) throw new Error('The fragment is gone.');
  const writePart = compileSelectionWriter({ schema, fragments, mask: noMask, conditions: {} }, type, [
    named.selectionSet,
  ]);
  const execution = executionOf({});
  execution.path.push('nodes', 3);
  expect(JSON.parse(writePart({ ...whole, list: 'no list' }, execution, 2) ?? '')).toMatchObject({
    id: '1',
    list: null,
  });
  expect(execution.listErrors()).toMatchObject([{ path: ['nodes', 3, 'list'] }]);
  expect(writePart({ ...whole, sure: null }, execution, 2)).toBeUndefined();
});

const whole = {
  ...{ id: '1', text: 'a', sure: 'b', count: 1, ratio: 0.5, isOn: true, breed: 'HUSKY', anything: { x: ['y'] } },
  ...{ list: ['c'], sureList: [1], grid: [[1]], nextSure: { text: 'd' }, pets: [], second: 'e', extra: 'POODLE' },
};

/** Merged data stands under the keys of the answer, and holds nothing that it inherits. */
function readByResponseKey(object: object, _: unknown, __: unknown, { path }: GraphQLResolveInfo): unknown {
  return Object.hasOwn(object, path.key) ? Reflect.get(object, path.key) : undefined;
}

function executionOf(answered: object): Execution {
  const { signal } = new AbortController();
  const context = { viewer: undefined, authorization: undefined, requestId: 'test', signal };
  const execution = new Execution({}, context, pino({ level: 'silent' }));
  Object.assign(execution.data, answered);
  // Only what answered over a network knows that its strings need no escape.
  execution.isPlain = false;
  return execution;
}
