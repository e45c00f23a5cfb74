// Answers of a subgraph in this process, kept for as long as it says that they hold. It is asked that for every call, so
// an answer is never older than the question; only the work behind it is spared.
import type { Viewer } from '../../schema/viewer.ts';
import { LruCache } from '../lru-cache.ts';
import { isRecord } from './subgraph-response.ts';
import type { SubgraphRequest, SubgraphResponse } from './subgraph-client.ts';

/**
 * A text that stays the same only as long as every query of this viewer is answered the same. An answer worked out after
 * a text was read holds for as long as the text that is read stays that one.
 */
export type ReadVersion = (viewer: Viewer | undefined) => Promise<string>;

export interface KeptAnswers {
  /** The kept answer to a query when it still holds, otherwise what `ask` gives; only answers without errors are kept. */
  answer(
    request: SubgraphRequest,
    documentKey: string,
    ask: () => Promise<SubgraphResponse>,
  ): Promise<SubgraphResponse>;
}

/** An answer as its JSON, so that nobody who gets it can change it for another. */
interface KeptAnswer {
  readonly version: string;
  readonly json: string;
}

export interface KeptAnswersOptions {
  readonly readVersion: ReadVersion;
  /** How much is kept; what is unused longest goes first. */
  readonly maxBytes: number;
  /** Told of each answer that took no work of the subgraph's. */
  readonly onReuse?: (() => void) | undefined;
}

export function createKeptAnswers({ readVersion, maxBytes, onReuse }: KeptAnswersOptions): KeptAnswers {
  const kept = new LruCache<KeptAnswer>(maxBytes);
  /** Answers that are being worked out, by version and key; undefined for one that cannot be kept. */
  const underWay = new Map<string, Promise<string | undefined>>();
  const keyOfViewer = rememberKeys();

  function keep(key: string, version: string, response: SubgraphResponse): string | undefined {
    const json = toJson(response);
    if (json === undefined) return undefined;
    // A character takes one byte or two.
    const bytes = 2 * (json.length + key.length + version.length);
    if (bytes <= maxBytes) kept.set(key, { version, json }, bytes);
    return json;
  }
  function reuse(json: string): SubgraphResponse {
    onReuse?.();
    return { data: parseData(json) };
  }
  function work(key: string, version: string, ask: () => Promise<SubgraphResponse>): Promise<SubgraphResponse> {
    const name = `${version} ${key}`;
    const response = ask();
    // Written before the one who asks gets the answer and may change it.
    const json = response.then((given) => keep(key, version, given)).catch(() => undefined);
    underWay.set(name, json);
    void json.then(() => underWay.delete(name));
    return response;
  }
  return {
    async answer({ variables, context: { viewer } }, documentKey, ask) {
      // Whether anything changed may be unknown; then the question is asked as if nothing were kept.
      const version = await readVersion(viewer).catch(() => undefined);
      if (version === undefined) return await ask();
      const key = `${documentKey} ${keyOfViewer(viewer)} ${JSON.stringify(variables)}`;
      const known = kept.get(key);
      if (known?.version === version) return reuse(known.json);
      // Who asks while the same is worked out waits for it; a failure is nobody's but the one's who met it.
      const others = underWay.get(`${version} ${key}`);
      if (!others) return await work(key, version, ask);
      const json = await others;
      return json === undefined ? await ask() : reuse(json);
    },
  };
}

/** Undefined for an answer with errors, which is not kept. */
function toJson({ data, errors, extensions }: SubgraphResponse): string | undefined {
  return !data || errors || extensions ? undefined : JSON.stringify(data);
}

function parseData(json: string): Record<string, unknown> {
  const data: unknown = JSON.parse(json);
  if (!isRecord(data)) throw new Error('A kept answer is no object.');
  return data;
}

/** What of a viewer an answer may depend on. A token that is renewed leaves its holder who it was. */
function rememberKeys(): (viewer: Viewer | undefined) => string {
  const known = new WeakMap<Viewer, string>();
  return (viewer) => {
    if (viewer === undefined) return 'anonymous';
    const made = known.get(viewer) ?? viewerKey(viewer);
    known.set(viewer, made);
    return made;
  };
}

function viewerKey({ subject, advertiserIds, scopes }: Viewer): string {
  return JSON.stringify([subject, advertiserIds, [...scopes]]);
}
