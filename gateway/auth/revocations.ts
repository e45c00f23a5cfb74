// Which tokens count no more, or for less than they say: a list that whoever issues them publishes. Its words are those
// of tokens (RFC 7519).
import { z } from 'zod';
import type { Viewer } from '../../schema/viewer.ts';
import { narrow } from './narrow.ts';

const recordShape = z
  .strictObject({
    /** The one token of this identifier. */
    jti: z.string().min(1).optional(),
    /** The tokens of this subject. */
    sub: z.string().min(1).optional(),
    /** Of those only what was issued (`iat`) until then, in seconds since 1970; a token that does not say when, is older. */
    issuedUntil: z.number().int().optional(),
    /** Takes away these scopes, separated by spaces, and nothing else. */
    scope: z.string().min(1).optional(),
    /** Nothing that it concerns is good beyond then, in seconds since 1970: the record may be forgotten. */
    exp: z.number().int().optional(),
  })
  // What is not understood must not be passed over: the list as a whole is then refused.
  .refine(({ jti, sub }) => (jti === undefined) !== (sub === undefined), 'expected either "jti" or "sub"');

const listShape = z.strictObject({ revoked: z.array(recordShape).max(200_000) });

export type RevocationRecord = Readonly<z.infer<typeof recordShape>>;

export interface RevocationList {
  /** The viewer with what its token still allows, the same one when that is all; undefined when it is worth nothing. */
  judge(viewer: Viewer): Viewer | undefined;
}

/** Reads the JSON of a list. Throws when it is anything else. */
export function readRevocations(json: string): RevocationList {
  const { revoked } = listShape.parse(JSON.parse(json));
  const byTokenId = Map.groupBy(revoked, ({ jti }) => jti);
  const bySubject = Map.groupBy(revoked, ({ sub }) => sub);
  return {
    judge(viewer) {
      const ofToken = byTokenId.get(viewer.tokenId);
      const ofSubject = bySubject.get(viewer.subject);
      if (!ofToken && !ofSubject) return viewer;
      return judgeBy([...(ofToken ?? []), ...(ofSubject ?? [])], viewer);
    },
  };
}

function judgeBy(records: readonly RevocationRecord[], viewer: Viewer): Viewer | undefined {
  let left = viewer;
  for (const { issuedUntil = Infinity, scope } of records) {
    if ((viewer.issuedAtMs ?? 0) > issuedUntil * 1_000) continue;
    if (scope === undefined) return undefined;
    const lost = new Set(scope.split(' '));
    left = narrow(left, (each) => !lost.has(each));
  }
  return left;
}
