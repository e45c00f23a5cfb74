import { createServer } from 'node:net';

/** Thrown when a port is taken. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
}

/** Throws `PortInUseError` when somebody listens on the port: better before the database is started than after. */
export async function assertPortIsFree(port: number, host: string): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(`Port ${port} is in use.`) : error);
    });
    server.listen(port, host, () => server.close(() => resolve()));
  });
}
