// The graph that is served now, and those before it for as long as something still runs on them: whoever was admitted
// under a supergraph finishes under it.
import type { Logger } from 'pino';
import { ClientError, formatThrown } from '../errors.ts';
import type { Gateway, LiveOperation, PreparingGateway } from '../gateway-contract.ts';
import { findIncompatibility, refusalInWords, schemaChanged } from '../live/compatibility.ts';
import { endableStream } from '../live/endable-stream.ts';
import type { LiveGroups } from '../live/live-groups.ts';
import type { ConnectedSubgraph } from '../subgraph-client/connect-subgraphs.ts';
import { warmUp } from './warm-up.ts';

/** One supergraph, ready to be served. */
export interface GraphVersion {
  readonly sdl: string;
  /** The gateway of each view, by its name; the whole graph is `''`. */
  readonly views: ReadonlyMap<string, PreparingGateway>;
  readonly subgraphs: ReadonlyMap<string, ConnectedSubgraph>;
}

export interface ReloadableGraph {
  /** Answers by the current version of the view. One that the current version does not have is NOT_FOUND. */
  view(name: string): Gateway;
  /**
   * Prepares another supergraph and lets it take over. Live streams whose plan is another now end with SCHEMA_CHANGED;
   * everything else goes on. False when it is the one that is served already; rejects when it cannot be served, and
   * then nothing has changed.
   */
  reload(sdl: string): Promise<boolean>;
  /** Another number for each version that takes over. */
  readonly version: number;
  /** Those of the current version. */
  readonly subgraphs: GraphVersion['subgraphs'];
  close(): Promise<void>;
}

interface Generation extends GraphVersion {
  running: number;
}

export interface ReloadableGraphOptions {
  /** The groups of all versions and views. */
  readonly groups: LiveGroups;
  readonly logger: Logger;
}

/** `build` makes a version; it may use the connections of the one before, and throws when the SDL cannot be served. */
export function createReloadableGraph(
  sdl: string,
  build: (sdl: string, previous: GraphVersion['subgraphs']) => GraphVersion,
  { groups, logger }: ReloadableGraphOptions,
): ReloadableGraph {
  let current: Generation = { ...build(sdl, new Map()), running: 0 };
  const generations = new Set([current]);
  let version = 0;
  let latestReload: Promise<unknown> = Promise.resolve();

  function release(generation: Generation): void {
    if (generation === current || generation.running > 0 || isLive(generation)) return;
    generations.delete(generation);
    const inUse = new Set([...generations].flatMap(({ subgraphs }) => [...subgraphs.values()]));
    for (const subgraph of generation.subgraphs.values()) {
      if (inUse.has(subgraph)) continue;
      subgraph.client.close().catch((err: unknown) => logger.warn({ err }, 'a connection did not close'));
    }
  }
  const isLive = (generation: GraphVersion): boolean =>
    [...generation.views.values()].some(
      ({ owner, liveOperations }) => liveOperations().length > 0 || groups.uses(owner),
    );
  const releaseAll = (): void => generations.forEach(release);
  groups.onRelease(releaseAll);

  /** Streams of the versions before go on under this one, or end where it would answer them otherwise. */
  async function handOver(before: Iterable<Generation>, newest: Generation): Promise<number> {
    return (await endChangedStreams(before, newest)) + (await renewGroups(groups, before, newest));
  }
  function viewOf(generation: Generation, name: string): PreparingGateway {
    const gateway = generation.views.get(name);
    if (gateway) return gateway;
    throw new ClientError('NOT_FOUND', `There is no view "${name}" of the graph.`);
  }
  function begin(generation: Generation): () => void {
    generation.running += 1;
    return () => {
      generation.running -= 1;
      release(generation);
      // A stream that was opened while another supergraph took over has not been compared with it yet.
      if (generation !== current && isLive(generation)) void handOver([generation], current);
    };
  }
  async function run<Result>(name: string, act: (gateway: PreparingGateway) => Promise<Result>) {
    const generation = current;
    const end = begin(generation);
    try {
      return await act(viewOf(generation, name));
    } catch (error) {
      return { errors: formatThrown(error) };
    } finally {
      end();
    }
  }
  /** An answer that comes in parts runs until its last one. */
  async function runInParts(name: string, ...[request, context]: Parameters<Gateway['executeInParts']>) {
    const end = begin(current);
    const answer = await run(name, (gateway) => gateway.executeInParts(request, context));
    if (Symbol.asyncIterator in answer) return endableStream(answer, end);
    end();
    return answer;
  }
  async function replace(next: string): Promise<boolean> {
    if (next === current.sdl) return false;
    const generation: Generation = { ...build(next, current.subgraphs), running: 0 };
    let warmed = 0;
    for (const [name, gateway] of generation.views) {
      const previous = current.views.get(name);
      if (previous) warmed += await warmUp(gateway, previous);
    }
    const replaced = current;
    current = generation;
    version += 1;
    generations.add(generation);
    const ended = await handOver(generations, generation);
    logger.info({ warmed, ended }, 'a new supergraph is served');
    release(replaced);
    return true;
  }
  return {
    view: (name) => ({
      execute: (request, context) => run(name, (gateway) => gateway.execute(request, context)),
      executeInParts: (request, context) => runInParts(name, request, context),
      subscribe: (request, context) => run(name, (gateway) => gateway.subscribe(request, context, releaseAll)),
      operationKind: (request) => current.views.get(name)?.operationKind(request),
      isStreamed: (request) => current.views.get(name)?.isStreamed(request) ?? false,
      cachePolicy: (request) => current.views.get(name)?.cachePolicy(request),
      withText: (request) => request,
    }),
    reload(next) {
      // One after the other: two that warm up at once could take over in the wrong order.
      const reload = latestReload.then(() => replace(next));
      latestReload = reload.catch(() => {});
      return reload;
    },
    get version() {
      return version;
    },
    get subgraphs() {
      return current.subgraphs;
    },
    async close() {
      const connected = new Set([...generations].flatMap(({ subgraphs }) => [...subgraphs.values()]));
      await Promise.all([...connected].map(({ client }) => client.close()));
    },
  };
}

/** Groups follow the newest version from their next event, whatever they followed before. Returns how many could not. */
async function renewGroups(groups: LiveGroups, before: Iterable<GraphVersion>, newest: GraphVersion): Promise<number> {
  let ended = 0;
  for (const generation of before) {
    if (generation === newest) continue;
    for (const [name, { owner }] of generation.views) {
      ended += await groups.renew(owner, async (request, context) => {
        const gateway = newest.views.get(name);
        if (!gateway) throw new ClientError('NOT_FOUND', `There is no view "${name}" of the graph any more.`);
        return gateway.findStream(request, context);
      });
    }
  }
  return ended;
}

/** Ends the streams that the newest version would answer otherwise, in every version before it. Returns how many. */
async function endChangedStreams(generations: Iterable<GraphVersion>, newest: GraphVersion): Promise<number> {
  let ended = 0;
  for (const generation of generations) {
    if (generation === newest) continue;
    for (const [name, gateway] of generation.views) {
      for (const live of gateway.liveOperations()) {
        const change = await changeOf(live, newest.views.get(name));
        if (change === undefined) continue;
        live.end(schemaChanged(change));
        ended += 1;
      }
    }
  }
  return ended;
}

/** What the newest version answers otherwise, in words; undefined when that is nothing. */
async function changeOf(live: LiveOperation, newest: PreparingGateway | undefined): Promise<string | undefined> {
  if (!newest) return 'This view of the graph is there no more.';
  try {
    const shape = await newest.prepare(live.origin);
    if (shape.fingerprint() === live.fingerprint()) return undefined;
    const [before, now] = [{ selectedTypes: live.selectedTypes() }, { selectedTypes: shape.selectedTypes() }];
    return findIncompatibility(before, now) ?? 'It is worked out another way, of the same fields; subscribe again.';
  } catch (error) {
    return refusalInWords(error);
  }
}
