import { adAccountResolvers, advertiserResolvers } from './resolvers/account.ts';
import { adEntityResolvers, adGroupResolvers, adResolvers, campaignResolvers } from './resolvers/ad-entity.ts';
import { auditEntryResolvers } from './resolvers/audit-entry.ts';
import {
  adEntityChangedResolvers,
  appliedChangeResolvers,
  batchItemResolvers,
  batchResultResolvers,
  changePreviewedResolvers,
  changeRequestProgressResolvers,
  changeRequestResolvers,
  changeResultResolvers,
  decisionResultResolvers,
} from './resolvers/change.ts';
import {
  driftMutationResolvers,
  driftQueryResolvers,
  driftResolvers,
  quotaPressureResolvers,
  reconcileNowResultResolvers,
} from './resolvers/drift.ts';
import {
  driftPolicyMutationResolvers,
  setDriftPolicyResultResolvers,
  standingDriftPolicyResolvers,
} from './resolvers/drift-policy.ts';
import {
  freezeResolvers,
  freezeResultResolvers,
  guardrailMutationResolvers,
  guardrailPolicyResolvers,
  guardrailQueryResolvers,
  policyResultResolvers,
} from './resolvers/guardrails.ts';
import { killSwitchResolvers, killSwitchResultResolvers } from './resolvers/kill-switch.ts';
import { mutationResolvers } from './resolvers/mutation.ts';
import { performanceResolvers } from './resolvers/performance.ts';
import {
  changePreviewItemResolvers,
  changesPreviewedResolvers,
  previewResultResolvers,
  worstCaseResolvers,
} from './resolvers/preview.ts';
import { queryResolvers } from './resolvers/query.ts';
import { subscriptionResolvers } from './resolvers/subscription.ts';
import type { Resolvers } from './schema.generated.ts';

/** All resolvers of the subgraph; the scalars are added when the schema is built. */
export const resolvers = {
  Query: { ...queryResolvers, ...driftQueryResolvers, ...guardrailQueryResolvers },
  Mutation: {
    ...mutationResolvers,
    ...driftMutationResolvers,
    ...guardrailMutationResolvers,
    ...driftPolicyMutationResolvers,
  },
  Subscription: subscriptionResolvers,
  Advertiser: advertiserResolvers,
  AdAccount: adAccountResolvers,
  AdEntity: adEntityResolvers,
  Campaign: campaignResolvers,
  AdGroup: adGroupResolvers,
  Ad: adResolvers,
  Performance: performanceResolvers,
  AppliedChange: appliedChangeResolvers,
  ChangeRequest: changeRequestResolvers,
  ChangeResult: changeResultResolvers,
  ChangePreviewed: changePreviewedResolvers,
  PreviewResult: previewResultResolvers,
  ChangesPreviewed: changesPreviewedResolvers,
  ChangePreviewItem: changePreviewItemResolvers,
  WorstCase: worstCaseResolvers,
  BatchResult: batchResultResolvers,
  BatchItem: batchItemResolvers,
  DecisionResult: decisionResultResolvers,
  KillSwitch: killSwitchResolvers,
  KillSwitchResult: killSwitchResultResolvers,
  GuardrailPolicy: guardrailPolicyResolvers,
  PolicyResult: policyResultResolvers,
  Freeze: freezeResolvers,
  FreezeResult: freezeResultResolvers,
  StandingDriftPolicy: standingDriftPolicyResolvers,
  SetDriftPolicyResult: setDriftPolicyResultResolvers,
  AuditEntry: auditEntryResolvers,
  ChangeRequestProgress: changeRequestProgressResolvers,
  AdEntityChanged: adEntityChangedResolvers,
  Drift: driftResolvers,
  QuotaPressure: quotaPressureResolvers,
  ReconcileNowResult: reconcileNowResultResolvers,
} satisfies Resolvers;
