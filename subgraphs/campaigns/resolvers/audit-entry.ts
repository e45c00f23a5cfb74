import { readFact } from '../audit.ts';
import type { AuditEntryResolvers } from '../schema.generated.ts';

export const auditEntryResolvers = {
  at: ({ body }) => new Date(readFact(body).at),
  actor: ({ body }) => readFact(body).actor,
  action: ({ body }) => readFact(body).action,
  subject: ({ body }) => readFact(body).subject,
} satisfies AuditEntryResolvers;
