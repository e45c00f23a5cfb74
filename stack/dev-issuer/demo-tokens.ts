// The people of the demonstration: what each of them may do.
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DevIssuer } from './dev-issuer.ts';

const readingScopes = ['campaigns:read', 'spend:read', 'attribution:read', 'experiments:read'];

const scopesOf = {
  /** Reads everything. */
  analyst: readingScopes,
  /** Reads everything and changes budgets and bids. */
  planner: [...readingScopes, 'changes:write'],
  /** Reads everything and may approve changes. */
  approver: [...readingScopes, 'changes:approve'],
  /** Reads everything and sets what is allowed: may neither ask for changes nor approve any. */
  admin: [...readingScopes, 'policies:write'],
  /** The mobile app's backend. */
  mobile: ['campaigns:read', 'attribution:read'],
  /** A loader of reports and events. */
  ingest: ['spend:ingest', 'attribution:ingest'],
  /** Reads everything, of another company: sees nothing of what the others see. */
  otherTenant: readingScopes,
} as const satisfies Record<string, readonly string[]>;

export type DemoTokenName = keyof typeof scopesOf;
export type DemoTokens = Readonly<Record<DemoTokenName, string>>;

/** Which advertisers the people of the demonstration, and the one of the other company, may see. */
export interface DemoTenants {
  readonly demo: readonly string[];
  readonly other: readonly string[];
}

/** Of each demo token. */
export const lifetimeSeconds = 12 * 60 * 60;

/** Signs a token for each. They are good for twelve hours, and each start signs new ones. */
export async function mintDemoTokens(issuer: DevIssuer, tenants: DemoTenants): Promise<DemoTokens> {
  const mint = (name: DemoTokenName) =>
    issuer.mint(
      {
        subject: `demo-${name}`,
        scopes: scopesOf[name],
        advertiserIds: name === 'otherTenant' ? tenants.other : tenants.demo,
      },
      lifetimeSeconds,
    );
  return {
    analyst: await mint('analyst'),
    planner: await mint('planner'),
    approver: await mint('approver'),
    admin: await mint('admin'),
    mobile: await mint('mobile'),
    ingest: await mint('ingest'),
    otherTenant: await mint('otherTenant'),
  };
}

/** Writes the tokens by name, readable by the owner alone. Returns the file. */
export async function writeDemoTokens(dataFolder: string, tokens: DemoTokens): Promise<string> {
  const file = join(dataFolder, 'demo-tokens.json');
  await writeFile(file, `${JSON.stringify(tokens, null, 2)}\n`, { mode: 0o600 });
  // The mode above is for a new file only.
  await chmod(file, 0o600);
  return file;
}
