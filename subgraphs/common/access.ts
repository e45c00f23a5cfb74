// Who may do what, asked again inside each subgraph: the gateway refuses earlier, but a subgraph trusts no caller.
import { GraphQLError } from 'graphql';
import type { Viewer } from '../../schema/viewer.ts';
import type { SubgraphContext } from './subgraph.ts';

/** An error that a client may read, with the code by which programs tell it from others. */
export function codedError(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** A mistake in what the client sent; the message says what was wrong and what would be right. */
export function badInput(message: string): GraphQLError {
  return codedError('BAD_USER_INPUT', message);
}

/** The verified viewer. Throws `UNAUTHENTICATED` for an anonymous request. */
export function requireViewer({ viewer }: SubgraphContext): Viewer {
  if (!viewer) throw codedError('UNAUTHENTICATED', 'This needs a valid token.');
  return viewer;
}

/** The viewer, who has every one of `scopes`. Throws `UNAUTHENTICATED`, or `FORBIDDEN` when a scope is missing. */
export function requireScopes(context: SubgraphContext, ...scopes: readonly string[]): Viewer {
  const viewer = requireViewer(context);
  const missing = scopes.filter((scope) => !viewer.scopes.has(scope));
  if (missing.length > 0) throw codedError('FORBIDDEN', `The token lacks the scope ${missing.join(' and ')}.`);
  return viewer;
}

/**
 * Lets the viewer touch rows of an advertiser, or throws `FORBIDDEN`.
 *
 * The words are the same whether the advertiser exists or not, so that nobody learns which others are customers.
 */
export function requireAdvertiser(viewer: Viewer, advertiserId: string): void {
  if (!viewer.advertiserIds.includes(advertiserId)) {
    throw codedError('FORBIDDEN', 'The token gives no access to this advertiser.');
  }
}
