// The reads of one request, batched: however many fields ask, each kind of row costs one statement a level. Every
// statement is bound to the viewer's advertisers, so another tenant's row is as absent as one that does not exist.
import DataLoader from 'dataloader';
import type { Arm, Experiment } from './experiment.ts';
import {
  type ExperimentDb,
  type ExperimentPage,
  findArms,
  findArmsOfExperiments,
  findConcludedExperiments,
  findExperiments,
  listExperimentsOfCampaigns,
  type MeasuredDays,
} from './experiment-store.ts';

export interface Loaders {
  /** By id; undefined where there is none that the viewer may see. */
  readonly experiment: DataLoader<string, Experiment | undefined>;
  readonly arm: DataLoader<string, Arm | undefined>;
  /** By the experiment's id, its control first. */
  readonly armsOf: DataLoader<string, readonly Arm[]>;
  /** By the campaign's id, newest first. */
  experimentsOf(page: ExperimentPage): DataLoader<string, readonly Experiment[]>;
  /** The newest concluded experiment that measured exactly these days. */
  readonly concluded: DataLoader<MeasuredDays, Experiment | undefined, string>;
}

/** Loaders for one request: they remember what they loaded and must not outlive it. */
export function createLoaders(db: ExperimentDb, advertiserIds: readonly string[]): Loaders {
  const pageLoaders = new Map<string, DataLoader<string, readonly Experiment[]>>();
  return {
    experiment: rowLoader((ids) => findExperiments(db, advertiserIds, ids)),
    arm: rowLoader((ids) => findArms(db, advertiserIds, ids)),
    armsOf: listLoader(
      (ids) => findArmsOfExperiments(db, advertiserIds, ids),
      ({ experimentId }) => experimentId,
    ),
    experimentsOf(page) {
      const key = JSON.stringify(page);
      const loader =
        pageLoaders.get(key) ??
        listLoader(
          (ids) => listExperimentsOfCampaigns(db, advertiserIds, ids, page),
          ({ campaignId }) => campaignId,
        );
      pageLoaders.set(key, loader);
      return loader;
    },
    concluded: concludedLoader(db, advertiserIds),
  };
}

/** PostgreSQL has no text with a NUL in it and would fail on one. */
function isText(id: string): boolean {
  return !id.includes('\0');
}

function rowLoader<Row extends { readonly id: string }>(find: (ids: readonly string[]) => Promise<readonly Row[]>) {
  return new DataLoader<string, Row | undefined>(async (ids) => {
    const rowOfId = new Map((await find(ids.filter(isText))).map((row) => [row.id, row]));
    return ids.map((id) => rowOfId.get(id));
  });
}

function listLoader<Row>(
  find: (ids: readonly string[]) => Promise<readonly Row[]>,
  ownerOf: (row: Row) => string,
): DataLoader<string, readonly Row[]> {
  return new DataLoader(async (ids) => {
    const rowsOfOwner = Map.groupBy(await find(ids.filter(isText)), ownerOf);
    return ids.map((id) => rowsOfOwner.get(id) ?? []);
  });
}

function concludedLoader(db: ExperimentDb, advertiserIds: readonly string[]) {
  const keyOf = (campaignId: string, firstDay: string | null, lastDay: string | null) =>
    [campaignId, firstDay, lastDay].join(' ');
  return new DataLoader<MeasuredDays, Experiment | undefined, string>(
    async (wanted) => {
      const found = await findConcludedExperiments(db, advertiserIds, wanted);
      const experimentOfKey = new Map(found.map((row) => [keyOf(row.campaignId, row.startsOn, row.endsOn), row]));
      return wanted.map(({ campaignId, firstDay, lastDay }) =>
        experimentOfKey.get(keyOf(campaignId, firstDay, lastDay)),
      );
    },
    { cacheKeyFn: ({ campaignId, firstDay, lastDay }) => keyOf(campaignId, firstDay, lastDay) },
  );
}
