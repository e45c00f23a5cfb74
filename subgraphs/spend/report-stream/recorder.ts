// Lines of one request → batches → acknowledgements. While one batch is recorded the next is gathered, and no more: the
// reader waits, and with it the sender.
import type { SpendTarget } from '../ingest.ts';
import { createBatchBuilder, type LineOutcome } from './report-batch.ts';
import { findReceipt, type Receipt, type ReportKey } from './receipt-store.ts';
import { fingerprintOfLines, lastLineOf, recordBatch } from './record-batch.ts';
import { ReportEnd } from './report-end.ts';
import type { ReportLine } from './split-lines.ts';

export interface RecorderOptions {
  readonly target: SpendTarget;
  readonly advertiserIds: ReadonlySet<string>;
  readonly reportKey: ReportKey | undefined;
  readonly now: () => Date;
  /** Writes what became of the lines of a batch; resolves when there is room for more. */
  readonly acknowledge: (outcomes: readonly LineOutcome[]) => Promise<void>;
}

export interface Recorder {
  /** Takes a line; a promise where the next one has to wait. */
  add(line: ReportLine): Promise<void> | undefined;
  /** Records what was gathered, without waiting until that is done. */
  flush(): Promise<void>;
  /** Records the rest and resolves when all is acknowledged. Throws a `ReportEnd` for a report shorter than its receipts. */
  finish(): Promise<void>;
  /** Resolves when nothing is being recorded any more, however that ended. */
  settle(): Promise<void>;
}

/** As many lines as one transaction takes: some tenths of a second, for which younger events wait. */
const linesPerBatch = 10_000;

export async function createRecorder(options: RecorderOptions): Promise<Recorder> {
  const { target, reportKey, acknowledge } = options;
  const builder = createBatchBuilder(options.advertiserIds);
  let nextLine = 1;
  let inFlight: Promise<void> = Promise.resolve();
  /** Lines that a receipt is about are not recorded again. */
  let receipt = reportKey && (await findReceipt(target.database.db, reportKey, nextLine));
  let replayed: ReportLine[] = [];

  const flush = async () => {
    await inFlight;
    if (builder.size === 0) return;
    const batch = builder.take();
    const firstLine = nextLine;
    nextLine = lastLineOf(batch) + 1;
    inFlight = recordBatch(target, batch, { observedAt: options.now(), reportKey, firstLine }).then(acknowledge);
    // Whoever waits for it next hears of it; until then it is no stray rejection.
    inFlight.catch(() => {});
  };
  const addAfterFlush = async (line: ReportLine) => {
    await flush();
    builder.add(line);
  };
  const replay = async (known: Receipt, key: ReportKey) => {
    requireSame(known, replayed);
    replayed = [];
    await acknowledge(known.outcomes);
    nextLine = known.lastLine + 1;
    receipt = await findReceipt(target.database.db, key, nextLine);
  };

  return {
    add(line) {
      if (receipt && reportKey) {
        replayed.push(line);
        return line.number >= receipt.lastLine ? replay(receipt, reportKey) : undefined;
      }
      if (!builder.add(line)) return addAfterFlush(line);
      return builder.size >= linesPerBatch ? flush() : undefined;
    },
    flush,
    async finish() {
      if (receipt) requireSame(receipt, replayed);
      await flush();
      await inFlight;
    },
    settle: () => inFlight.catch(() => {}),
  };
}

function requireSame(receipt: Receipt, lines: readonly ReportLine[]): void {
  if (fingerprintOfLines(lines) === receipt.fingerprint) return;
  throw new ReportEnd(
    'IDEMPOTENCY_KEY_REUSED',
    `Lines ${receipt.firstLine} to ${receipt.lastLine} are not those that were acknowledged under this Idempotency-Key. Send the same report, or a new key.`,
  );
}
