import { setTimeout as sleep } from 'node:timers/promises';
import { numberPlaceholder } from '../http-load-spec.ts';
import type { Contender } from './contenders.ts';
import type { World } from './world.ts';

/** Waits until the contender answers its first question as it should, and registers what must be; throws after 30 s. */
export async function awaitAnswer({ name, port, questions }: Contender, world: World): Promise<void> {
  const deadline = performance.now() + 30_000;
  const bodies = questions.flatMap(({ registration, request }) => [registration ?? request.split('\r\n\r\n')[1] ?? '']);
  for (const body of bodies.filter((text) => text !== '').map((text) => text.replace(numberPlaceholder, '0'))) {
    for (;;) {
      const answer = await post(port, world.token, body);
      if (answer.includes(world.data)) break;
      if (performance.now() > deadline) throw new Error(`${name} answers ${answer.slice(0, 500)} to ${body}`);
      await sleep(100);
    }
  }
  // A contender that is only asked by GET is waited for until it listens.
  while ((await post(port, world.token, '{"query":"{ __typename }"}')) === '') await sleep(100);
}

/** The body of the answer; empty while nobody listens. */
async function post(port: number, token: string, body: string): Promise<string> {
  const headers = { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` };
  try {
    return await (await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body })).text();
  } catch {
    return '';
  }
}

/** The same request from a client that has the answer already: with the entity tag that came with it. */
export async function withTag(request: string, port: number): Promise<string> {
  const [head = '', ...lines] = request.trimEnd().split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const target = head.split(' ')[1] ?? '/';
  const response = await fetch(`http://127.0.0.1:${port}${target}`, {
    headers: headers.filter(([name]) => name !== 'host'),
  });
  await response.text();
  const tag = response.headers.get('etag');
  if (tag === null) throw new Error(`The answer to ${target} has no entity tag.`);
  return request.replace('\r\n\r\n', `\r\nif-none-match: ${tag}\r\n\r\n`);
}
