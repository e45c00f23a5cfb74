import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import type { GraphQLResult } from '../execute/graphql-result.ts';
import { shareResult } from '../execute/result-json.ts';
import { createGroup } from './group.ts';
import { createMember, type Member } from './member.ts';
import type { StreamBreak, StreamEvent, StreamSource } from './stream-source.ts';

test.each(['LOSSLESS', 'CONFLATE'] as const)(
  '%s: why a stream is over is told to whoever has no room for it too, after what waits',
  async (contract) => {
    const { group, join } = open(contract, { kind: 'refused', result: refused });
    const [reading, full] = [join(), join()];
    const read = collect(reading);
    await expect(read).resolves.toEqual(['c1', 'c2', 'c3', 'BAD_USER_INPUT']);
    expect(group.members.size).toBe(0);
    await expect(collect(full)).resolves.toEqual(['c1', 'c2', 'c3', 'BAD_USER_INPUT']);
  },
);

const refused: GraphQLResult = { errors: [{ message: 'No.', extensions: { code: 'BAD_USER_INPUT' } }] };

/** A group that is told three events, which is what may wait for a member, and then breaks. */
function open(contract: 'LOSSLESS' | 'CONFLATE', broken: StreamBreak) {
  const told = [1, 2, 3].map(event);
  const source: StreamSource = {
    key: 'key',
    rule: { contract, cursor: [], resume: '', head: '', key: undefined, snapshot: undefined },
    owner: {},
    fingerprint: '',
    selectedTypes: new Map(),
    head: () => Promise.resolve('c0'),
    open: async function* () {
      yield* told;
      yield broken;
    },
  };
  const context = {
    viewer: undefined,
    authorization: undefined,
    requestId: 'test',
    signal: new AbortController().signal,
  };
  const group = createGroup({
    source,
    after: undefined,
    retryMs: 0,
    logger: pino({ level: 'silent' }),
    onAdd: vi.fn(),
    onEvent: vi.fn(),
    onFull: vi.fn(),
    onOver: vi.fn(),
  });
  const home = {
    limits: { maxEvents: 3, maxBytes: 10_000 },
    onRead: () => group.noteRead(),
    onLeave: (member: Member) => group.remove(member),
  };
  const join = (): Member => {
    const member = createMember({ contract, home, context, request: {} });
    group.add(member, []);
    return member;
  };
  return { group, join };
}

/** The cursors of what comes, and the code of the end. */
async function collect(member: Member): Promise<unknown[]> {
  const seen: unknown[] = [];
  try {
    for await (const { extensions, errors } of member)
      seen.push(errors?.[0]?.extensions.code ?? extensions?.['cursor']);
  } catch (error) {
    seen.push(error instanceof Object && 'code' in error ? error.code : error);
  }
  return seen;
}

function event(number: number): StreamEvent {
  const cursor = `c${number}`;
  const result = shareResult({ data: { number }, extensions: { cursor } });
  return { kind: 'event', result, cursor, key: cursor, conflated: 0 };
}
