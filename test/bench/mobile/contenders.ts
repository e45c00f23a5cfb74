// Who is measured, and what each is asked.
import { hash } from 'node:crypto';
import persistedDocuments from '../../../schema/client/persisted-documents.json' with { type: 'json' };
import { httpRequest, numberPlaceholder } from '../http-load-spec.ts';
import { path, type World } from './world.ts';

/** One kind of request. */
export interface Question {
  readonly name: string;
  readonly request: string;
  /** 304: the request is sent with the entity tag of its answer. */
  readonly status: number;
  /** What is posted once before, so that the document is known by its hash. */
  readonly registration?: string;
}

export interface Contender {
  readonly name: string;
  /** Where the subgraph of its supergraph is, and on what. */
  readonly subgraph: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly port: number;
  readonly questions: readonly Question[];
}

const [documentId = '', document = ''] =
  Object.entries(persistedDocuments).find(([, known]) => known.includes('ReportedConversion')) ?? [];
const json = { 'content-type': 'application/json', accept: 'application/json' };
const port = 5_410;

function questionsFor({ token, conversionId }: World) {
  const authorization = `Bearer ${token}`;
  const variables = { id: conversionId };
  const post = (name: string, body: Readonly<Record<string, unknown>>): Question => ({
    name,
    request: httpRequest('POST', '/graphql', { ...json, authorization }, JSON.stringify({ ...body, variables })),
    status: 200,
  });
  const get = (name: string, parameters: Readonly<Record<string, string>>): Question => {
    const search = new URLSearchParams({ ...parameters, variables: JSON.stringify(variables) });
    const headers = { accept: 'application/json', authorization, 'apollo-require-preflight': '1' };
    return { name, request: httpRequest('GET', `/graphql?${search.toString()}`, headers), status: 200 };
  };
  const persistedQuery = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash('sha256', document) } });
  return {
    cold: post('cold plan: POST, a new document each time', {
      query: document.replace('ReportedConversion', `Conversion${numberPlaceholder}`),
    }),
    warm: post('warm plan: POST of the text', { query: document }),
    trusted: post('trusted document: POST of its identifier', { documentId }),
    getTrusted: get('trusted document: GET, 200', { documentId }),
    getPersisted: {
      ...get('automatic persisted query: GET, 200', { extensions: persistedQuery }),
      registration: JSON.stringify({ query: document, variables, extensions: JSON.parse(persistedQuery) }),
    },
  };
}

/** The same question from a client that has the answer. */
function asKnown(question: Question): Question {
  return { name: question.name.replace(', 200', ' with its ETag, 304'), request: question.request, status: 304 };
}

export function contendersIn(world: World): readonly Contender[] {
  const { cold, warm, trusted, getTrusted, getPersisted } = questionsFor(world);
  const contender = (
    name: string,
    subgraph: string,
    command: readonly string[],
    environment: Readonly<Record<string, string>>,
    questions: readonly Question[],
  ): Contender => ({
    name,
    subgraph,
    command: [process.execPath, ...command],
    environment: { ...world.environment, PORT: String(port), HOST: '127.0.0.1', ...environment },
    port,
    questions,
  });
  const documents = { TRUSTED_DOCUMENTS_MODE: 'allow' };
  const recorded = { ...documents, SUPERGRAPH_FILE: world.recordedSupergraph };
  const uncached = { RESPONSE_CACHE_BYTES: '0' };
  const remote = [path('../../../gateway/main.ts')];
  const fused = [path('fused.ts')];
  const hive = [
    path('../federation/peers/node_modules/@graphql-hive/gateway/dist/bin.js'),
    'supergraph',
    '--config-path',
    path('../federation/peers/hive-gateway.config.js'),
  ];
  const native = { SUPERGRAPH_FILE: world.recordedSupergraph, PLANNER: 'native', TRUSTED_DOCUMENT: document };
  const all = [cold, warm, trusted, getTrusted, asKnown(getTrusted)];
  const gets = [getTrusted, asKnown(getTrusted)];
  return [
    contender('bare node:http', 'none', [path('same-bytes.ts')], { ANSWER: `{"data":${world.data}}` }, [
      trusted,
      getTrusted,
    ]),
    contender('marketing-graph', 'remote, answer ready', remote, recorded, all),
    contender('marketing-graph, no response cache', 'remote, answer ready', remote, { ...recorded, ...uncached }, gets),
    contender('marketing-graph', 'in process, answer ready', fused, { ...recorded, RECORDED: world.data }, all),
    contender('marketing-graph', 'in process, PostgreSQL', fused, { ...recorded, DATABASE_URL: world.databaseUrl }, [
      warm,
      trusted,
      ...gets,
    ]),
    contender('marketing-graph', 'remote, PostgreSQL', remote, { ...documents, SUPERGRAPH_FILE: world.supergraph }, [
      trusted,
    ]),
    contender(
      'apollo-gateway',
      'remote, answer ready',
      [path('../federation/peers/apollo-gateway.js')],
      { SUPERGRAPH_FILE: world.unguardedSupergraph },
      [cold, warm, getPersisted],
    ),
    contender('hive-gateway native', 'remote, answer ready', hive, { ...native, DEDUPLICATION: 'off' }, [
      cold,
      warm,
      trusted,
      getTrusted,
    ]),
    contender(
      'hive-gateway native, response cache',
      'remote, answer ready',
      hive,
      { ...native, DEDUPLICATION: 'off', RESPONSE_CACHE: 'on' },
      [getTrusted],
    ),
  ];
}
