// Which progressive overrides hold for a request. Deterministic, so that a viewer is not moved to and fro: a viewer's
// place among a hundred is a hash of its subject; an anonymous request's is a hash of its document.
import { hash } from 'node:crypto';
import type { Viewer } from '../../schema/viewer.ts';
import type { OverrideLabels, Overrides } from '../supergraph/override-labels.ts';
import type { ClientOperation } from './client-operation.ts';

/** Decides a label that is not a percentage. */
export type IsLabelActive = (label: string, viewer: Viewer | undefined) => boolean;

/** The overrides of one request. */
export interface ActiveOverrides extends Overrides {
  /** The same for requests that are planned the same: part of cache keys. */
  readonly key: string;
}

const none: ActiveOverrides = { key: '', labels: new Set(), percentage: 0 };

/** Decides the labels of a supergraph for a request. */
export function activeOverrides(
  { percentages, names }: OverrideLabels,
  operation: Pick<ClientOperation, 'id'>,
  viewer: Viewer | undefined,
  isLabelActive: IsLabelActive,
): ActiveOverrides {
  if (percentages.length === 0 && names.length === 0) return none;
  const labels = names.filter((name) => isLabelActive(name, viewer));
  const place = placeOf(viewer?.subject ?? operation.id);
  // Everyone between two shares is planned the same, so the lower one stands for them all: plans stay few.
  const percentage = percentages.findLast((share) => share <= place) ?? 0;
  return { key: `${percentage}:${labels.join()}`, labels: new Set(labels), percentage };
}

/** From 0 to less than 100, evenly spread. */
function placeOf(subject: string): number {
  return (Number.parseInt(hash('sha256', subject).slice(0, 8), 16) / 2 ** 32) * 100;
}
