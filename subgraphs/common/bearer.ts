import type { VerifyToken, Viewer } from '../../schema/viewer.ts';
import { RequestRefusal } from './request-body.ts';

/** The viewer of an `Authorization` header; undefined without one. Throws a `RequestRefusal` for a token that is not valid. */
export async function readViewer(
  authorization: string | undefined,
  verifyToken: VerifyToken,
): Promise<Viewer | undefined> {
  if (authorization === undefined) return undefined;
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const viewer = token === undefined ? undefined : await verifyToken(token).catch(() => undefined);
  if (!viewer) throw new RequestRefusal(401, 'UNAUTHENTICATED', 'The token is not valid.');
  return viewer;
}
