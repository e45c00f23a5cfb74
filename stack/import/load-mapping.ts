import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { mappingSchema } from './mapping.ts';
import type { Mapping } from './mapping.ts';

/** Something the user has to put right before an import can begin; its message says what. */
export class ImportSetupError extends Error {
  override readonly name = 'ImportSetupError';
}

/** The folder of the mappings that come with the product. */
export const shippedMappings = new URL('./mappings/', import.meta.url);

/**
 * Finds the mapping of a platform by one of its names, in the given folder first. Upper case and `-` for `_` are accepted.
 *
 * @throws ImportSetupError when there is none, or when it is not a valid mapping
 */
export async function loadMapping(name: string, folders: readonly URL[]): Promise<Mapping> {
  const known: string[] = [];
  for (const folder of folders) {
    for (const file of (await readdir(folder)).filter((entry) => entry.endsWith('.json')).toSorted()) {
      const mapping = await readMapping(new URL(file, folder));
      if (mapping.names.some((candidate) => canonicalName(candidate) === canonicalName(name))) return mapping;
      known.push(mapping.names[0] ?? file);
    }
  }
  throw new ImportSetupError(
    `No mapping is named "${name}". Known are: ${known.join(', ')}. A new platform needs a mapping file, see stack/import/mappings/README.md.`,
  );
}

async function readMapping(file: URL): Promise<Mapping> {
  const result = mappingSchema.safeParse(parseJson(await readFile(file, 'utf8'), file));
  if (result.success) return result.data;
  throw new ImportSetupError(`${file.pathname} is not a valid mapping.\n${z.prettifyError(result.error)}`);
}

function parseJson(text: string, file: URL): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ImportSetupError(`${file.pathname} is not JSON.`, { cause });
  }
}

function canonicalName(name: string): string {
  return name.toLowerCase().replaceAll('-', '_');
}
