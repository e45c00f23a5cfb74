// What the subgraphs of the live query fixture hold and tell: items in memory, and a log of changes for each subgraph.
import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices } from '@theguild/federation-composition';
import { GraphQLError, parse } from 'graphql';
import type { Viewer } from '../../schema/viewer.ts';
import type { LocalSubgraph } from '../subgraph-client/in-process.ts';

const links = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible", "@requiresScopes", "@authenticated", "@composeDirective"])
    @link(url: "https://specs.marketing-graph.invalid/live/v1.0", import: ["@liveSource", "@liveKeys"])
    @composeDirective(name: "@liveSource")
    @composeDirective(name: "@liveKeys")
  directive @liveSource(cursor: String!, keys: String!, resume: String!, head: String!, clockSeconds: Int! = 0) on FIELD_DEFINITION
  directive @liveKeys(shared: Boolean! = false) on FIELD_DEFINITION
`;
const told = 'cursor: "cursor", keys: "about.keys", resume: "after", head:';

const sdls = (clockSeconds: number) => ({
  stock: `${links}
    type Query {
      stockNow: String! @inaccessible
      item(id: ID!): Item
      items: Items! @authenticated
      secrets: Items! @requiresScopes(scopes: [["secrets"]])
    }
    type Mutation { touch: Int }
    type Items { nodes: [Item!]! listKeys: [String!]! @inaccessible @liveKeys }
    type Item @key(fields: "id") {
      id: ID!
      value: Int
      text: String
      secret: String @requiresScopes(scopes: [["secrets"]])
      stockKeys: [String!]! @inaccessible @liveKeys(shared: true)
    }
    type Told @inaccessible { cursor: String! about: About! }
    type About @inaccessible { keys: [String!]! }
    type Subscription { ticks: Int stockChanged(after: String): Told! @inaccessible @liveSource(${told} "stockNow", clockSeconds: ${clockSeconds}) }
  `,
  prices: `${links}
    type Query { pricesNow: String! @inaccessible }
    type Item @key(fields: "id") { id: ID! price: Int }
    type PriceTold @inaccessible { cursor: String! about: PriceAbout! }
    type PriceAbout @inaccessible { keys: [String!]! }
    type Subscription { pricesChanged(after: String): PriceTold! @inaccessible @liveSource(${told} "pricesNow") }
  `,
  notes: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { note: String }
    type Item @key(fields: "id") { id: ID! note: String }
  `,
});

interface Item {
  readonly id: string;
  readonly advertiser: string;
  value: number | null;
  text: string;
  price: number;
}

interface Told {
  readonly seq: number;
  readonly advertiser: string;
  readonly keys: readonly string[];
}

interface Context {
  readonly viewer?: Viewer | undefined;
}

interface Reader {
  /** Whether it has read all and waits for more. */
  isWaiting: boolean;
  wake: () => void;
  end: (error?: Error) => void;
}

/** A log of changes in memory; cursors are `c1`, `c2`, …. */
class Feed {
  readonly told: Told[] = [];
  readonly readers = new Set<Reader>();
  forgotten = 0;
  opened = 0;
  /** The next that is opened fails with it, as long as it is set. */
  refuse: Error | undefined;
  /** Whom alone that is for; undefined: everybody. */
  refusedSubject: string | undefined;

  tell(advertiser: string, keys: readonly string[]): void {
    this.told.push({ seq: this.told.length + 1, advertiser, keys });
    for (const reader of this.readers) {
      reader.isWaiting = false;
      reader.wake();
    }
  }
  get isRead(): boolean {
    return [...this.readers].every(({ isWaiting }) => isWaiting);
  }
  breakAll(error?: Error): void {
    for (const reader of [...this.readers]) reader.end(error);
  }
  follow(field: string, after: string | null | undefined, viewer: Viewer | undefined) {
    if (this.refuse && (this.refusedSubject ?? viewer?.subject) === viewer?.subject) throw this.refuse;
    let position = after == null ? this.told.length : Number(after.slice(1));
    if (position < this.forgotten) throw coded('RESYNC_REQUIRED', 'Kept no more.');
    this.opened += 1;
    let end: { readonly error: Error | undefined } | undefined;
    const reader: Reader = {
      isWaiting: false,
      wake: () => {},
      end: (error) => {
        end ??= { error };
        this.readers.delete(reader);
        reader.wake();
      },
    };
    this.readers.add(reader);
    const take = () => {
      while (position < this.told.length) {
        const event = this.told[position];
        position += 1;
        if (event && viewer?.advertiserIds.includes(event.advertiser)) return event;
      }
      return undefined;
    };
    return {
      next: async () => {
        for (;;) {
          if (end?.error) throw end.error;
          if (end) return { done: true as const, value: undefined };
          const event = take();
          if (event) {
            return {
              done: false as const,
              value: { [field]: { cursor: `c${event.seq}`, about: { keys: event.keys } } },
            };
          }
          reader.isWaiting = true;
          await new Promise<void>((resolve) => (reader.wake = resolve));
        }
      },
      return: () => {
        reader.end();
        return Promise.resolve({ done: true as const, value: undefined });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}

export interface LiveQueryWorld {
  readonly stock: Feed;
  readonly prices: Feed;
  /** How often each subgraph was asked a query of clients. */
  readonly asked: { stock: number; prices: number; notes: number };
  /** While set, `prices` waits for it. */
  gate: Promise<void> | undefined;
  /** While set, `prices` fails with it. */
  failure: Error | undefined;
  /** What `notes` says. */
  note: string;
  add(id: string, advertiser?: string): void;
  setValue(id: string, value: number | null): void;
  setText(id: string, text: string): void;
  setPrice(id: string, price: number): void;
  remove(id: string): void;
}

export function coded(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

export function composeLiveQueries(change: (sdl: string) => string = (sdl) => sdl, clockSeconds = 0): string {
  const services = Object.entries(sdls(clockSeconds)).map(([name, sdl]) => ({
    name,
    url: `http://${name}.invalid/graphql`,
    typeDefs: parse(name === 'stock' ? change(sdl) : sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors?.join('\n'));
  return supergraphSdl;
}

/** With no items yet; `subgraphs` are to be given to a gateway. */
export function createLiveQueryWorld(clockSeconds: number) {
  const items = new Map<string, Item>();
  const stock = new Feed();
  const prices = new Feed();
  const change = (id: string, act: (item: Item) => void): Item => {
    const item = items.get(id);
    if (!item) throw new Error(`No item ${id}.`);
    act(item);
    return item;
  };
  const world: LiveQueryWorld = {
    stock,
    prices,
    asked: { stock: 0, prices: 0, notes: 0 },
    gate: undefined,
    failure: undefined,
    note: 'first',
    add(id, advertiser = 'adv_1') {
      items.set(id, { id, advertiser, value: 1, text: '', price: 10 });
      stock.tell(advertiser, [id, `${advertiser}/items`]);
    },
    setValue(id, value) {
      const { advertiser } = change(id, (item) => (item.value = value));
      stock.tell(advertiser, [id]);
    },
    setText(id, text) {
      const { advertiser } = change(id, (item) => (item.text = text));
      stock.tell(advertiser, [id]);
    },
    setPrice(id, price) {
      const { advertiser } = change(id, (item) => (item.price = price));
      prices.tell(advertiser, [id]);
    },
    remove(id) {
      const { advertiser } = change(id, () => {});
      items.delete(id);
      stock.tell(advertiser, [id, `${advertiser}/items`]);
    },
  };
  return { world, subgraphs: createSubgraphs(sdls(clockSeconds), world, items) };
}

function createSubgraphs(sdlOf: ReturnType<typeof sdls>, world: LiveQueryWorld, items: ReadonlyMap<string, Item>) {
  const visible = ({ viewer }: Context) =>
    [...items.values()].filter(({ advertiser }) => viewer?.advertiserIds.includes(advertiser));
  const find = (id: string, context: Context) => visible(context).find((item) => item.id === id) ?? null;
  const list = (_: unknown, __: unknown, context: Context) => {
    world.asked.stock += 1;
    return { nodes: visible(context), listKeys: context.viewer?.advertiserIds.map((id) => `${id}/items`) ?? [] };
  };
  const resolvers = {
    stock: {
      Query: {
        stockNow: () => `c${world.stock.told.length}`,
        item(_: unknown, { id }: { readonly id: string }, context: Context) {
          world.asked.stock += 1;
          return find(id, context);
        },
        items: list,
        secrets: list,
      },
      Item: {
        __resolveReference: ({ id }: { readonly id: string }, context: Context) => find(id, context),
        secret: ({ id }: Item) => `secret of ${id}`,
        stockKeys: ({ id }: Item) => [id],
      },
      Subscription: {
        stockChanged: {
          subscribe: (_: unknown, { after }: { readonly after?: string }, { viewer }: Context) =>
            world.stock.follow('stockChanged', after, viewer),
        },
      },
    },
    prices: {
      Query: { pricesNow: () => `c${world.prices.told.length}` },
      Item: {
        async __resolveReference({ id }: { readonly id: string }, context: Context) {
          world.asked.prices += 1;
          await world.gate;
          if (world.failure) throw world.failure;
          return find(id, context);
        },
      },
      Subscription: {
        pricesChanged: {
          subscribe: (_: unknown, { after }: { readonly after?: string }, { viewer }: Context) =>
            world.prices.follow('pricesChanged', after, viewer),
        },
      },
    },
    notes: {
      Query: { note: () => world.note },
      Item: {
        __resolveReference({ id }: { readonly id: string }) {
          world.asked.notes += 1;
          return { id, note: `${world.note} ${id}` };
        },
      },
    },
  };
  return (['stock', 'prices', 'notes'] as const).map((name): LocalSubgraph & { readonly name: string } => ({
    name,
    schema: buildSubgraphSchema([{ typeDefs: parse(sdlOf[name]), resolvers: resolvers[name] }]),
    createContext: (request) => request,
  }));
}
