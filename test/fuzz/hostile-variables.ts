import type { Random } from '../differential/random.ts';

type Variables = Record<string, unknown>;

/** Values that JSON can carry and a careless reader trips over. */
const strangeValues: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => 1e308,
  () => -0,
  () => 2 ** 53 + 2,
  () => '9'.repeat(5_000),
  () => '-',
  () => '\ud800',
  () => '2026-02-30',
  () => [],
  () => ({}),
  () => JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": 1}}') as unknown,
  () => ({ toString: 'no function', valueOf: 1, toJSON: null }),
  (random) => deep(random.pick([10, 500, 5_000]), (inner) => [inner]),
  (random) => deep(random.pick([10, 500, 5_000]), (inner) => ({ rows: inner })),
  (random) => Array.from({ length: random.pick([10, 20_000]) }, () => random.pick([null, 'cmp_1', 7, {}])),
];

function deep(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
}

/** The variables of an operation with strange values in some places, missing ones, and ones that nobody declared. */
export function hostileVariables(random: Random, variables: Readonly<Variables>): Variables {
  const strange = (): unknown => random.pick(strangeValues)(random);
  const entries = Object.entries(variables).flatMap(([name, value]): [string, unknown][] => {
    if (random.chance(0.1)) return [];
    return [[name, random.chance(0.4) ? strangeWithin(random, value, strange) : value]];
  });
  // `fromEntries` defines own keys, so that "__proto__" arrives as it would from JSON.
  return Object.fromEntries([...entries, [random.pick(['__proto__', 'toString', 'extra']), strange()]]);
}

/** Strange as a whole, or somewhere inside. */
function strangeWithin(random: Random, value: unknown, strange: () => unknown): unknown {
  if (typeof value !== 'object' || value === null || random.chance(0.3)) return strange();
  if (Array.isArray(value)) return value.map((item: unknown) => strangeWithin(random, item, strange));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      random.chance(0.3) ? strangeWithin(random, item, strange) : (item as unknown),
    ]),
  );
}
