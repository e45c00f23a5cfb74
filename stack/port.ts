import { createServer } from 'node:net';

/** Thrown when a port is taken. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
}

/** Thrown where nobody could listen: an address of another machine, or a port that needs more rights. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

/**
 * Throws `PortInUseError` when somebody listens on the port, and `AddressError` when nobody could: better before the
 * database is started than after.
 */
export async function assertPortIsFree(port: number, host: string): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isInUse = error.code === 'EADDRINUSE';
      reject(
        isInUse
          ? new PortInUseError(`Port ${port} is in use.`)
          : new AddressError(`${host} cannot be listened on: ${error.message}.`),
      );
    });
    server.listen(port, host, () => server.close(() => resolve()));
  });
}
