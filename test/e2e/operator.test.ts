// The path of an operator: start, look after, stop. The real command in processes of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ChangeBudgetDocument, DashboardDocument } from '../../schema/client/graphql.ts';
import { createFrontendClient } from './clients/frontend.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface StartedCommand {
  readonly url: string;
  readonly output: () => string;
  readonly processGroup: number;
  /** Sends a signal to npm alone, as a process manager does. Resolves with the exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
  /** Sends SIGINT to npm and all that it started, as a terminal does at Ctrl-C. */
  pressCtrlC(): Promise<number | null>;
}

let folder = '';
const running: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'operate-'));
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function run(environment: Readonly<Record<string, string>> = {}): {
  child: ChildProcess;
  output: () => string;
  exited: Promise<number | null>;
} {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn('npm', ['start', '--silent', '--', '--data', folder], {
    cwd: root,
    env: { ...inherited, NODE_ENV: 'development', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, as a shell gives each command.
    detached: true,
  });
  running.push(child);
  let written = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (written += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, output: () => written, exited };
}

async function start(environment: Readonly<Record<string, string>> = {}): Promise<StartedCommand> {
  const { child, output, exited } = run(environment);
  await new Promise<void>((resolve, reject) => {
    const look = () => output().includes('Ctrl-C stops everything.') && resolve();
    child.stdout?.on('data', look);
    child.once('close', () => reject(new Error(`It did not start:\n${output()}`)));
  });
  const url = /GraphQL +(\S+)/.exec(output())?.[1];
  if (url === undefined) throw new Error(`It told no URL:\n${output()}`);
  const processGroup = child.pid ?? 0;
  return {
    url,
    output,
    processGroup,
    stop: (signal) => {
      child.kill(signal);
      return exited;
    },
    pressCtrlC: () => {
      process.kill(-processGroup, 'SIGINT');
      return exited;
    },
  };
}

function tokenOf(name: string): string {
  const tokens: unknown = JSON.parse(readFileSync(join(folder, 'demo-tokens.json'), 'utf8'));
  const token =
    typeof tokens === 'object' && tokens !== null
      ? Object.entries(tokens).find(([key]) => key === name)?.[1]
      : undefined;
  return String(token);
}

/** Processes that have the data folder on their command line. */
function processesOf(data: string): readonly string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(data) ? [line] : [];
      } catch {
        return [];
      }
    });
}

describe.skipIf(process.platform !== 'linux')('npm start', () => {
  test('starts, answers, is healthy, and stops without leaving anything; the next start has the data', async () => {
    const first = await start();
    const client = createFrontendClient({ url: first.url, token: tokenOf('planner') });
    const { data, errors } = await client.request(DashboardDocument, {});
    expect(errors).toEqual([]);
    const campaign = data?.campaigns.nodes.find(({ budget }) => budget);
    if (!campaign?.budget) throw new Error('No campaign holds a budget.');
    await expectHealth(first.url);
    const { externalId, version } = await campaignOf(client, campaign.id);
    const amountMicros = String((BigInt(campaign.budget.amount.amountMicros) * 21n) / 20n);
    const { data: changed } = await client.request(ChangeBudgetDocument, {
      input: {
        entityId: campaign.id,
        amount: { amountMicros, currency: campaign.budget.amount.currency },
        expectedVersion: version,
        clientMutationKey: randomUUID(),
        reason: 'To find it again after a restart.',
      },
    });
    expect(changed?.changeBudget.__typename).toBe('ChangeQueued');
    await expect
      .poll(async () => (await campaignOf(client, campaign.id)).budget.amount.amountMicros)
      .toBe(amountMicros);
    const held = `"amount": "${Number(amountMicros) / 1_000_000} ${campaign.budget.amount.currency}"`;
    expect(await runTwin('show', externalId)).toContain(held);
    expect((await stat(join(folder, 'demo-tokens.json'))).mode & 0o777).toBe(0o600);

    expect(await first.pressCtrlC()).toBe(0);
    expect(first.output()).toContain('Stopped.');
    expect(processesOf(folder)).toEqual([]);
    expect((await readdir(folder)).filter((file) => file.endsWith('.sock'))).toEqual([]);
    expect(existsSync(join(folder, 'postgres', 'postmaster.pid'))).toBe(false);
    await expect(fetch(first.url)).rejects.toThrow();

    const second = await start();
    const after = await createFrontendClient({ url: second.url, token: tokenOf('analyst') }).request(
      DashboardDocument,
      {},
    );
    expect(after.data?.campaigns.nodes.map(({ id }) => id)).toEqual(data?.campaigns.nodes.map(({ id }) => id));
    expect(after.data?.campaigns.nodes.find(({ id }) => id === campaign.id)?.budget?.amount.amountMicros).toBe(
      amountMicros,
    );
    expect(await runTwin('show', externalId)).toContain(held);
    expect(await runTwin('budget', externalId, 'much')).toContain("'much' is no amount");
    expect(await runTwin('raise', externalId)).toContain('npm run twin -- [command]');
    expect(second.output()).not.toContain('sample data');

    const rival = run();
    expect(await rival.exited).toBe(1);
    expect(rival.output()).toMatch(/in use by a stack that runs already/);

    expect(await second.stop('SIGTERM')).toBe(0);
    expect(processesOf(folder)).toEqual([]);
  });

  test('a start after a kill has the data, and nothing of the killed one is left', async () => {
    const killed = await start();
    const campaignsOf = async (url: string) =>
      (
        await createFrontendClient({ url, token: tokenOf('analyst') }).request(DashboardDocument, {})
      ).data?.campaigns.nodes.map(({ id }) => id);
    const before = await campaignsOf(killed.url);
    expect(before).toHaveLength(20);
    process.kill(-killed.processGroup, 'SIGKILL');
    // PostgreSQL notices that its parent is gone and shuts down by itself.
    await expect.poll(() => processesOf(folder)).toEqual([]);
    const next = await start();
    expect(await campaignsOf(next.url)).toEqual(before);
    expect(await next.pressCtrlC()).toBe(0);
  });

  test('says which port is taken, and leaves nothing behind', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const blocked = run({ PORT: String(port) });
    expect(await blocked.exited).toBe(1);
    expect(blocked.output()).toContain(`Port ${port} is in use`);
    expect(blocked.output()).not.toContain('    at ');
    expect(processesOf(folder)).toEqual([]);
    await new Promise((resolve) => holder.close(resolve));
  });

  test('says what is wrong with the environment', async () => {
    const wrong = run({ PORT: 'four thousand', MAX_DEPTH: '-1' });
    expect(await wrong.exited).toBe(1);
    expect(wrong.output()).toMatch(/PORT=.*whole number/);
    expect(wrong.output()).toMatch(/MAX_DEPTH=/);
  });

  test('signs no demo tokens in production', async () => {
    const refused = run({ NODE_ENV: 'production' });
    expect(await refused.exited).toBe(1);
    expect(refused.output()).toMatch(/production/);
    expect(existsSync(join(folder, 'demo-tokens.json'))).toBe(false);
  });
});

async function expectHealth(url: string): Promise<void> {
  for (const path of ['/health/live', '/health/ready']) {
    const response = await fetch(new URL(path, url));
    expect([path, response.status]).toEqual([path, 200]);
    await response.arrayBuffer();
  }
  const metrics = await (await fetch(new URL('/metrics', url))).text();
  expect(metrics).toMatch(/^# TYPE \w+ (counter|histogram|gauge)$/m);
}

interface Campaign {
  readonly version: number;
  readonly externalId: string;
  readonly budget: { readonly amount: { readonly amountMicros: string } };
}

async function campaignOf(client: ReturnType<typeof createFrontendClient>, id: string): Promise<Campaign> {
  const { data } = await client.requestText<{ campaign: Campaign }>(
    'query ($id: ID!) { campaign(id: $id) { version externalId budget { amount { amountMicros } } } }',
    { id },
  );
  if (!data) throw new Error('The campaign is gone.');
  return data.campaign;
}

/** What `npm run twin` prints. */
async function runTwin(...args: readonly string[]): Promise<string> {
  const child = spawn('npm', ['run', 'twin', '--silent', '--', ...args, '--data', folder], { cwd: root });
  running.push(child);
  let written = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (written += chunk.toString()));
  await new Promise<void>((resolve) => child.once('close', () => resolve()));
  return written;
}
