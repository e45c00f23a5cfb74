// What the twins of a data folder hold, kept beside the database as a platform keeps what is its own: how the estate was when it
// began, written once, and every edit since, added before whoever made it is answered. Whatever spends follows from these.
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { PlatformCode } from '../../platforms/ad-platform.ts';
import type { EstateEdit, EstateMemory } from '../../platforms/estate/estate-config.ts';
import { editShape, estateShape, type KeptEstate } from './kept-shapes.ts';

/** Thrown for a file that holds something else than was written into it. */
export class KeptEstateError extends Error {
  override readonly name = 'KeptEstateError';

  constructor(file: string, what: string) {
    super(`${file} ${what}. Delete the folder it is in to have the twins begin anew, as the graph knows its accounts.`);
  }
}

const folderOf = (dataFolder: string) => join(dataFolder, 'twins');
const estateFile = (dataFolder: string) => join(folderOf(dataFolder), 'estate.json');
const editsFile = (dataFolder: string) => join(folderOf(dataFolder), 'edits.jsonl');

/** The estate as it was when it began; undefined where none has begun. Throws a `KeptEstateError`. */
export function readEstate(dataFolder: string): KeptEstate | undefined {
  const file = estateFile(dataFolder);
  const text = readText(file);
  return text === undefined ? undefined : parse(text, estateShape, file, 'is no estate');
}

/** Begins an estate: from here on it is the one of the folder, with no edit made yet. */
export async function writeEstate(dataFolder: string, estate: KeptEstate): Promise<void> {
  await mkdir(folderOf(dataFolder), { recursive: true });
  rmSync(editsFile(dataFolder), { force: true });
  const file = estateFile(dataFolder);
  // Whole or not at all: an estate that ends in the middle would be of no use.
  writeDurably(`${file}.new`, 'w', `${toJson(estate)}\n`);
  renameSync(`${file}.new`, file);
}

/** There is no estate any more. */
export function forgetEstate(dataFolder: string): void {
  rmSync(folderOf(dataFolder), { recursive: true, force: true });
}

export interface EditFile {
  memoryOf(platform: PlatformCode): EstateMemory;
  close(): void;
}

/**
 * Opens the edits of the folder's estate. An edit that was only begun to be written was never answered, and is gone. Throws
 * a `KeptEstateError`.
 */
export function openEdits(dataFolder: string): EditFile {
  const file = editsFile(dataFolder);
  const edits = readEdits(file);
  const descriptor = openSync(file, 'a', 0o600);
  return {
    memoryOf: (platform) => ({
      edits: edits.filter((kept) => kept.platform === platform).map(({ edit }) => edit),
      keep: (edit) => {
        writeSync(descriptor, `${toJson({ platform, edit })}\n`);
        fsyncSync(descriptor);
      },
    }),
    close: () => closeSync(descriptor),
  };
}

interface KeptEdit {
  readonly platform: PlatformCode;
  readonly edit: EstateEdit;
}

function readEdits(file: string): readonly KeptEdit[] {
  const text = readText(file) ?? '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
  const lines = whole.split('\n').slice(0, -1);
  return lines.map((line, index) => parse(line, editShape, file, `has no edit in line ${index + 1}`));
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function writeDurably(file: string, flags: string, text: string): void {
  const descriptor = openSync(file, flags, 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Amounts are texts, as JSON has no whole numbers of 64 bits. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
}

function parse<Value>(text: string, shape: z.ZodType<Value>, file: string, what: string): Value {
  const parsed = shape.safeParse(readJson(text));
  if (parsed.success) return parsed.data;
  throw new KeptEstateError(file, `${what}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
