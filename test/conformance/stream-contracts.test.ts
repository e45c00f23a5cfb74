// What the graph's own streams promise: to lose it would break no other test, as each contract is right in itself.
import { readFileSync } from 'node:fs';
import { getNamedType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { loadSupergraph } from '../../gateway/supergraph/supergraph.ts';

const sdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
const { apiSchema, deliveryRules } = loadSupergraph(sdl);
const streams = Object.values(apiSchema.getSubscriptionType()?.getFields() ?? {}).map((field) => ({
  field,
  rule: deliveryRules.get(`Subscription.${field.name}`),
}));

test('pacing is conflated by campaign; alerts, changes and requests are all delivered', () => {
  const contracts = streams.map(({ field, rule }) => [field.name, rule?.contract, rule?.key?.join('.')]);
  expect(contracts.toSorted()).toEqual([
    ['adEntityChanged', 'LOSSLESS', undefined],
    ['changeRequestProgress', 'LOSSLESS', undefined],
    ['driftDetected', 'LOSSLESS', undefined],
    ['killSwitchTripped', 'LOSSLESS', undefined],
    ['pacingUpdated', 'CONFLATE', 'campaign.id'],
    ['quotaPressure', 'LOSSLESS', undefined],
    ['spendRestated', 'LOSSLESS', undefined],
  ]);
});

test('every stream has cursors, and takes one', () => {
  for (const { field, rule } of streams) {
    const event = getNamedType(field.type);
    const fieldsOfEvent = isObjectType(event) ? Object.keys(event.getFields()) : [];
    expect(fieldsOfEvent).toContain(rule?.cursor.join('.'));
    expect(field.args.map(({ name }) => name)).toContain(rule?.resume);
  }
});
