// One request from its first byte to its last acknowledgement.
import type { LineOutcome } from './report-batch.ts';
import type { ChunkSource } from './chunk-source.ts';
import { createRecorder, type Recorder, type RecorderOptions } from './recorder.ts';
import { ReportEnd } from './report-end.ts';
import { createLineSplitter } from './split-lines.ts';

export interface ReceiveOptions extends Omit<RecorderOptions, 'acknowledge'> {
  readonly chunks: ChunkSource;
  /** Whether each line is acknowledged, or only those that were rejected, and how far all the others are recorded. */
  readonly acknowledges: 'all' | 'rejected';
  /** When the sender's token ends, in milliseconds since 1970. */
  readonly expiresAtMs: number;
  /** Writes lines of the answer; resolves when there is room for more. */
  readonly write: (text: string) => Promise<void>;
}

/** How many lines had which end. */
export interface ReportSummary {
  lines: number;
  inserted: number;
  unchanged: number;
  restated: number;
  rejected: number;
}

/** A row takes some hundred bytes. */
const maxLineBytes = 16 * 1024;

/** What was gathered is recorded when nothing more has come for this long: a feed that trickles is answered at once. */
const flushAfterMs = 20;

/** A sender that says nothing for this long is gone. */
const idleTimeoutMs = 60_000;

/** Records a report and tells of each line. Resolves to what it came to; throws what ends it early, after its last line. */
export async function receiveReport(options: ReceiveOptions, summary: ReportSummary): Promise<void> {
  const acknowledge = async (outcomes: readonly LineOutcome[]) => {
    for (const { status } of outcomes) summary[status] += 1;
    summary.lines += outcomes.length;
    await options.write(textOf(outcomes, options.acknowledges));
  };
  const recorder = await createRecorder({ ...options, acknowledge });
  try {
    await readLines(options, recorder);
    await recorder.finish();
  } finally {
    await recorder.settle();
  }
}

async function readLines({ chunks, expiresAtMs }: ReceiveOptions, recorder: Recorder): Promise<void> {
  const splitter = createLineSplitter(maxLineBytes);
  let waitMs = flushAfterMs;
  for (;;) {
    const chunk = await chunks.next(waitMs);
    if (Date.now() >= expiresAtMs) throw expired();
    if (chunk === 'quiet') {
      if (waitMs === idleTimeoutMs) throw silent();
      await recorder.flush();
      waitMs = idleTimeoutMs;
      continue;
    }
    waitMs = flushAfterMs;
    for (const line of chunk === 'end' ? splitter.end() : splitter.push(chunk)) {
      const room = recorder.add(line);
      if (room) await room;
    }
    if (chunk === 'end') return;
  }
}

function textOf(outcomes: readonly LineOutcome[], acknowledges: ReceiveOptions['acknowledges']): string {
  if (acknowledges === 'all') return outcomes.map(lineOf).join('');
  const rejected = outcomes.filter(({ status }) => status === 'rejected');
  return `${rejected.map(lineOf).join('')}{"through":${outcomes.at(-1)?.line ?? 0}}\n`;
}

function lineOf(outcome: LineOutcome): string {
  // By hand for the many, which need no escaping.
  if (outcome.status !== 'rejected') return `{"line":${outcome.line},"status":"${outcome.status}"}\n`;
  const { line, status, code, message } = outcome;
  return `${JSON.stringify({ line, status, code, message })}\n`;
}

function expired(): ReportEnd {
  return new ReportEnd('TOKEN_EXPIRED', 'The token has expired. Send the rest with a fresh one.');
}

function silent(): ReportEnd {
  return new ReportEnd('REQUEST_TIMEOUT', `Nothing came for ${idleTimeoutMs / 1_000} seconds. Send the rest again.`);
}
