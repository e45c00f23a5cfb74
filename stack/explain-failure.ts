// Why a stack did not start, for whoever typed the command: what is wrong and what to do about it.
import { ConfigError } from '../gateway/config.ts';
import { ProductionError } from './dev-issuer/dev-issuer.ts';
import { StartRefusal } from '../subgraphs/common/start-refusal.ts';
import { FolderInUseError, UnusableFolderError } from './folder-lock.ts';
import { AddressError, PortInUseError } from './port.ts';
import { PostgresAlreadyRunningError } from './postgres/embedded-postgres.ts';
import { KeptEstateError } from './twins/kept-estate.ts';

/** What to print. Of an error that nobody foresaw, everything. */
export function explainFailure(error: unknown): string {
  if (error instanceof PortInUseError) {
    return `${error.message} Stop the other program, or choose another port: PORT=4001 npm start`;
  }
  if (error instanceof FolderInUseError || error instanceof PostgresAlreadyRunningError) {
    return `${error.message} Stop that one, or give this one a folder of its own: npm start -- --data other-folder`;
  }
  if (error instanceof UnusableFolderError) return `${error.message} Give another: npm start -- --data other-folder`;
  if (error instanceof AddressError) return `${error.message} Check HOST and PORT.`;
  if (error instanceof Error && toldAsTheyAre.some((kind) => error instanceof kind)) return error.message;
  if (isRefusedConnection(error)) return `The database does not answer: ${error.message}. Check DATABASE_URL.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What is wrong with these their message says, and what to do. */
const toldAsTheyAre = [ConfigError, ProductionError, KeptEstateError, StartRefusal];

/** Node and the driver tell an unreachable server, a wrong password and a missing database by a code. */
function isRefusedConnection(error: unknown): error is Error {
  const codes = ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', '28P01', '28000', '3D000'];
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
