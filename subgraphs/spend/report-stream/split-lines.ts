// Bytes as they arrive → numbered lines, with no more in memory than one line may have.
import { isUtf8 } from 'node:buffer';

/** A line that is not blank; its text is undefined where it cannot be read. */
export type ReportLine =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly text: undefined; readonly problem: string };

export interface LineSplitter {
  /** The lines that these bytes complete. */
  push(bytes: Buffer): ReportLine[];
  /** The last line, where it has no line feed. */
  end(): ReportLine[];
}

const lineFeed = 0x0a;

/** Splits at line feeds; a carriage return before one goes with it. A longer line is told by its number, and skipped. */
export function createLineSplitter(maxLineBytes: number): LineSplitter {
  let number = 0;
  /** What has come of a line that is not complete. */
  let rest: Buffer[] = [];
  let restBytes = 0;

  const read = (bytes: Buffer): ReportLine[] => {
    number += 1;
    if (bytes.length > maxLineBytes) return [{ number, text: undefined, problem: tooLong(maxLineBytes) }];
    if (!isUtf8(bytes)) return [{ number, text: undefined, problem: 'The line is not UTF-8.' }];
    const text = bytes.toString('utf8').trim();
    return text === '' ? [] : [{ number, text }];
  };
  const keep = (bytes: Buffer) => {
    // Of a line that is too long already, only that it is.
    if (restBytes <= maxLineBytes) rest.push(bytes);
    restBytes += bytes.length;
  };
  const takeRest = (last: Buffer): ReportLine[] => {
    if (restBytes === 0) return read(last);
    keep(last);
    const whole = restBytes > maxLineBytes ? Buffer.alloc(maxLineBytes + 1) : Buffer.concat(rest);
    rest = [];
    restBytes = 0;
    return read(whole);
  };

  return {
    push(bytes) {
      const lines: ReportLine[] = [];
      let start = 0;
      for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
        // Blank lines are only counted, as there may be millions of them in a second.
        if (start === end && restBytes === 0) number += 1;
        else lines.push(...takeRest(bytes.subarray(start, end)));
        start = end + 1;
      }
      if (start < bytes.length) keep(bytes.subarray(start));
      return lines;
    },
    end: () => (restBytes === 0 ? [] : takeRest(Buffer.alloc(0))),
  };
}

function tooLong(maxLineBytes: number): string {
  return `The line has more than ${maxLineBytes} bytes.`;
}
