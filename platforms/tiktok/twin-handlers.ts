// What the TikTok twin does for each method and path.
import { z } from 'zod';
import type { Estate } from '../estate/estate.ts';
import type { Editor, EstateAccount } from '../estate/estate-config.ts';
import type { TwinRequest } from '../twin-server.ts';
import { count, pageOf, readParameters, type TwinData, type TwinFile, TwinRefusal } from './twin-answer.ts';
import { changeFile, changeTaskShape } from './twin-changes.ts';
import { sayAd, sayAdGroup, sayAdvertiser, sayCampaign } from './twin-entities.ts';
import { reportFile, reportRows, reportShape } from './twin-reports.ts';
import {
  adGroupStatusShape,
  adGroupUpdateShape,
  adStatusShape,
  campaignStatusShape,
  campaignUpdateShape,
  type Desk,
  switchStatus,
  updateAdGroup,
  updateCampaign,
} from './twin-updates.ts';
import { tiktokPaths as paths } from './wire.ts';

export type TwinHandler = (request: TwinRequest) => TwinData | TwinFile;

/** By method and path. Handlers throw a `TwinRefusal`. `editor` is whoever has the token. */
export function createTwinHandlers(estate: Estate, editor: Editor): ReadonlyMap<string, TwinHandler> {
  const deskOf = (advertiserId: string): Desk => {
    const account = estate.account(advertiserId);
    if (!account) throw new TwinRefusal(40001, `No permission to operate advertiser ${advertiserId}`);
    return { estate, account, editor };
  };
  return new Map<string, TwinHandler>([
    ...listHandlers(deskOf),
    ...updateHandlers(deskOf),
    ...reportHandlers(deskOf),
    ...changeLogHandlers(deskOf),
  ]);
}

type DeskOf = (advertiserId: string) => Desk;
type Entry = readonly [string, TwinHandler];

const infoShape = z.object({ advertiser_ids: z.array(z.string()).min(1).max(100) });

const listShape = z.object({
  advertiser_id: z.string(),
  filtering: z
    .object({
      primary_status: z.enum(['STATUS_ALL', 'STATUS_NOT_DELETE']).optional(),
      campaign_ids: z.array(z.string()).max(100).optional(),
      adgroup_ids: z.array(z.string()).max(100).optional(),
      ad_ids: z.array(z.string()).max(100).optional(),
    })
    .default({}),
  page: count(1, 1_000_000, 1),
  page_size: count(1, 1_000, 10),
});

function listHandlers(deskOf: DeskOf): readonly Entry[] {
  const list = <Entity extends { readonly externalId: string; readonly status: string }>(
    idsField: 'campaign_ids' | 'adgroup_ids' | 'ad_ids',
    entitiesOf: (account: EstateAccount) => readonly Entity[],
    say: (account: EstateAccount, entity: Entity) => unknown,
  ): TwinHandler => {
    return (request) => {
      const { advertiser_id: advertiserId, filtering, page, page_size: pageSize } = readParameters(request, listShape);
      const { account } = deskOf(advertiserId);
      const ids = filtering[idsField];
      const listed = entitiesOf(account).filter(
        ({ externalId, status }) =>
          (ids === undefined || ids.includes(externalId)) &&
          (status !== 'REMOVED' || filtering.primary_status === 'STATUS_ALL'),
      );
      return {
        data: pageOf(
          listed.map((entity) => say(account, entity)),
          page,
          pageSize,
        ),
      };
    };
  };
  return [
    [
      `GET ${paths.advertiserInfo}`,
      (request) => {
        const { advertiser_ids: advertiserIds } = readParameters(request, infoShape);
        return { data: { list: advertiserIds.map((advertiserId) => sayAdvertiser(deskOf(advertiserId).account)) } };
      },
    ],
    [`GET ${paths.campaigns}`, list('campaign_ids', ({ campaigns }) => campaigns, sayCampaign)],
    [`GET ${paths.adGroups}`, list('adgroup_ids', ({ adGroups }) => adGroups, sayAdGroup)],
    [
      `GET ${paths.ads}`,
      list(
        'ad_ids',
        ({ ads }) => ads,
        (_, ad) => sayAd(ad),
      ),
    ],
  ];
}

function updateHandlers(deskOf: DeskOf): readonly Entry[] {
  const update =
    <Body extends { readonly advertiser_id: string }>(
      shape: z.ZodType<Body>,
      apply: (desk: Desk, body: Body) => TwinData,
    ): TwinHandler =>
    (request) => {
      const body = readParameters(request, shape);
      return apply(deskOf(body.advertiser_id), body);
    };
  return [
    [`POST ${paths.updateCampaign}`, update(campaignUpdateShape, updateCampaign)],
    [`POST ${paths.updateAdGroup}`, update(adGroupUpdateShape, updateAdGroup)],
    [
      `POST ${paths.updateCampaignStatus}`,
      update(campaignStatusShape, (desk, { campaign_ids: ids, operation_status: operation }) =>
        switchStatus(desk, 'CAMPAIGN', ids, operation),
      ),
    ],
    [
      `POST ${paths.updateAdGroupStatus}`,
      update(adGroupStatusShape, (desk, { adgroup_ids: ids, operation_status: operation }) =>
        switchStatus(desk, 'AD_GROUP', ids, operation),
      ),
    ],
    [
      `POST ${paths.updateAdStatus}`,
      update(adStatusShape, (desk, { ad_ids: ids, operation_status: operation }) =>
        switchStatus(desk, 'AD', ids, operation),
      ),
    ],
  ];
}

const pagedReportShape = reportShape.extend({ page: count(1, 1_000_000, 1), page_size: count(1, 1_000, 10) });
const reportTaskShape = reportShape.extend({ output_format: z.literal('CSV_DOWNLOAD') });

function reportHandlers(deskOf: DeskOf): readonly Entry[] {
  return [
    [
      `GET ${paths.report}`,
      (request) => {
        const parameters = readParameters(request, pagedReportShape);
        const { estate, account } = deskOf(parameters.advertiser_id);
        return { data: pageOf(reportRows(estate, account, parameters), parameters.page, parameters.page_size) };
      },
    ],
    ...taskHandlers(paths.createReportTask, paths.checkReportTask, paths.downloadReportTask, (request) => {
      const body = readParameters(request, reportTaskShape);
      const { estate, account } = deskOf(body.advertiser_id);
      return { advertiserId: account.externalId, file: reportFile(reportRows(estate, account, body), body) };
    }),
  ];
}

function changeLogHandlers(deskOf: DeskOf): readonly Entry[] {
  return taskHandlers(paths.createChangeTask, paths.checkChangeTask, paths.downloadChangeTask, (request) => {
    const body = readParameters(request, changeTaskShape);
    const { estate, account } = deskOf(body.advertiser_id);
    return { advertiserId: account.externalId, file: changeFile(account, estate.edits(account.externalId), body) };
  });
}

interface Task {
  readonly advertiserId: string;
  readonly file: string;
}

const taskShape = z.object({ advertiser_id: z.string(), task_id: z.string() });

/** Looks at a task before it is done: it is queued first, and then under way. */
const looksUntilDone = ['QUEUING', 'PROCESSING'];

/** Older tasks are forgotten. */
const maxTasks = 1_000;

function taskHandlers(
  create: string,
  check: string,
  download: string,
  work: (request: TwinRequest) => Task,
): readonly Entry[] {
  const tasks = new Map<string, Task & { looks: number }>();
  let taskCount = 0;
  const find = (request: TwinRequest) => {
    const { advertiser_id: advertiserId, task_id: taskId } = readParameters(request, taskShape);
    const task = tasks.get(taskId);
    if (!task || task.advertiserId !== advertiserId) throw new TwinRefusal(40300, 'task_id: there is no such task');
    return task;
  };
  return [
    [
      `POST ${create}`,
      (request) => {
        const task = work(request);
        const taskId = String(7_000_000 + (taskCount += 1));
        tasks.set(taskId, { ...task, looks: 0 });
        const [oldest] = tasks.keys();
        if (tasks.size > maxTasks && oldest !== undefined) tasks.delete(oldest);
        return { data: { task_id: taskId } };
      },
    ],
    [
      `GET ${check}`,
      (request) => {
        const task = find(request);
        const status = looksUntilDone[task.looks] ?? 'SUCCESS';
        task.looks += 1;
        return { data: { status } };
      },
    ],
    [
      `GET ${download}`,
      (request) => {
        const task = find(request);
        if (task.looks <= looksUntilDone.length) throw new TwinRefusal(40201, 'The task is not done yet');
        return { file: task.file };
      },
    ],
  ];
}
