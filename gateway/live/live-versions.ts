// What a live query was answered, and how a client comes from where it stands to where things are. Nothing waits for a
// client: one that reads slowly is told of all that it missed at once.
import { diffJson, type PatchOperation } from '../execute/json-patch.ts';
import { dataJson, patchJson, shareResult, writtenResult } from '../execute/result-json.ts';
import type { GraphQLResult } from '../execute/graphql-result.ts';

/** Where one client stands. */
export interface LivePosition {
  /** What it does not have yet; undefined when that is nothing. */
  take(): GraphQLResult | undefined;
  /** The next that it is given is everything. */
  startOver(): void;
  /** The client has gone. */
  leave(): void;
}

export interface LiveVersions {
  /** Takes what the query is answered now; false when that is what it was answered before. */
  publish(result: GraphQLResult): boolean;
  createPosition(): LivePosition;
}

interface Version {
  readonly number: number;
  readonly result: GraphQLResult;
  readonly dataText: string;
  readonly errorsText: string;
  /** How data of an earlier version becomes this one's; undefined where that takes more than all of it. */
  readonly patches: Map<number, readonly PatchOperation[] | undefined>;
  /** What clients are given, by where they stand. */
  readonly messages: Map<string, GraphQLResult>;
}

/** Whoever is further behind than this is given everything: so much is held for slow clients and no more. */
const maxVersionsBehind = 8;

/** `extensions` are told with everything, never with a patch. */
export function createLiveVersions(extensions: Readonly<Record<string, unknown>> | undefined): LiveVersions {
  /** The latest, and those that somebody stands at. */
  const kept = new Map<number, Version>();
  const positions = new Set<{ at: number }>();
  let latest: Version | undefined;

  function forget(): void {
    const used = new Set([...positions].map(({ at }) => at));
    const oldest = (latest?.number ?? 0) - maxVersionsBehind;
    for (const [number, version] of kept) {
      if (version !== latest && (number < oldest || !used.has(number))) kept.delete(number);
    }
  }
  function patchFrom(base: Version, to: Version): readonly PatchOperation[] | undefined {
    if (to.patches.has(base.number)) return to.patches.get(base.number);
    const patch = diffJson(base.result.data, to.result.data);
    const isShort = patchJson(patch).length < to.dataText.length;
    to.patches.set(base.number, isShort ? patch : undefined);
    return isShort ? patch : undefined;
  }
  function once(version: Version, key: string, make: () => GraphQLResult): GraphQLResult {
    const known = version.messages.get(key);
    if (known) return known;
    const made = shareResult(make());
    version.messages.set(key, made);
    return made;
  }
  function everything(version: Version): GraphQLResult {
    const { errors } = version.result;
    return once(version, 'everything', () =>
      writtenResult(version.dataText, { ...(errors && { errors }), ...(extensions && { extensions }), revision: 1 }),
    );
  }
  function change(version: Version, patch: readonly PatchOperation[], key: string, revision: number): GraphQLResult {
    const { errors } = version.result;
    return once(version, key, () => ({ patch, revision, ...(errors && { errors }) }));
  }
  return {
    publish(result) {
      const dataText = dataJson(result);
      const errorsText = JSON.stringify(result.errors ?? null);
      if (latest && latest.dataText === dataText && latest.errorsText === errorsText) return false;
      const number = (latest?.number ?? 0) + 1;
      latest = { number, result, dataText, errorsText, patches: new Map(), messages: new Map() };
      kept.set(number, latest);
      forget();
      return true;
    },
    createPosition() {
      const position = { at: 0 };
      let revision = 0;
      positions.add(position);
      return {
        take() {
          if (!latest || latest.number === position.at) return undefined;
          const base = revision === 0 ? undefined : kept.get(position.at);
          position.at = latest.number;
          if (!latest.result.data) {
            // There is nothing that a patch could be applied to.
            revision = 0;
            return once(latest, 'nothing', () => ({ data: null, errors: latest?.result.errors ?? [] }));
          }
          const patch = base && patchFrom(base, latest);
          revision = patch ? revision + 1 : 1;
          return patch && base ? change(latest, patch, `${base.number} ${revision}`, revision) : everything(latest);
        },
        startOver() {
          position.at = 0;
          revision = 0;
        },
        leave: () => void positions.delete(position),
      };
    },
  };
}
