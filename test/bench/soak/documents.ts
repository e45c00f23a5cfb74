// What the clients of the soak send.
import { readFileSync } from 'node:fs';

function read(name: string): string {
  return readFileSync(new URL(`../../../schema/operations/${name}.graphql`, import.meta.url), 'utf8');
}

export const documents = {
  dashboard: read('Dashboard'),
  attribution: read('CampaignAttribution'),
  pacing: read('LivePacing'),
  changeBudget: read('ChangeBudget'),
  recordSpend: `mutation ($input: RecordSpendInput!) {
    recordSpend(input: $input) { acknowledgements { outcome reason } } }`,
  campaigns: `{ campaigns(first: 20, filter: { statuses: [ENABLED] }) { nodes {
    id externalId version platform currency timeZone adAccount { externalId advertiser { id } } } } }`,
} as const;
