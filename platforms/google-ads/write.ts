// Writes to Google Ads: one mutation for each kind of resource, each of its operations on its own feet.
import type { CallOptions, EntityLevel, PlatformBidStrategy, PlatformWrite, WriteOutcome } from '../ad-platform.ts';
import { PlatformError } from '../ad-platform.ts';
import { outcomeOf, parseReply, unreadable } from '../read-reply.ts';
import type { GoogleAdsCalls } from './call.ts';
import { errorOf, requestIdOf } from './failure.ts';
import { campaignTargetFields, campaignTargetOf } from './structure.ts';
import { adRow, type GoogleAdsError, mutateAnswer, campaignRow, type Status } from './wire.ts';

export interface WriteOptions extends CallOptions {
  readonly validateOnly?: boolean;
}

interface Operation {
  /** Such as `campaignBudgets:mutate`. */
  readonly method: string;
  readonly update: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly updateMask: string;
}

/** Sets the values, and says of each what became of it. Throws for nothing that Google Ads or the network did. */
export async function writeAll(
  calls: GoogleAdsCalls,
  accountExternalId: string,
  writes: readonly PlatformWrite[],
  options: WriteOptions,
): Promise<readonly WriteOutcome[]> {
  const names = await namesBehind(calls, accountExternalId, writes, options).catch((error: unknown) =>
    outcomeOf(error),
  );
  if (!(names instanceof Map)) return writes.map(() => names);
  const operations = writes.map((write) => operationOf(write, accountExternalId, names));
  const outcomes = new Map<number, WriteOutcome>();
  const sendable = [...operations.entries()].flatMap(([index, operation]) => {
    if ('method' in operation) return [{ index, operation }];
    outcomes.set(index, operation);
    return [];
  });
  for (const [method, group] of Map.groupBy(sendable, ({ operation }) => operation.method)) {
    const sent = await mutate(
      calls,
      accountExternalId,
      method,
      group.map(({ operation }) => operation),
      options,
    );
    for (const [at, { index }] of group.entries()) outcomes.set(index, sent[at] ?? lost(method));
  }
  return writes.map((_, index) => outcomes.get(index) ?? lost('the mutation'));
}

async function mutate(
  calls: GoogleAdsCalls,
  accountExternalId: string,
  method: string,
  operations: readonly Operation[],
  { validateOnly = false, signal }: WriteOptions,
): Promise<readonly WriteOutcome[]> {
  const body = {
    operations: operations.map(({ update, updateMask }) => ({ update, updateMask })),
    partialFailure: true,
    validateOnly,
  };
  try {
    const reply = await calls.post(accountExternalId, method, body, { isWrite: true, ...(signal && { signal }) });
    const answer = parseReply(mutateAnswer, reply);
    const requestId = requestIdOf(reply);
    const failures = failuresOf(answer.partialFailureError);
    if (!validateOnly && answer.results.length !== operations.length) throw unreadable(reply, 'results are missing');
    return operations.map((_, index) => {
      const error = failures.get(index);
      return error ? outcomeOf(errorOf(error.error, error.requestId, true)) : { kind: 'APPLIED', requestId };
    });
  } catch (error) {
    const outcome = outcomeOf(error);
    return operations.map(() => outcome);
  }
}

/** The first error of each operation that failed. */
function failuresOf(status: Status | undefined) {
  const failures = new Map<number, { readonly error: GoogleAdsError; readonly requestId: string | undefined }>();
  for (const { errors, requestId } of status?.details ?? []) {
    for (const error of errors) {
      const index = error.location?.fieldPathElements.find(({ fieldName }) => fieldName === 'operations')?.index ?? 0;
      if (!failures.has(index)) failures.set(index, { error, requestId });
    }
  }
  return failures;
}

/**
 * What has to be known before: the resources behind campaigns' budgets and behind ads, whose names hold more than the entity's
 * own identifier, and the fields that hold campaigns' targets.
 */
async function namesBehind(
  calls: GoogleAdsCalls,
  accountExternalId: string,
  writes: readonly PlatformWrite[],
  options: CallOptions,
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const budgeted = writes.filter(({ level, field }) => level === 'CAMPAIGN' && field === 'BUDGET');
  if (budgeted.length > 0) {
    const query = `SELECT campaign.id, campaign.campaign_budget FROM campaign WHERE campaign.id IN (${idsOf(budgeted)})`;
    for await (const rows of calls.search(accountExternalId, query, campaignRow, options)) {
      for (const { campaign } of rows) names.set(`BUDGET ${campaign.id}`, campaign.campaignBudget ?? '');
    }
  }
  const targeted = writes.filter((write) => write.field === 'BID' && isCampaignBid(write));
  if (targeted.length > 0) {
    // A target in the field of another strategy would replace the campaign's own, or take it out of its portfolio.
    const query = `SELECT campaign.id, ${campaignTargetFields.join(', ')} FROM campaign WHERE campaign.id IN (${idsOf(targeted)})`;
    for await (const rows of calls.search(accountExternalId, query, campaignRow, options)) {
      for (const { campaign } of rows) names.set(`BID ${campaign.id}`, campaignTargetOf(campaign)?.field ?? '');
    }
  }
  const ads = writes.filter(({ level }) => level === 'AD');
  if (ads.length > 0) {
    const query = `SELECT ad_group_ad.resource_name, ad_group_ad.ad.id FROM ad_group_ad WHERE ad_group_ad.ad.id IN (${idsOf(ads)})`;
    for await (const rows of calls.search(accountExternalId, query, adRow, options)) {
      for (const { adGroupAd } of rows) names.set(`AD ${adGroupAd.ad.id}`, adGroupAd.resourceName ?? '');
    }
  }
  return names;
}

/** Identifiers as a list of GAQL; what is no number can be no entity of Google Ads, and 0 is none. */
export function idsOf(refs: readonly { readonly externalId: string }[]): string {
  const ids = [...new Set(refs.map(({ externalId }) => externalId).filter((id) => /^\d{1,19}$/.test(id)))];
  return ids.length === 0 ? '0' : ids.join(', ');
}

function operationOf(
  write: PlatformWrite,
  accountExternalId: string,
  names: ReadonlyMap<string, string>,
): Operation | WriteOutcome {
  const customer = `customers/${accountExternalId}`;
  switch (write.field) {
    case 'BUDGET': {
      if (write.level !== 'CAMPAIGN') return refuse('UNSUPPORTED', 'Only campaigns have a budget on Google Ads.');
      const resourceName = names.get(`BUDGET ${write.externalId}`);
      if (!resourceName) return refuse('NOT_FOUND', `There is no campaign ${write.externalId} with a budget.`);
      const field = write.kind === 'DAILY' ? 'amountMicros' : 'totalAmountMicros';
      return operation('campaignBudgets:mutate', resourceName, field, String(write.amountMicros));
    }
    case 'BID':
      return bidOperation(write, customer, names);
    case 'STATUS':
      return statusOperation(write, customer, names);
  }
}

function bidOperation(
  { level, externalId, strategy, amountMicros }: PlatformWrite & { readonly field: 'BID' },
  customer: string,
  names: ReadonlyMap<string, string>,
): Operation | WriteOutcome {
  const field = bidField(strategy);
  if (level === 'AD_GROUP' && field)
    return operation('adGroups:mutate', `${customer}/adGroups/${externalId}`, field, String(amountMicros));
  if (!isCampaignBid({ level, strategy })) return refuse('UNSUPPORTED', `There is no ${strategy} here.`);
  const holder = names.get(`BID ${externalId}`);
  if (holder === undefined) return refuse('NOT_FOUND', `There is no campaign ${externalId}.`);
  if (holder === '')
    return refuse('UNSUPPORTED', `Campaign ${externalId} has no target of its own: it may be a portfolio's.`);
  const update = {
    resourceName: `${customer}/campaigns/${externalId}`,
    [holder]: { targetCpaMicros: String(amountMicros) },
  };
  return { method: 'campaigns:mutate', update, updateMask: `${holder}.targetCpaMicros` };
}

function statusOperation(
  { level, externalId, status }: PlatformWrite & { readonly field: 'STATUS' },
  customer: string,
  names: ReadonlyMap<string, string>,
): Operation | WriteOutcome {
  switch (level) {
    case 'CAMPAIGN':
      return operation('campaigns:mutate', `${customer}/campaigns/${externalId}`, 'status', status);
    case 'AD_GROUP':
      return operation('adGroups:mutate', `${customer}/adGroups/${externalId}`, 'status', status);
    case 'AD': {
      const resourceName = names.get(`AD ${externalId}`);
      if (!resourceName) return refuse('NOT_FOUND', `There is no ad ${externalId}.`);
      return operation('adGroupAds:mutate', resourceName, 'status', status);
    }
  }
}

function operation(method: string, resourceName: string, field: string, value: string): Operation {
  return { method, update: { resourceName, [field]: value }, updateMask: field };
}

/** Campaigns bid with targets alone. */
function isCampaignBid({ level, strategy }: { readonly level: EntityLevel; readonly strategy: PlatformBidStrategy }) {
  return level === 'CAMPAIGN' && strategy === 'TARGET_CPA';
}

function bidField(strategy: PlatformBidStrategy): string | undefined {
  switch (strategy) {
    case 'MANUAL_CPC':
      return 'cpcBidMicros';
    case 'MANUAL_CPM':
      return 'cpmBidMicros';
    case 'TARGET_CPA':
      return 'targetCpaMicros';
    case 'LOWEST_COST_WITH_BID_CAP':
    case 'COST_CAP':
      return undefined;
  }
}

/** What needs no question to be refused. */
function refuse(kind: 'NOT_FOUND' | 'UNSUPPORTED', message: string): WriteOutcome {
  const detail = { platformCode: undefined, message, requestId: undefined, isUnknownCode: false };
  return { kind: 'FAILED', failure: { kind }, detail };
}

function lost(method: string): WriteOutcome {
  const detail = { platformCode: undefined, message: `${method} did not answer for it.`, requestId: undefined };
  return outcomeOf(new PlatformError({ kind: 'OUTCOME_UNKNOWN' }, { ...detail, isUnknownCode: true }));
}
