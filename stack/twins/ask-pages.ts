// Asks the pages of a stack that runs.
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { pagesSocket } from './pages-server.ts';
import type { PersonsEdit } from './pages.ts';

export interface PageCall {
  /** Of a campaign, ad group or ad; empty for all campaigns. */
  readonly externalId: string;
  /** What to edit of it; left out, it is looked at. */
  readonly edit?: PersonsEdit;
}

/** What the twins say. Throws an `Error` for people: where no stack runs on twins, and what the twins refuse. */
export async function askPages(dataFolder: string, call: PageCall): Promise<unknown> {
  const absent = `No stack runs on twins in ${dataFolder}. Start one: npm start`;
  if (!existsSync(dataFolder)) throw new Error(absent);
  const { status, text } = await send(pagesSocket(dataFolder), call).catch((error: unknown) => {
    throw new Error(absent, { cause: error });
  });
  const answer: unknown = JSON.parse(text);
  if (status !== 200) throw new Error(String(Object(answer).message));
  return answer;
}

function send(
  socketPath: string,
  { externalId, edit }: PageCall,
): Promise<{ readonly status: number | undefined; readonly text: string }> {
  const options = { socketPath, method: edit ? 'POST' : 'GET', path: `/${encodeURIComponent(externalId)}` };
  return new Promise((resolve, reject) => {
    const asking = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    asking.on('error', reject);
    asking.end(edit && JSON.stringify(edit));
  });
}
