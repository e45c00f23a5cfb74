// What an attacker, a broken client or a curious one may send: most of it is to be refused, some of it is valid and large.
import type { GraphQLRequest } from '../../gateway/pipeline.ts';
import type { Random } from '../differential/random.ts';
import { type OperationSource, randomOperation } from '../differential/random-operation.ts';
import { hostileVariables } from './hostile-variables.ts';

type Writer = (source: OperationSource) => GraphQLRequest;

const campaign = (body: string, head = ''): GraphQLRequest => ({
  query: `query ${head} { campaign(id: "cmp_1") { ${body} } }`,
});
const repeat = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');
/** Small numbers mostly, and sometimes beyond every limit. */
const amount = (random: Random, most: number): number => 1 + random.below(random.pick([5, 50, most]));

const leaves = ['id', 'name', 'status', '__typename', 'unknown'] as const;
const conditions = ['Campaign', 'AdGroup', 'Ad', 'AdEntity', 'ChangeResult', 'Query', 'Micros', 'Nothing'] as const;
const directives = ['@include(if: true)', '@skip(if: false)', '@include(if: $on)', '@defer', '@unknown'] as const;
const characters = [
  '\u0000',
  '\ufeff',
  '\ud800',
  '\udc00',
  '😀',
  '\u2028',
  'é',
  '"',
  '\\',
  '{',
  '}',
  '$',
  '@',
] as const;
const tokens = [
  ...['{', '}', '(', ')', '[', ']', ':', '!', '$', '@', '...', '|', '=', '&', '"', '"""', '#', ',', '\n'],
  ...['query', 'mutation', 'subscription', 'fragment', 'on', 'campaign', 'id', 'null', 'true', '1', '-0', '1e999'],
  ...['__typename', '__schema', '__proto__', 'constructor', 'type', 'extend', 'Campaign', '$v', '"cmp_1"'],
] as const;

const writers: readonly Writer[] = [
  cycle,
  doublingBomb,
  chain,
  nesting,
  aliasFlood,
  repeatedFields,
  conditionTower,
  repeatedDirectives,
  deepLiteral,
  longText,
  manyVariables,
  manyOperations,
  introspection,
  tokenSoup,
  strangeCharacters,
  mutated,
  mutated,
  strangeVariables,
  strangeVariables,
  grown,
  grown,
  (source) => randomOperation(source),
];

/** The next hostile request. The same state of `random` writes the same request. */
export function hostileRequest(source: OperationSource): GraphQLRequest {
  return source.random.pick(writers)(source);
}

function cycle({ random }: OperationSource): GraphQLRequest {
  const length = amount(random, 40);
  const wrap = random.pick<(spread: string) => string>([
    (spread) => spread,
    (spread) => `... { ${spread} }`,
    (spread) => `... on AdEntity { ${spread} }`,
    (spread) => `performance { scope { ${spread} } }`,
    (spread) => `id ${spread} ${spread}`,
  ]);
  const fragments = repeat(
    length,
    (index) => `fragment F${index} on Campaign { ${wrap(`...F${(index + 1) % length}`)} }`,
  );
  const entry = random.chance(0.8) ? '...F0' : 'id';
  return { query: `${campaign(entry).query ?? ''} ${fragments}` };
}

function doublingBomb({ random }: OperationSource): GraphQLRequest {
  const depth = amount(random, 60);
  const fragments = repeat(depth, (level) => `fragment F${level} on Campaign { ...F${level + 1} ...F${level + 1} }`);
  return { query: `${campaign('...F0').query ?? ''} ${fragments} fragment F${depth} on Campaign { id name }` };
}

function chain({ random }: OperationSource): GraphQLRequest {
  const length = amount(random, 3_000);
  const body = repeat(amount(random, 100), (index) => `a${index}: id`);
  const fragments = repeat(length, (level) => `fragment F${level} on Campaign { ...F${level + 1} }`);
  return { query: `${campaign('...F0').query ?? ''} ${fragments} fragment F${length} on Campaign { ${body} }` };
}

/** Round and round through the graph, each level by another way. */
function nesting({ random }: OperationSource): GraphQLRequest {
  const ways = ['parent', 'campaign', 'adGroups { nodes', 'ads { nodes', 'account', 'advertiser', 'nothing'] as const;
  let body = random.pick(leaves) as string;
  for (let level = amount(random, 2_000); level > 0; level--) {
    const way = random.pick(ways);
    body = way.includes('{') ? `${way} { ${body} } }` : `${way} { ${body} }`;
  }
  return random.chance(0.9) ? campaign(body) : { query: `query { campaign(id: "cmp_1") { ${body.replaceAll('}', '')}` };
}

function aliasFlood({ random }: OperationSource): GraphQLRequest {
  const count = amount(random, 2_000);
  if (random.chance(0.5)) return campaign(repeat(count, (index) => `a${index}: ${random.pick(leaves)}`));
  return { query: `{ ${repeat(count, (index) => `a${index}: campaign(id: "cmp_${index % 6}") { id name }`)} }` };
}

function repeatedFields({ random }: OperationSource): GraphQLRequest {
  const count = amount(random, 1_600);
  const field = random.pick<(index: number) => string>([
    () => 'id',
    () => 'account { id name }',
    (index) => `adGroups(first: ${index}) { nodes { id } }`,
    () => '... on AdEntity { id name }',
    (index) => `account { a${index % 50}: id }`,
    () => 'adGroups(first: 1) { nodes { ads(first: 1) { nodes { id } } } }',
  ]);
  return campaign(repeat(count, field));
}

function conditionTower({ random }: OperationSource): GraphQLRequest {
  let body = random.pick(leaves) as string;
  for (let level = amount(random, 200); level > 0; level--) {
    body = `... on ${random.pick(conditions)} { ${body} ${random.chance(0.3) ? '__typename' : ''} }`;
  }
  return { query: `{ adEntity(id: "cmp_1") { ${body} } }` };
}

function repeatedDirectives({ random }: OperationSource): GraphQLRequest {
  const body = repeat(amount(random, 20), () => `id ${repeat(amount(random, 300), () => random.pick(directives))}`);
  return { ...campaign(body, '($on: Boolean!)'), variables: { on: random.chance(0.5) } };
}

/** Lists and objects in each other, in place of a text, an object or a list. */
function deepLiteral({ random }: OperationSource): GraphQLRequest {
  const depth = amount(random, 2_000);
  const [open, close] = random.pick([
    ['[', ']'],
    ['{ rows: ', '}'],
    ['{ a: [', '] }'],
  ] as const);
  const value = `${open.repeat(depth)}${random.pick(['1', 'null', '$v', '"x"'])}${close.repeat(depth)}`;
  const place = random.pick(['campaign(id: ', 'campaigns(filter: ', 'experiments(states: ']);
  return { query: `{ ${place}${value}) { __typename } }` };
}

function longText({ random }: OperationSource): GraphQLRequest {
  const long = random.pick(['x', '9', '\\u0041', 'é']).repeat(amount(random, 100_000));
  return random.pick<GraphQLRequest>([
    { query: `{ campaign(id: "${long}") { id } }` },
    { query: `{ campaign(id: """${long}""") { id } }` },
    { query: `{ campaigns(first: ${long}) { nodes { id } } }` },
    { query: `{ ${long} }` },
    { query: `query ${long} { __typename } #${long}` },
    { query: `{ ${long}: campaign(id: "cmp_1") { ${long} } }` },
    { query: '{ __typename }', operationName: long },
  ]);
}

function manyVariables({ random }: OperationSource): GraphQLRequest {
  const count = amount(random, 1_200);
  const types = ['ID!', 'ID! = "cmp_1"', '[ID]', 'CampaignFilterInput', 'Micros', 'Nothing!', '[[[Int]]]'] as const;
  const head = `(${repeat(count, (index) => `$v${random.chance(0.01) ? 0 : index}: ${random.pick(types)}`)})`;
  const query = `query ${head} { ${repeat(Math.min(count, 30), (index) => `a${index}: campaign(id: $v${index}) { id }`)} }`;
  const variables = Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}`, 'cmp_1']));
  return { query, variables };
}

function manyOperations({ random }: OperationSource): GraphQLRequest {
  const operations = repeat(amount(random, 700), (index) => `query Q${index} { ...F }`);
  const named = random.chance(0.7) ? { operationName: `Q${random.below(50)}` } : {};
  return { query: `${operations} fragment F on Query { campaign(id: "cmp_1") { id name } }`, ...named };
}

function introspection({ random }: OperationSource): GraphQLRequest {
  const ways = ['fields', 'types', 'interfaces', 'possibleTypes', 'ofType', 'type', 'args', 'inputFields'] as const;
  let body = 'name';
  for (let level = amount(random, 20); level > 0; level--) body = `${random.pick(ways)} { ${body} }`;
  const beside = random.chance(0.3) ? 'campaign(id: "cmp_1") { id }' : '';
  return { query: `{ ${beside} ${random.chance(0.5) ? '__schema' : '__type(name: "Campaign")'} { ${body} } }` };
}

function tokenSoup({ random }: OperationSource): GraphQLRequest {
  return { query: repeat(amount(random, 500), () => random.pick(tokens)) };
}

function strangeCharacters({ random }: OperationSource): GraphQLRequest {
  const text = repeat(amount(random, 200), () => random.pick(characters)).replaceAll(' ', '');
  return random.pick<GraphQLRequest>([
    campaign(`id # ${text}`),
    { query: `{ campaign(id: ${JSON.stringify(text)}) { id } }` },
    { query: `query ($id: ID!) { campaign(id: $id) { id } }`, variables: { id: text } },
    { query: text },
    campaign(`id ${text}`),
  ]);
}

/** A valid document with some of its characters dropped, doubled, swapped or replaced. */
function mutated(source: OperationSource): GraphQLRequest {
  const { random } = source;
  const { query, variables } = randomOperation(source);
  let text = query;
  for (let change = 1 + random.below(4); change > 0; change--) {
    const at = random.below(text.length);
    const length = random.below(12);
    const piece = random.pick([
      '',
      text.slice(at, at + length).repeat(2),
      random.pick(tokens),
      random.pick(characters),
      String.fromCharCode(random.below(256)),
    ]);
    text = text.slice(0, at) + piece + text.slice(at + length);
  }
  return { query: text, variables };
}

function strangeVariables(source: OperationSource): GraphQLRequest {
  const operation = randomOperation(source);
  return { query: operation.query, variables: hostileVariables(source.random, operation.variables) };
}

/** Several valid operations in one, under aliases: as large as the limits let through, and larger. */
function grown(source: OperationSource): GraphQLRequest {
  const { random } = source;
  const parts = Array.from({ length: 1 + random.below(6) }, () => randomOperation(source));
  const queries = parts.filter(({ query, variables }) => query.startsWith('query Random {') && isEmpty(variables));
  const bodies = queries.map(({ query }, index) => renameFragments(query, index));
  const fragments = bodies.map(({ fragments: own }) => own).join(' ');
  const spreads = bodies.map(({ body }, index) => `fragment R${index} on Query ${body}`).join(' ');
  if (queries.length === 0) return parts[0] ?? { query: '{ __typename }' };
  const operation = `query { ${repeat(queries.length, (index) => `...R${index}`)} }`;
  return { query: `${operation} ${spreads} ${fragments}` };
}

function isEmpty(variables: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(variables).length === 0;
}

function renameFragments(query: string, index: number): { readonly body: string; readonly fragments: string } {
  const renamed = query
    .replace('query Random ', '')
    .replaceAll(/(\.\.\.|fragment )F(\d+)/g, `$1G${index}_$2`)
    .replaceAll(/\b([abc])(\d+): /g, `$1${index}_$2: `);
  const [body = '', ...fragments] = renamed.split('\n');
  return { body, fragments: fragments.join(' ') };
}
