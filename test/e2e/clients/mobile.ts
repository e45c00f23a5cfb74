// What the mobile team writes: documents by their identifier, by GET, so that caches on the way can keep the answer; and
// events in batches, sent again until each of them is acknowledged.
import type { CampaignAttributionQuery, CampaignAttributionQueryVariables } from '../../../schema/client/graphql.ts';
import persistedDocuments from '../../../schema/client/persisted-documents.json' with { type: 'json' };
import { type Answer, createFrontendClient } from './frontend.ts';

export interface RecordAttributionEventsInput {
  readonly advertiserId: string;
  readonly touchpoints?: readonly Readonly<Record<string, unknown>>[];
  readonly conversions?: readonly Readonly<Record<string, unknown>>[];
}

interface Acknowledgement {
  readonly key: string;
  readonly outcome: 'RECORDED' | 'DUPLICATE' | 'REJECTED';
  readonly reason: string | null;
}

export interface RecordAnswer {
  readonly recordAttributionEvents: {
    readonly touchpoints: readonly Acknowledgement[];
    readonly conversions: readonly Acknowledgement[];
  };
}

const recordAttributionEvents = `
  mutation RecordAttributionEvents($input: RecordAttributionEventsInput!) {
    recordAttributionEvents(input: $input) {
      touchpoints { key outcome reason }
      conversions { key outcome reason }
    }
  }`;

/** The identifier of a document in the manifest that the app was built with. */
export function documentIdOf(operationName: string): string {
  const found = Object.entries(persistedDocuments).find(([, text]) => new RegExp(`\\b${operationName}\\b`).test(text));
  if (!found) throw new Error(`No trusted document is named ${operationName}.`);
  return found[0];
}

export interface MobileClient {
  campaignAttribution(variables: CampaignAttributionQueryVariables): Promise<Answer<CampaignAttributionQuery>>;
  /** Sends nothing twice by mistake: the gateway acknowledges an event it has as a duplicate. */
  record(input: RecordAttributionEventsInput): Promise<Answer<RecordAnswer>>;
}

/** A client of the gateway at `url` (…/graphql): one token reads, the other one, of the app's backend, records. */
export function createMobileClient(options: {
  readonly url: string;
  readonly readToken: string;
  readonly ingestToken: string;
}): MobileClient {
  const { url, readToken, ingestToken } = options;
  return {
    async campaignAttribution(variables) {
      const address = new URL(url);
      address.searchParams.set('documentId', documentIdOf('CampaignAttribution'));
      address.searchParams.set('variables', JSON.stringify(variables));
      const response = await fetch(address, {
        headers: {
          accept: 'application/graphql-response+json',
          authorization: `Bearer ${readToken}`,
          // A form of another site cannot send it: that is how the gateway knows the request is no forgery.
          'x-apollo-operation-name': 'CampaignAttribution',
        },
      });
      // The manifest and the type come from the same document.
      const { data = null, errors = [] } = (await response.json()) as Partial<Answer<CampaignAttributionQuery>>;
      return { status: response.status, data, errors };
    },
    record: (input) =>
      createFrontendClient({ url, token: ingestToken }).requestText(recordAttributionEvents, { input }),
  };
}
