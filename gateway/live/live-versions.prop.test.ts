import { applyLiveQueryJSONPatch } from '@n1ru4l/graphql-live-query-patch-json-patch';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resultJson, writtenResult } from '../execute/result-json.ts';
import type { LiveMessage } from './live-query-client.ts';
import { createLiveVersions, type LivePosition } from './live-versions.ts';

type Step =
  | { readonly kind: 'publish'; readonly items: readonly number[] | null; readonly isBroken: boolean }
  | { readonly kind: 'take' | 'startOver'; readonly reader: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('publish' as const),
    items: fc.option(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 12 }), { freq: 8 }),
    isBroken: fc.boolean(),
  }),
  fc.record({ kind: fc.constantFrom('take' as const, 'take' as const, 'startOver' as const), reader: fc.nat(2) }),
);

const padding = 'x'.repeat(40);

function toResult({ items, isBroken }: Extract<Step, { kind: 'publish' }>) {
  const data = items && { items: items.map((id) => ({ id, padding })) };
  const errors = isBroken || !items ? [{ message: 'broken', extensions: { code: 'SUBGRAPH_ERROR' } }] : undefined;
  return writtenResult(JSON.stringify(data), errors && { errors });
}

/** What a client shows that was given these messages, as it came over the wire. */
async function show(messages: readonly LiveMessage[]): Promise<LiveMessage | undefined> {
  let shown: LiveMessage | undefined;
  for await (const state of applyLiveQueryJSONPatch<LiveMessage>(stream(messages))) shown = structuredClone(state);
  return shown;
}

async function* stream(messages: readonly LiveMessage[]): AsyncGenerator<LiveMessage> {
  for (const message of messages) yield structuredClone(message);
}

test('however slowly clients read, and whatever they ask anew, they show the latest', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), async (steps) => {
      const versions = createLiveVersions(undefined);
      const readers = [0, 1, 2].map(() => ({ position: versions.createPosition(), messages: [] as LiveMessage[] }));
      const take = ({ position, messages }: { position: LivePosition; messages: LiveMessage[] }) => {
        const result = position.take();
        if (result) messages.push(JSON.parse(resultJson(result)));
      };
      let latest: string | undefined;
      for (const each of steps) {
        if (each.kind === 'publish') {
          const result = toResult(each);
          versions.publish(result);
          latest = resultJson(result);
        } else {
          const reader = readers[each.reader];
          if (each.kind === 'startOver') reader?.position.startOver();
          else if (reader) take(reader);
        }
      }
      for (const reader of readers) {
        take(reader);
        const shown = await show(reader.messages);
        expect(shown).toEqual(latest === undefined ? undefined : JSON.parse(latest));
      }
    }),
  );
});

test('two who stand at the same place are given the same object, and one who is far behind is given everything', () => {
  const versions = createLiveVersions(undefined);
  const [first, second, slow] = [versions.createPosition(), versions.createPosition(), versions.createPosition()];
  const publish = (value: number) => versions.publish(writtenResult(JSON.stringify({ value, padding })));
  publish(0);
  for (const position of [first, second, slow]) expect(position.take()).toMatchObject({ revision: 1 });
  for (let value = 1; value <= 9; value += 1) {
    publish(value);
    const given = first.take();
    expect(given).toMatchObject({ revision: value + 1, patch: [{ path: '/value', value }] });
    expect(second.take()).toBe(given);
  }
  expect(slow.take()).toMatchObject({ revision: 1, data: { value: 9 } });
  expect(slow.take()).toBeUndefined();
});
