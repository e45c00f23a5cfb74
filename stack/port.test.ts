import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { assertPortIsFree, PortInUseError } from './port.ts';

test('a port somebody listens on is in use, and free again afterwards', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(assertPortIsFree(port, '127.0.0.1')).rejects.toThrow(PortInUseError);
  await new Promise((resolve) => server.close(resolve));
  await assertPortIsFree(port, '127.0.0.1');
});
