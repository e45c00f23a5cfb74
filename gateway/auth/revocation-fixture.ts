// Whoever publishes a list of revocations, for the tests.
import { createServer } from 'node:http';
import type { RevocationRecord } from './revocations.ts';

export interface Publisher {
  readonly url: string;
  /** Answers with these from now on. */
  publish(...revoked: readonly RevocationRecord[]): void;
  /** Answers with this from now on. */
  answer(status: number, body: string): void;
  /** Whether it says which list it is, so that the same need not be sent again; it does at first. */
  knowsTags: boolean;
  /** How often it was asked, and how often nothing had to be sent. */
  asked: number;
  unchanged: number;
  close(): Promise<void>;
}

/** Publishes an empty list on a free port. */
export async function startPublisher(): Promise<Publisher> {
  let version = 0;
  let current = { status: 200, body: '{"revoked":[]}' };
  const server = createServer(({ headers }, response) => {
    publisher.asked += 1;
    const etag = `"${version}"`;
    if (current.status === 200 && headers['if-none-match'] === etag) {
      publisher.unchanged += 1;
      response.writeHead(304).end();
    } else response.writeHead(current.status, publisher.knowsTags ? { etag } : {}).end(current.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  const publisher: Publisher = {
    url: `http://127.0.0.1:${address.port}/revocations.json`,
    knowsTags: true,
    asked: 0,
    unchanged: 0,
    publish: (...revoked) => publisher.answer(200, JSON.stringify({ revoked })),
    answer(status, body) {
      version += 1;
      current = { status, body };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return publisher;
}
