// Which entities the data holds and where: each once, with every object that stands for it.
import type { Variables } from '../operation/client-operation.ts';
import type { EntityTarget } from '../plan/query-plan.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { canOverlap, compileEntityPath, type EntityVisitor, type EntityWalk } from './entity-path.ts';
import type { Execution } from './execution.ts';
import { type JsonObject, own } from './json.ts';
import { type BuildRepresentation, compileRepresentation, identifyingKeys, identityOf } from './representations.ts';

/** One entity. */
export interface EntityGroup {
  readonly representation: JsonObject;
  /** The representation as JSON. */
  readonly text: string;
  /** The objects of the data that stand for it. */
  readonly objects: JsonObject[];
}

/** The entities of a target, in the order they are met. */
export type CollectEntities = (execution: Execution) => readonly EntityGroup[];

interface CollectorOptions {
  readonly represent: BuildRepresentation;
  readonly keys: readonly string[] | undefined;
  readonly canMeetTwice: boolean;
}

/** Compiles the collection of what a target asks about, for the subgraph that will be asked. */
export function compileCollection(supergraph: Supergraph, subgraph: string, target: EntityTarget): CollectEntities {
  const walks: readonly EntityWalk[] = target.paths.map((path) => compileEntityPath(supergraph, path));
  const options: CollectorOptions = {
    represent: compileRepresentation(supergraph, subgraph, target),
    keys: identifyingKeys(target),
    canMeetTwice: canOverlap(target.paths),
  };
  return (execution) => {
    const collector = new EntityCollector(options, execution);
    for (const walk of walks) walk(execution.data, collector);
    return collector.groups;
  };
}

/** The first object with some value of the first key, and the entity it stands for; undefined when it stands for none. */
interface Exemplar {
  readonly object: JsonObject;
  readonly group: EntityGroup | undefined;
}

class EntityCollector implements EntityVisitor {
  readonly groups: EntityGroup[] = [];
  readonly hasFailures: boolean;
  readonly #options: CollectorOptions;
  readonly #variables: Variables;
  readonly #byText = new Map<string, EntityGroup>();
  readonly #exemplars = new Map<unknown, Exemplar>();
  #byIdentity: Map<string, EntityGroup | undefined> | undefined;
  readonly #met: Set<JsonObject> | undefined;

  constructor(options: CollectorOptions, { variables, hasFailures }: Execution) {
    this.#options = options;
    this.#variables = variables;
    this.hasFailures = hasFailures;
    this.#met = options.canMeetTwice ? new Set() : undefined;
  }

  add(object: JsonObject): void {
    // An object must not be merged with itself.
    if (this.#met && this.#met.size === this.#met.add(object).size) return;
    this.#groupOf(object)?.objects.push(object);
  }

  /**
   * Most objects of a large answer stand for few entities, so to recognise one must cost less than to represent it: by
   * its first key and a look at the object that came first with it, and only where that is another by all of its keys.
   */
  #groupOf(object: JsonObject): EntityGroup | undefined {
    const { keys } = this.#options;
    const first = keys?.[0];
    if (keys === undefined || first === undefined) return this.#represented(object);
    const value = own(object, first);
    if (typeof value === 'object' && value !== null) return this.#represented(object);
    const exemplar = this.#exemplars.get(value);
    if (exemplar === undefined) {
      const group = this.#represented(object);
      this.#exemplars.set(value, { object, group });
      return group;
    }
    return isAlike(exemplar.object, object, keys) ? exemplar.group : this.#identified(object, keys);
  }

  #identified(object: JsonObject, keys: readonly string[]): EntityGroup | undefined {
    const identity = identityOf(object, keys);
    if (identity === undefined) return this.#represented(object);
    const groups = (this.#byIdentity ??= new Map());
    const known = groups.get(identity);
    if (known !== undefined || groups.has(identity)) return known;
    const group = this.#represented(object);
    groups.set(identity, group);
    return group;
  }

  #represented(object: JsonObject): EntityGroup | undefined {
    const representation = this.#options.represent(object, this.#variables);
    if (representation === undefined) return undefined;
    const text = JSON.stringify(representation);
    const known = this.#byText.get(text);
    if (known) return known;
    const group: EntityGroup = { representation, text, objects: [] };
    this.#byText.set(text, group);
    this.groups.push(group);
    return group;
  }
}

function isAlike(known: JsonObject, object: JsonObject, keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index++) {
    const key = keys[index] ?? '';
    if (own(known, key) !== own(object, key)) return false;
  }
  return true;
}
