// Who may see what: @authenticated, @requiresScopes and @policy of the supergraph as rules by coordinate.
import type { ConstDirectiveNode, DocumentNode } from 'graphql';
import { z } from 'zod';
import type { Viewer } from '../../schema/viewer.ts';
import { forEachDirective } from './coordinates.ts';
import { type LinkFeatures, readArguments } from './link-features.ts';

/** What a viewer must fulfil. Every non-empty part must hold. */
export interface AccessRule {
  /** Alternatives, each a list of scopes that are all needed; empty: no scope is needed. */
  readonly scopes: readonly (readonly string[])[];
  /** Alternatives, each a list of policies that must all hold; empty: no policy is asked. */
  readonly policies: readonly (readonly string[])[];
}

/** Decides a `@policy` by its name. */
export type HoldsPolicy = (policy: string, viewer: Viewer) => boolean;

/** Rules by coordinate: `Type` or `Type.field`. */
export type AccessRules = ReadonlyMap<string, AccessRule>;

const alternativesSchema = z.array(z.array(z.string()));

/** Reads the access rules of a supergraph. */
export function readAccessRules(document: DocumentNode, features: LinkFeatures): AccessRules {
  const authenticated = features.directiveName('authenticated', 'authenticated');
  const requiresScopes = features.directiveName('requiresScopes', 'requiresScopes');
  const policy = features.directiveName('policy', 'policy');
  const rules = new Map<string, AccessRule>();
  forEachDirective(document, (coordinate, directive) => {
    const rule = rules.get(coordinate) ?? { scopes: [], policies: [] };
    const name = directive.name.value;
    if (name === authenticated) rules.set(coordinate, rule);
    if (name === requiresScopes) rules.set(coordinate, { ...rule, scopes: readAlternatives(directive, 'scopes') });
    if (name === policy) rules.set(coordinate, { ...rule, policies: readAlternatives(directive, 'policies') });
  });
  return rules;
}

/** Whether the viewer fulfils the rule. Every rule needs a viewer: even a bare `@authenticated` is one. */
export function isAllowed(rule: AccessRule, viewer: Viewer | undefined, holdsPolicy: HoldsPolicy): boolean {
  if (viewer === undefined) return false;
  return (
    someAlternative(rule.scopes, (scope) => viewer.scopes.has(scope)) &&
    someAlternative(rule.policies, (policy) => holdsPolicy(policy, viewer))
  );
}

function someAlternative(alternatives: readonly (readonly string[])[], holds: (name: string) => boolean): boolean {
  return alternatives.length === 0 || alternatives.some((names) => names.every(holds));
}

function readAlternatives(directive: ConstDirectiveNode, argument: string): string[][] {
  return alternativesSchema.parse(readArguments(directive)[argument]);
}
