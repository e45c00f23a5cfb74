import { afterEach, beforeEach, expect, test } from 'vitest';
import type { QuotaSignal } from '../../../platforms/ad-platform.ts';
import { anna } from '../../../test/support/campaigns.ts';
import {
  dollarAccount,
  startTestDelivery,
  type TestDelivery,
  type TestWorker,
} from '../../../test/support/delivery.ts';
import { tellPressure } from './quota-pressure.ts';

let delivery: TestDelivery;
beforeEach(async () => {
  delivery = await startTestDelivery();
});
afterEach(async () => await delivery.stop());

function hear({ lines, world }: TestWorker, signal: Partial<QuotaSignal>) {
  const line = lines.lineTo(dollarAccount);
  if (!line) throw new Error('there is no way to the platform');
  line.accountQuota.hear(world.monotonicMs(), { usedShare: undefined, blockedForMs: undefined, ...signal });
  return async () => await tellPressure(world, dollarAccount, line);
}

test('each new level is told once, by whichever process hears of it first', async () => {
  let nowMs = 0;
  const worker = () => delivery.worker({ monotonicMs: () => nowMs });
  const source = `subscription { quotaPressure { level usedPercent blockedUntil account { id } } }`;
  const stream = await delivery.campaigns.watch(source, {}, anna);
  if (!('next' in stream)) throw new Error(JSON.stringify(stream));
  const first = stream.next();
  const [one, other] = [worker(), worker()];
  await hear(one, { usedShare: 0.9 })();
  await hear(one, { usedShare: 0.8 })();
  await hear(other, { usedShare: 0.9 })();
  await hear(one, { blockedForMs: 60_000 })();
  nowMs = 400_000;
  await hear(one, {})();
  const told = [await first, await stream.next(), await stream.next()].map(
    ({ value }) => JSON.parse(JSON.stringify(value)).data.quotaPressure,
  );
  const account = { id: 'acc_dollar' };
  expect(told).toEqual([
    { level: 'PRESSED', usedPercent: 90, blockedUntil: null, account },
    { level: 'BLOCKED', usedPercent: 80, blockedUntil: '2026-11-22T09:31:00.000Z', account },
    { level: 'CALM', usedPercent: null, blockedUntil: null, account },
  ]);
  await stream.return();
});

test('an account that is throttled is told as blocked', async () => {
  await delivery.stop();
  delivery = await startTestDelivery({
    writeFault: () => ({
      kind: 'REFUSED',
      failure: { kind: 'THROTTLED', scope: 'ACCOUNT', retryAfterMs: 300_000 },
    }),
  });
  await delivery.ask(120_000_000n);
  await delivery.worker().deliver();
  const { rows } = await delivery.campaigns.subgraph.database.pool.query(`select quota_level from delivery_account`);
  expect(rows).toEqual([{ quota_level: 'BLOCKED' }]);
});
