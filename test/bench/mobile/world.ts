// What all contenders of the mobile bench stand on: one conversion in PostgreSQL, its attribution subgraph as a server,
// another server that has its answer ready, and an issuer of tokens.
import type { ChildProcess } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { openDevIssuer } from '../../../stack/dev-issuer/dev-issuer.ts';
import { serveJwks } from '../../../stack/dev-issuer/jwks-server.ts';
import { startEmbeddedPostgres } from '../../../stack/postgres/embedded-postgres.ts';
import { recordAttributionEvents } from '../../../subgraphs/attribution/record-events.ts';
import { createAttributionSubgraph } from '../../../subgraphs/attribution/subgraph.ts';
import { derivedId } from '../../../subgraphs/common/identifiers.ts';
import { startPinned, stop } from '../federation/measure.ts';

export interface World {
  /** Who signs tokens, for gateways and subgraphs of ours. */
  readonly environment: Readonly<Record<string, string>>;
  readonly databaseUrl: string;
  /** The supergraph, with attribution behind a server that has its answer ready. */
  readonly recordedSupergraph: string;
  /** The recorded one for a gateway that starts only where access rules are not said to be security. */
  readonly unguardedSupergraph: string;
  /** The supergraph, with attribution behind its own server, on PostgreSQL. */
  readonly supergraph: string;
  readonly token: string;
  readonly conversionId: string;
  /** What is answered under `data`, as JSON. */
  readonly data: string;
  close(): Promise<void>;
}

const recordedPort = 5_401;
const subgraphPort = 5_402;
const advertiserId = 'adv_bench';
const conversion = { eventName: 'purchase', value: { amountMicros: 49_990_000n, currency: 'EUR' } };

/** Starts what is needed. The answer of the recorded subgraph is what the real one answers. */
export async function openWorld(folder: string): Promise<World> {
  const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres'), durable: true });
  const issuer = await openDevIssuer(folder);
  const jwks = await serveJwks(issuer.verification.jwks);
  const environment = {
    JWKS_URL: String(jwks.url),
    TOKEN_ISSUER: issuer.verification.issuer,
    TOKEN_AUDIENCE: issuer.verification.audience,
    NODE_ENV: 'production',
    LOG_LEVEL: 'error',
  };
  const holder = { subject: 'bench-mobile', scopes: ['attribution:read'], advertiserIds: [advertiserId] };
  const occurredAt = new Date(Date.now() - 3_600_000);
  await recordConversion(server.url, occurredAt);
  const conversionId = derivedId('cnv', advertiserId, 'bench-1');
  // In the order of the trusted document, whose fields are sorted.
  const data = JSON.stringify({
    conversion: {
      eventName: conversion.eventName,
      id: conversionId,
      occurredAt: occurredAt.toISOString(),
      value: { amountMicros: String(conversion.value.amountMicros), currency: conversion.value.currency },
    },
  });
  const children: readonly ChildProcess[] = [
    startPinned(1, [process.execPath, path('same-bytes.ts')], {
      PORT: String(recordedPort),
      ANSWER: `{"data":${data}}`,
    }),
    startPinned(1, [process.execPath, path('../../../subgraphs/attribution/main.ts')], {
      ...environment,
      DATABASE_URL: server.url,
      PORT: String(subgraphPort),
    }),
  ];
  return {
    environment,
    databaseUrl: server.url,
    recordedSupergraph: await writeSupergraph(join(folder, 'recorded.graphql'), recordedPort),
    supergraph: await writeSupergraph(join(folder, 'supergraph.graphql'), subgraphPort),
    unguardedSupergraph: await writeSupergraph(join(folder, 'unguarded.graphql'), recordedPort, (sdl) =>
      sdl.replaceAll(/,\s*for: SECURITY/g, ''),
    ),
    token: await issuer.mint(holder, 12 * 60 * 60),
    conversionId,
    data,
    async close() {
      await Promise.all(children.map(stop));
      await jwks.close();
      await server.stop();
    },
  };
}

async function recordConversion(databaseUrl: string, occurredAt: Date): Promise<void> {
  const { database, close } = await createAttributionSubgraph({ databaseUrl, logger: pino({ level: 'error' }) });
  const customerKey = 'bench-customer-0001';
  const conversions = [{ ...conversion, key: 'bench-1', occurredAt, customerKey }];
  await recordAttributionEvents(database, { advertiserId, touchpoints: [], conversions, now: new Date() });
  await close();
}

async function writeSupergraph(file: string, port: number, edit = (sdl: string) => sdl): Promise<string> {
  const sdl = await readFile(path('../../../schema/supergraph.graphql'), 'utf8');
  await writeFile(file, edit(sdl).replace('http://attribution.invalid/graphql', `http://127.0.0.1:${port}/graphql`));
  return file;
}

/** A file beside this one. */
export function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
