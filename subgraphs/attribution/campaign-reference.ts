/** A campaign as this subgraph knows it: a name that others fill in. */
export interface CampaignReference {
  readonly id: string;
}
