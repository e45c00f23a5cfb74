// The law of renewals: whatever tokens follow each other, a stream tells every event that it may, once and in order, and
// what it may only ever becomes less.
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
const rights = fc.record({
  advertisers: fc.subarray([...advertisers]),
  scope: fc.constantFrom('', 'secrets', 'other', 'secrets other'),
});
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('append' as const), advertiser: fc.constantFrom(...advertisers) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('renew' as const), which: fc.nat(3), rights }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('break' as const) }) },
);

interface Rights {
  readonly advertisers: readonly string[];
  readonly scope: string;
}

/** What a stream may do once a newer token has come, worked out without a gateway; the same when that is refused. */
function after(before: Rights, newer: Rights): Rights {
  if (!newer.advertisers.every((advertiser) => before.advertisers.includes(advertiser))) return before;
  const scopes = before.scope.split(' ').filter((scope) => newer.scope.split(' ').includes(scope));
  return { advertisers: newer.advertisers, scope: scopes.join(' ') };
}

interface Following {
  readonly client: SocketClient;
  readonly subject: string;
  may: Rights;
  /** How the secret of each event is to be told, by the number of the event. */
  readonly expected: Map<number, string | null>;
}

async function follow(may: Rights, subject: string, resume: string): Promise<Following> {
  const payload = { query: 'subscription { every { value secret } }', extensions: { resume } };
  const client = await subscribeBySocket(live.webSocketUrl, await live.token({ ...may, subject }), payload);
  return { client, subject, may, expected: new Map() };
}

function append(advertiser: string, all: readonly Following[]): void {
  const seq = live.world.append('a', { advertiser });
  for (const { may, expected } of all) {
    if (!may.advertisers.includes(advertiser)) continue;
    expected.set(seq, may.scope.includes('secrets') ? `secret ${seq}` : null);
  }
}

async function renew(following: Following, newer: Rights): Promise<void> {
  const { client, subject, expected, may } = following;
  // What has happened until now is read by the rights of before.
  await vi.waitFor(() => expect(client.values()).toHaveLength(expected.size));
  await client.renew(await live.token({ ...newer, subject }));
  following.may = after(may, newer);
}

test('every event that a stream may tell is told once and in order, and no right comes back', async () => {
  const begun = fc.array(rights, { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(begun, fc.array(step, { maxLength: 25 }), async (viewers, steps) => {
      const begin = `c${live.world.append('a')}`;
      const all = await Promise.all(viewers.map((may, index) => follow(may, `viewer ${index}`, begin)));
      for (const each of steps) {
        if (each.do === 'break') live.world.breakAll();
        if (each.do === 'append') append(each.advertiser, all);
        const renewing = each.do === 'renew' ? all[each.which % all.length] : undefined;
        if (each.do === 'renew' && renewing) await renew(renewing, each.rights);
      }
      for (const { client, expected } of all) {
        await vi.waitFor(() => expect(client.values()).toEqual([...expected.keys()]));
        expect(client.seen.map(({ data }) => data?.['every']?.['secret'])).toEqual([...expected.values()]);
        client.leave();
      }
      await vi.waitFor(() => expect(live.world.readers.size).toBe(0));
    }),
    { numRuns: 40 },
  );
});
