import { printSchema } from 'graphql';
import { loadSupergraph } from './supergraph.ts';

/** The schema that clients of the contract see, as SDL. Throws when the tag marks no query of the supergraph. */
export function printContract(supergraphSdl: string, tag: string): string {
  return `${printSchema(loadSupergraph(supergraphSdl, tag).apiSchema)}\n`;
}
