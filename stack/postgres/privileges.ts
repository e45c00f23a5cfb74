// PostgreSQL refuses to run as root, and would outlive a Node process that is killed. Both are settled by what its
// programs are started through.
import { execFileSync } from 'node:child_process';
import os from 'node:os';

/** The user `nobody`, by its number on every Linux. */
const nobody = '65534';

export interface Privileges {
  /** What to put before a program and its arguments. */
  readonly prefix: readonly string[];
  /** The user who must own the data folder; undefined when that is whoever runs this process. */
  readonly owner: string | undefined;
}

/**
 * How to start a PostgreSQL program from this process: without root's rights, and so that it shuts down when this
 * process dies, however it dies.
 *
 * Root becomes nobody inside a user namespace, where the files stay root's own; no user is created and no folder needs
 * to be opened to others. Where namespaces are forbidden, as in many containers, root becomes nobody outright and the
 * data folder is given to nobody, who must be able to enter the folders above it. A user who has no name, as containers
 * are given by their number, becomes nobody inside a user namespace too: PostgreSQL asks for the name. Where the tools are
 * missing, PostgreSQL says itself what it will not do.
 */
export function dropPrivileges(isRoot = process.getuid?.() === 0, isNamed = hasName()): Privileges {
  const deathSignal = ['setpriv', '--pdeathsig', 'INT'];
  const asNobody = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
  const namespace = ['unshare', '--user', `--map-user=${nobody}`, `--map-group=${nobody}`];
  const ending = canRun(deathSignal) ? deathSignal : [];
  if (!isRoot && isNamed) return { prefix: ending, owner: undefined };
  if (canRun(namespace)) return { prefix: [...namespace, ...ending], owner: undefined };
  // The death signal comes last: changing the user clears it.
  if (isRoot && canRun(asNobody)) return { prefix: [...asNobody, ...ending], owner: nobody };
  return { prefix: ending, owner: undefined };
}

/** Whether the system knows the user of this process by more than its number. */
function hasName(): boolean {
  try {
    os.userInfo();
    return true;
  } catch {
    return false;
  }
}

const canRunPrefix = new Map<string, boolean>();

function canRun(prefix: readonly string[]): boolean {
  const key = prefix.join(' ');
  const result = canRunPrefix.get(key) ?? tryToRun(prefix);
  canRunPrefix.set(key, result);
  return result;
}

function tryToRun([program = '', ...args]: readonly string[]): boolean {
  try {
    execFileSync(program, [...args, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
