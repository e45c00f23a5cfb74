// Generates what must agree with the schema: the resolver types of each subgraph, and the typed client with its
// manifest of trusted documents. `npm run codegen` writes, `npm run codegen:check` fails on a difference.
import type { CodegenConfig } from '@graphql-codegen/cli';

/** Internal types of the scalars: what resolvers take and return (see subgraphs/common/scalars.ts). */
const subgraphScalars = {
  ID: 'string',
  Micros: 'bigint',
  CurrencyCode: 'string',
  LocalDate: 'string',
  Instant: 'Date',
  TimeZone: 'string',
  PlatformCode: 'string',
  Count: 'bigint',
  Decimal: 'string',
  _FieldSet: 'string',
};

/** The same scalars as a client sees them in JSON. */
const { _FieldSet, ...apiScalars } = subgraphScalars;
const clientScalars = { ...apiScalars, Micros: 'string', Instant: 'string', Count: 'number' };

/** Resolver types of one subgraph. A mapper names the type that resolvers of a GraphQL type get as their parent. */
function subgraph(name: string, mappers: Readonly<Record<string, string>>): CodegenConfig['generates'] {
  return {
    [`subgraphs/${name}/schema.generated.ts`]: {
      schema: `subgraphs/${name}/schema.graphql`,
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        federation: true,
        useTypeImports: true,
        enumsAsTypes: true,
        immutableTypes: true,
        strictScalars: true,
        scalars: subgraphScalars,
        contextType: './context.ts#Context',
        mappers,
        resolversNonOptionalTypename: { unionMember: true, interfaceImplementingType: false },
        makeResolverTypeCallable: true,
      },
    },
  };
}

const config: CodegenConfig = {
  generates: {
    ...subgraph('campaigns', {
      Advertiser: './ad-entity.ts#Advertiser as AdvertiserModel',
      AdAccount: './ad-entity.ts#AdAccount as AdAccountModel',
      AdEntity: './ad-entity.ts#AdEntity as AdEntityModel',
      Campaign: './ad-entity.ts#AdEntity as AdEntityModel',
      AdGroup: './ad-entity.ts#AdEntity as AdEntityModel',
      Ad: './ad-entity.ts#AdEntity as AdEntityModel',
      AppliedChange: './applied-change.ts#AppliedChange as AppliedChangeModel',
      ChangeRequest: './change-request.ts#ChangeRequest as ChangeRequestModel',
      ChangeResult: './applied-change.ts#ChangeAnswer as ChangeAnswerModel',
      ChangeApplied: './applied-change.ts#AppliedAnswer as AppliedAnswerModel',
      Approval: './approval-store.ts#Approval as ApprovalModel',
      KillSwitch: './kill-switch.ts#KillSwitch as KillSwitchModel',
      GuardrailPolicy: './guardrails/policy-store.ts#SetPolicy',
      GuardrailPolicySet: './graph-answers.ts#PolicySet as PolicySetModel',
      PolicyResult: './set-policy.ts#PolicyAnswer',
      Freeze: './guardrails/freeze.ts#Freeze as FreezeModel',
      FreezeSet: './graph-answers.ts#FreezeSet as FreezeSetModel',
      FreezeResult: './set-freeze.ts#FreezeAnswer',
      StandingDriftPolicy: './delivery/drift-policy.ts#SetDriftPolicy as SetDriftPolicyModel',
      DriftRule: './delivery/drift-policy.ts#DriftRule as DriftRuleModel',
      DriftPolicySet: './graph-answers.ts#DriftPolicySet as DriftPolicySetModel',
      SetDriftPolicyResult: './set-drift-policy.ts#DriftPolicyAnswer',
      AuditEntry: './audit.ts#AuditEntry as AuditEntryModel',
      PreviewResult: './graph-answers.ts#PreviewResult as PreviewResultModel',
      ChangesPreviewed: './preview-changes.ts#PreviewAnswer as PreviewAnswerModel',
      ChangePreviewItem: './preview-changes.ts#PreviewItem as PreviewItemModel',
      WorstCase: './graph-answers.ts#WorstCaseIn as WorstCaseModel',
      BatchItem: './make-batch.ts#BatchItem as BatchItemModel',
      BatchMade: './make-batch.ts#BatchAnswer as BatchAnswerModel',
      BatchResult: './graph-answers.ts#BatchResult as BatchResultModel',
      DecisionResult: './decide-request.ts#DecisionAnswer as DecisionAnswerModel',
      ChangeDecided: './graph-answers.ts#Decided as DecidedModel',
      KillSwitchResult: './switch-off.ts#SwitchAnswer as SwitchAnswerModel',
      KillSwitchSet: './graph-answers.ts#Switched as SwitchedModel',
      ChangeRequestProgress: './change-request-moved.ts#ChangeRequestMoved as ChangeRequestMovedModel',
      KillSwitchTripped: './kill-switch-changed.ts#KillSwitchChanged as KillSwitchChangedModel',
      ChangeAwaitsApproval: './applied-change.ts#PendingAnswer as PendingAnswerModel',
      ChangeScheduled: './applied-change.ts#ScheduledAnswer as ScheduledAnswerModel',
      ChangeQueued: './applied-change.ts#QueuedAnswer as QueuedAnswerModel',
      ChangePreviewed: './applied-change.ts#PreviewedAnswer as PreviewedAnswerModel',
      ChangeRefused: './applied-change.ts#RefusedAnswer as RefusedAnswerModel',
      AdEntityChanged: './ad-entity-changed.ts#AdEntityChanged as AdEntityChangedModel',
      Drift: './delivery/drift-store.ts#DriftRecord',
      DriftDetected: './delivery/drift-detected.ts#DriftDetected as DriftDetectedModel',
      QuotaPressure: './delivery/quota-pressure.ts#QuotaPressureEvent',
      ReconcileNowResult: './delivery/ask-to-reconcile.ts#ReconcileAnswer',
      ReconciliationAsked: './delivery/ask-to-reconcile.ts#AskedAnswer',
      ReconciliationRefused: './delivery/ask-to-reconcile.ts#RefusedAnswer as RefusedReconciliation',
    }),
    ...subgraph('spend', {
      AdEntity: './graph-models.ts#AdEntity as AdEntityModel',
      AdAccount: './graph-models.ts#AdAccount as AdAccountModel',
      Advertiser: './graph-models.ts#Advertiser as AdvertiserModel',
      Performance: './graph-models.ts#Performance as PerformanceModel',
      SpendSeries: './graph-models.ts#SpendSeries as SpendSeriesModel',
    }),
    ...subgraph('attribution', {
      Campaign: './campaign-reference.ts#CampaignReference',
      Conversion: './event-store.ts#Conversion as ConversionModel',
      Touchpoint: './event-store.ts#Touchpoint as TouchpointModel',
      Credit: './credit-store.ts#CreditRow',
      CreditedConversion: './credit-store.ts#CreditedConversion as CreditedConversionModel',
      Performance: './earnings.ts#PerformanceReference',
    }),
    ...subgraph('experiments', {
      Campaign: './references.ts#CampaignReference',
      Experiment: './experiment.ts#Experiment as ExperimentModel',
      Arm: './experiment.ts#Arm as ArmModel',
      ExperimentResult: './compare-arms.ts#Comparison',
      Performance: './references.ts#PerformanceReference',
    }),
    'schema/client/': {
      schema: 'schema/api.graphql',
      documents: 'schema/operations/*.graphql',
      preset: 'client',
      presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: 'sha256' } },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        immutableTypes: true,
        scalars: clientScalars,
        documentMode: 'string',
      },
    },
  },
  importExtension: '.ts',
};

export default config;
