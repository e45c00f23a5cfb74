// Viewers who may do less than their token says.
import type { Viewer } from '../../schema/viewer.ts';

/** A subgraph that verifies the token itself does not know of this; so such a viewer shares nothing with others. */
interface NarrowedViewer extends Viewer {
  readonly isNarrowed: true;
}

/** The viewer with those of its scopes that `keeps` lets it have; the same one when it loses none. */
export function narrow(viewer: Viewer, keeps: (scope: string) => boolean): Viewer {
  const scopes = new Set([...viewer.scopes].filter(keeps));
  if (scopes.size === viewer.scopes.size) return viewer;
  const narrowed: NarrowedViewer = { ...viewer, scopes, isNarrowed: true };
  return narrowed;
}

export function isNarrowed(viewer: Viewer): viewer is NarrowedViewer {
  return 'isNarrowed' in viewer;
}
