// Laws of shared streams, over random viewers, clients that come and go, events and accidents: whoever follows a stream
// gets exactly what it may see, all of it, once and in order; and nobody gets anything of another tenant.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type SocketClient, subscribeBySocket } from './live-client.ts';
import { type LiveFixture, startLive } from './live-fixture.ts';

let live: LiveFixture;
beforeAll(async () => {
  live = await startLive({ DRAIN_SPREAD_MS: '0', LOG_LEVEL: 'silent' });
});
afterAll(() => live.close());

const advertisers = ['adv_1', 'adv_2'] as const;
const fields = ['value', 'secret', 'item { id }', 'item { name }', 'item { rights }', 'padding'] as const;

const viewer = fc.record({
  advertisers: fc.subarray([...advertisers], { minLength: 1 }),
  scope: fc.constantFrom('', 'secrets', 'secrets other'),
  // Few, so that many ask the same.
  fields: fc.constantFrom(['value', 'item { rights }'], ['value', 'secret'], [...fields]),
});
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('append' as const), advertiser: fc.constantFrom(...advertisers) }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('join' as const), viewer, back: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('break' as const) }) },
);

interface Following {
  readonly client: SocketClient;
  readonly viewer: {
    readonly advertisers: readonly string[];
    readonly scope: string;
    readonly fields: readonly string[];
  };
  readonly after: number;
}

test('everybody gets what is theirs, whole, once and in order, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
      const owners = new Map<number, string>();
      const following: Following[] = [];
      const append = (advertiser: string): number => {
        const seq = live.world.append(`item of ${advertiser}`, { advertiser, padding: `padding of ${advertiser}` });
        owners.set(seq, advertiser);
        return seq;
      };
      const first = append('adv_1');
      let last = first;
      for (const each of steps) {
        if (each.do === 'append') last = append(each.advertiser);
        if (each.do === 'break') live.world.breakAll();
        if (each.do === 'leave') following.splice(each.which % Math.max(1, following.length), 1)[0]?.client.leave();
        if (each.do !== 'join') continue;
        const after = Math.max(first, last - each.back);
        const query = `subscription { every { cursor ${each.viewer.fields.join(' ')} } }`;
        const token = await live.token({ ...each.viewer, subject: `viewer ${following.length}` });
        const payload = { query, extensions: { resume: `c${after}` } };
        following.push({
          client: await subscribeBySocket(live.webSocketUrl, token, payload),
          viewer: each.viewer,
          after,
        });
      }
      for (const advertiser of advertisers) last = append(advertiser);
      for (const { client, viewer: who, after } of following) {
        const mine = [...owners].filter(([seq, owner]) => seq > after && who.advertisers.includes(owner));
        const cursors = mine.map(([seq]) => `c${seq}`);
        await vi.waitFor(() => expect(client.seen.map(({ extensions }) => extensions?.cursor)).toEqual(cursors));
        client.seen.forEach(({ data }, place) => {
          expect(data?.['every']).toEqual(expectedEvent(mine[place] ?? [0, ''], who));
        });
      }
      for (const { client } of following) client.leave();
      await vi.waitFor(() => expect(live.world.readers.size).toBe(0));
    }),
    { numRuns: 25 },
  );
});

/** What a viewer is told of an event, worked out without a gateway. */
function expectedEvent([seq, owner]: readonly [number, string], who: Following['viewer']) {
  const item = {
    ...(who.fields.includes('item { id }') && { id: `item of ${owner}` }),
    ...(who.fields.includes('item { name }') && { name: `Item item of ${owner}` }),
    ...(who.fields.includes('item { rights }') && {
      rights: expect.toSatisfy((rights: string[]) => [...rights].sort().join() === rightsOf(who)),
    }),
  };
  return {
    cursor: `c${seq}`,
    ...(who.fields.includes('value') && { value: seq }),
    ...(who.fields.includes('secret') && { secret: who.scope.includes('secrets') ? `secret ${seq}` : null }),
    ...(who.fields.includes('padding') && { padding: `padding of ${owner}` }),
    ...(Object.keys(item).length > 0 && { item }),
  };
}

function rightsOf({ advertisers: ids, scope }: Following['viewer']): string {
  return [...ids, ...scope.split(' ').filter((word) => word !== '')].sort().join();
}
