// The gateways a case is asked through: one with its subgraphs in process, one that listens and calls served subgraphs.
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { pino } from 'pino';
import { readConfig } from '../../gateway/config.ts';
import { startGateway } from '../../gateway/gateway.ts';
import { defaultOperationLimits } from '../../gateway/operation/operation-limits.ts';
import { createGateway, type RequestContext } from '../../gateway/pipeline.ts';
import { createInProcessClient } from '../../gateway/subgraph-client/in-process.ts';
import { createTokenVerifier } from '../../schema/viewer.ts';
import { serveSubgraph } from '../../subgraphs/common/serve.ts';
import { type Received, receiveAnswer } from '../support/receive-answer.ts';
import type { Observation } from './case-differences.ts';
import type { Case, CaseOperation } from './case-files.ts';
import { type CaseRecord, createCaseSubgraph, createRecord } from './case-subgraph.ts';
import { viewerWith } from './fixture.ts';

export interface CaseGateway {
  ask(operation: CaseOperation): Promise<Observation>;
  close(): Promise<void>;
}

const logger = pino({ level: 'silent' });
const issuer = 'conformance';
const audience = 'conformance';
const keys = await generateKeyPair('ES256');
const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'ES256' }] };
const tokenVerification = { issuer, audience, jwks };

/** Makes the subgraphs of a case, all of them writing into one record, which each operation begins anew. */
function createSubgraphs({ subgraphs }: Case) {
  let record: CaseRecord = createRecord();
  return {
    subgraphs: subgraphs.map((subgraph) => createCaseSubgraph(subgraph, () => record)),
    begin: (): CaseRecord => (record = createRecord()),
  };
}

export interface LocalGateway extends CaseGateway {
  /** Asks for an answer in several parts. */
  askInParts(operation: CaseOperation): Promise<Received>;
}

/** The executor alone, without any transport. */
export function createLocalGateway(of: Case): LocalGateway {
  const { subgraphs, begin } = createSubgraphs(of);
  const gateway = createGateway({
    supergraphSdl: of.supergraphSdl(),
    clients: new Map(subgraphs.map((subgraph) => [subgraph.name, createInProcessClient(subgraph.name, subgraph)])),
    limits: { ...defaultOperationLimits, maxDeferredFragments: 200 },
    introspection: true,
    logger,
  });
  const requestOf = ({ text, expected: { variables } }: CaseOperation) => ({
    query: text,
    ...(variables && { variables }),
  });
  const contextOf = ({ expected: { scopes } }: CaseOperation): RequestContext => ({
    viewer: scopes && viewerWith(...scopes),
    authorization: undefined,
    requestId: 'case',
    signal: new AbortController().signal,
    allowedKinds: new Set(['query', 'mutation']),
  });
  return {
    async ask(operation) {
      const record = begin();
      const result = await gateway.execute(requestOf(operation), contextOf(operation));
      return { answer: JSON.parse(JSON.stringify(result)), record };
    },
    async askInParts(operation) {
      begin();
      return receiveAnswer(await gateway.executeInParts(requestOf(operation), contextOf(operation)));
    },
    close: async () => {},
  };
}

/** Sockets all the way: client, gateway, subgraphs. */
export async function startRemoteGateway(of: Case): Promise<CaseGateway> {
  const { subgraphs, begin } = createSubgraphs(of);
  const verifyToken = createTokenVerifier(tokenVerification);
  const served = await Promise.all(
    subgraphs.map((subgraph) => serveSubgraph(subgraph, { port: 0, verifyToken, logger })),
  );
  const gateway = await startGateway({
    config: readConfig({ PORT: '0' }),
    logger,
    supergraphSdl: of.supergraphSdl(),
    subgraphUrls: Object.fromEntries(subgraphs.map(({ name }, index) => [name, served[index]?.url ?? ''])),
    tokenVerification,
  });
  return {
    async ask(operation) {
      const record = begin();
      return { answer: await post(gateway.url, operation), record };
    },
    async close() {
      await gateway.close();
      await Promise.all(served.map((server) => server.close()));
    },
  };
}

async function post(url: string, { text, expected }: CaseOperation): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(expected.scopes && { authorization: `Bearer ${await signToken(expected.scopes)}` }),
    },
    body: JSON.stringify({ query: text, variables: expected.variables }),
  });
  const answer: unknown = await response.json();
  const hasData = expected.data !== undefined;
  if (response.ok !== hasData) throw new Error(`Status ${response.status} with ${JSON.stringify(answer)}`);
  return answer;
}

function signToken(scopes: readonly string[]): Promise<string> {
  return new SignJWT({ scope: scopes.join(' '), jti: 'case', advertiser_ids: ['adv_1'] })
    .setProtectedHeader({ alg: 'ES256' })
    .setSubject('ada')
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime('1 hour')
    .sign(keys.privateKey);
}
