// A report by POST /ingest/spend at the gateway's port: the same fused and split, and seen by subscribers.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStack } from '../../stack/start-stack.ts';
import { openReport, reportLine, sendReport } from '../support/report-client.ts';
import { type RunningStack, startTestStack, withTokens } from './running-stack.ts';
import { findCampaigns, type SampleCampaign } from './sample-campaign.ts';

let fused: RunningStack;
let remote: RunningStack;
let folder = '';
let campaign: SampleCampaign;

beforeAll(async () => {
  fused = await startTestStack();
  folder = await mkdtemp(join(tmpdir(), 'remote-'));
  const environment = { DATABASE_URL: fused.databaseUrls.campaigns, PORT: '0' };
  remote = withTokens(await startStack({ dataFolder: folder, environment, now: fused.now, isRemote: true }), fused.now);
  [campaign] = await findCampaigns(fused);
});
afterAll(async () => {
  await remote.close();
  await fused.close();
  await rm(folder, { recursive: true });
});

describe.each(['fused', 'remote'] as const)('%s', (how) => {
  const stack = () => (how === 'fused' ? fused : remote);
  const senderOf = (token: string | undefined) => ({ url: new URL('/ingest/spend', stack().url).href, token });
  const own = () => ({ advertiserId: campaign.adAccount.advertiser.id });

  test('lines are acknowledged while more are sent', async () => {
    const report = await openReport(senderOf(stack().tokenOf('ingest')));
    report.request.write(reportLine(how, 1, own()));
    expect(await report.next()).toEqual({ line: 1, status: 'inserted' });
    report.request.end(reportLine(how, 2, { advertiserId: 'adv_of_somebody_else' }));
    expect(await report.rest()).toMatchObject([
      { line: 2, status: 'rejected', code: 'FORBIDDEN' },
      { summary: { lines: 2, inserted: 1, rejected: 1 } },
    ]);
  });

  test.each([
    ['nobody', () => undefined, 401, 'UNAUTHENTICATED'],
    ['a forger', () => 'forged', 401, 'UNAUTHENTICATED'],
    ['an analyst', () => stack().tokenOf('analyst'), 403, 'FORBIDDEN'],
  ])('%s is refused', async (_, token, status, code) => {
    expect(await sendReport(senderOf(token()), reportLine(how, 3, own()))).toMatchObject({
      status,
      lines: [{ errors: [{ extensions: { code } }] }],
    });
  });

  test('ten thousand lines come through, and back', async () => {
    const body = Array.from({ length: 10_000 }, (_, index) => reportLine(`${how} ${index % 500}`, index % 20, own()));
    const { lines } = await sendReport(senderOf(stack().tokenOf('ingest')), body.join(''));
    expect(lines).toHaveLength(10_001);
    expect(lines.at(-1)).toMatchObject({ summary: { lines: 10_000, rejected: 0 } });
  });
});

test('a gateway that stops ends a report in process after what it had read', async () => {
  const other = await startTestStack();
  const report = await openReport({ url: new URL('/ingest/spend', other.url).href, token: other.tokenOf('ingest') });
  report.request.write(reportLine('stop', 1, { advertiserId: 'adv_unknown' }));
  expect(await report.next()).toMatchObject({ line: 1, code: 'FORBIDDEN' });
  const closed = other.close();
  expect(await report.rest()).toMatchObject([{ error: { code: 'SERVICE_UNAVAILABLE' } }]);
  await closed;
});
