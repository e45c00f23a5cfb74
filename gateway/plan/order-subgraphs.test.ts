import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { readJoinDirectives } from '../supergraph/join-directives.ts';
import { orderSubgraphs } from './order-subgraphs.ts';

function order(types: string) {
  const sdl = `
    enum join__Graph {
      A @join__graph(name: "a", url: "http://a.invalid")
      B @join__graph(name: "b", url: "http://b.invalid")
    }
    ${types}
  `;
  return { sdl, ordered: orderSubgraphs({ sdl, ...readJoinDirectives(parse(sdl)) }) };
}
const asObject = (graph: string) => `@join__type(graph: ${graph}, key: "id", isInterfaceObject: true)`;

test('a supergraph whose types come before their interface objects is left as it is', () => {
  const { sdl, ordered } = order(`interface I @join__type(graph: A, key: "id") ${asObject('B')} { id: ID! }`);
  expect(ordered.sdl).toBe(sdl);
  expect(ordered.nameOf('b')).toBe('b');
});

test('a subgraph with types is named before one that has their interface as an object, and overrides follow', () => {
  const { ordered } = order(`
    interface I ${asObject('A')} @join__type(graph: B, key: "id") { id: ID! }
    type T @join__type(graph: A) @join__type(graph: B) { a: String @join__field(graph: A, override: "b") }
  `);
  expect(ordered.sdl).toContain('@join__graph(name: "0_b", url: "http://b.invalid")');
  expect(ordered.sdl).toContain('@join__graph(name: "1_a", url: "http://a.invalid")');
  expect(ordered.sdl).toContain('@join__field(graph: A, override: "0_b")');
  expect(['0_b', '1_a'].map(ordered.nameOf)).toEqual(['b', 'a']);
});

test('two subgraphs that wait for each other keep the order of their names', () => {
  const { sdl, ordered } = order(`
    interface I ${asObject('A')} @join__type(graph: B, key: "id") { id: ID! }
    interface J @join__type(graph: A, key: "id") ${asObject('B')} { id: ID! }
  `);
  expect(ordered.sdl).toBe(sdl);
});
