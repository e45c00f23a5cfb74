// The lines of a file as text, a block at a time. Damage stays where it is: a line that is not UTF-8 or is too long is
// named, and the lines around it are read all the same.
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';

/** No record of a report export comes near a megabyte; what does is damage, such as a quote that was never closed. */
export const maxRecordBytes = 1_000_000;

/** A line that cannot be read. */
export interface UnreadableLine {
  readonly reason: string;
}

export type Line = string | UnreadableLine;

const newline = 0x0a;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const tooLong: UnreadableLine = { reason: `is longer than ${maxRecordBytes} bytes` };

/** Reads a file's lines in batches, without their line ends and without a byte order mark. Memory is bounded by the longest line. */
export async function* readLines(path: string): AsyncGenerator<readonly Line[]> {
  let rest: Buffer = Buffer.alloc(0);
  let isInLongLine = false;
  let isStart = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
    let bytes: Buffer = Buffer.concat([rest, chunk]);
    if (isStart && bytes.subarray(0, 3).equals(byteOrderMark)) bytes = bytes.subarray(3);
    isStart = false;
    const end = bytes.lastIndexOf(newline);
    const lines = end < 0 ? [] : decodeLines(bytes.subarray(0, end));
    if (isInLongLine && end >= 0) {
      lines[0] = tooLong;
      isInLongLine = false;
    }
    rest = bytes.subarray(end + 1);
    if (rest.length > maxRecordBytes) {
      rest = Buffer.alloc(0);
      isInLongLine = true;
    }
    if (lines.length > 0) yield lines;
  }
  if (isInLongLine) yield [tooLong];
  else if (rest.length > 0) yield decodeLines(rest);
}

function decodeLines(bytes: Buffer): Line[] {
  return isUtf8(bytes) && !bytes.includes(0)
    ? bytes.toString('utf8').split('\n').map(checkLength)
    : decodeOneByOne(bytes);
}

function decodeOneByOne(bytes: Buffer): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= bytes.length;) {
    const found = bytes.indexOf(newline, start);
    const end = found < 0 ? bytes.length : found;
    lines.push(decodeLine(bytes.subarray(start, end)));
    start = end + 1;
  }
  return lines;
}

function decodeLine(bytes: Buffer): Line {
  if (!isUtf8(bytes)) return { reason: 'is not valid UTF-8' };
  if (bytes.includes(0)) return { reason: 'holds a zero byte' };
  return checkLength(bytes.toString('utf8'));
}

function checkLength(line: string): Line {
  if (line.length > maxRecordBytes) return tooLong;
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
