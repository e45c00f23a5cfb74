// An advertising platform in memory, whose every misbehaviour is chosen by a test: it throttles, loses answers before or after
// it has done what it was asked for, does it late, and is edited by people meanwhile.
import {
  type AdPlatformClient,
  type EntityRef,
  type FailureDetail,
  type PlatformChange,
  PlatformError,
  type PlatformEntity,
  type PlatformFailure,
  type PlatformTraits,
  type PlatformWrite,
  type WriteOutcome,
} from '../../platforms/ad-platform.ts';

/** What goes wrong with a write. */
export type WriteFault =
  /** Refused; nothing is done. */
  | { readonly kind: 'REFUSED'; readonly failure: PlatformFailure; readonly isUnknownCode?: boolean }
  /** Nobody hears of it, and it is not done. */
  | { readonly kind: 'LOST' }
  /** It is done, and the answer is lost. */
  | { readonly kind: 'ANSWER_LOST' }
  /** The answer is lost, and it is done so much later. */
  | { readonly kind: 'LATE'; readonly afterMs: number }
  /** It is done, and done once more later, as when a network delivers it twice. */
  | { readonly kind: 'TWICE'; readonly afterMs: number };

export interface FakePlatformOptions {
  readonly traits?: Partial<PlatformTraits>;
  readonly nowMs?: () => number;
  readonly writeFault?: (write: PlatformWrite) => WriteFault | undefined;
  readonly readFault?: () => PlatformFailure | undefined;
  /** Called when a request has arrived, before anything is done. */
  readonly onWrite?: (writes: readonly PlatformWrite[]) => Promise<void> | void;
  /** Called whenever a value has become another. */
  readonly onChange?: (entity: PlatformEntity) => void;
}

export interface FakePlatform extends AdPlatformClient {
  /** Each write that arrived, in order. */
  readonly writes: readonly (PlatformWrite & { readonly atMs: number })[];
  entity(ref: EntityRef): PlatformEntity;
  entities(): readonly PlatformEntity[];
  /** Sets a value as somebody else does. */
  edit(write: PlatformWrite, origin: PlatformChange['origin'], actor?: string): void;
  add(entity: PlatformEntity): void;
  remove(ref: EntityRef): void;
  /** Does what is due by now. */
  catchUp(): void;
}

const traits: PlatformTraits = {
  platform: 'GOOGLE_ADS',
  maxWritesPerRequest: 1,
  requestsPerSecond: { app: 1_000, account: 1_000 },
  hasDryRun: false,
  hasChangeHistory: true,
};

const quiet: FailureDetail = { platformCode: undefined, message: 'fake', requestId: undefined, isUnknownCode: false };

export function createFakePlatform(given: readonly PlatformEntity[], options: FakePlatformOptions = {}): FakePlatform {
  const { nowMs = Date.now, onChange } = options;
  const entities = new Map(given.map((entity) => [keyOf(entity), entity]));
  const history: PlatformChange[] = [];
  const writes: (PlatformWrite & { readonly atMs: number })[] = [];
  let late: { readonly atMs: number; readonly write: PlatformWrite }[] = [];
  let requests = 0;

  const set = (write: PlatformWrite, origin: PlatformChange['origin'], actor: string | null) => {
    const before = entities.get(keyOf(write));
    if (!before) return;
    const after = withWrite(before, write);
    entities.set(keyOf(write), after);
    const { level, externalId, field } = write;
    const at = new Date(nowMs());
    history.push({
      level,
      externalId,
      at,
      field,
      before: valueOf(before, field),
      after: valueOf(after, field),
      actor,
      origin,
    });
    onChange?.(after);
  };
  const catchUp = () => {
    const due = late.filter(({ atMs }) => atMs <= nowMs());
    late = late.filter(({ atMs }) => atMs > nowMs());
    for (const { write } of due) set(write, 'OURS', null);
  };
  const doWrite = (write: PlatformWrite): WriteOutcome => {
    writes.push({ ...write, atMs: nowMs() });
    const fault = options.writeFault?.(write);
    const lost: WriteOutcome = { kind: 'FAILED', failure: { kind: 'OUTCOME_UNKNOWN' }, detail: quiet };
    if (!entities.has(keyOf(write))) return { kind: 'FAILED', failure: { kind: 'NOT_FOUND' }, detail: quiet };
    if (fault?.kind === 'REFUSED') {
      const detail = { ...quiet, isUnknownCode: fault.isUnknownCode ?? false };
      return { kind: 'FAILED', failure: fault.failure, detail };
    }
    if (fault?.kind === 'LOST') return lost;
    if (fault?.kind === 'LATE' || fault?.kind === 'TWICE') late.push({ atMs: nowMs() + fault.afterMs, write });
    if (fault?.kind === 'LATE') return lost;
    set(write, 'OURS', null);
    requests += 1;
    return fault?.kind === 'ANSWER_LOST' ? lost : { kind: 'APPLIED', requestId: `fake-${requests}` };
  };
  const refuseRead = () => {
    const failure = options.readFault?.();
    if (failure) throw new PlatformError(failure, quiet);
    catchUp();
  };
  return {
    traits: { ...traits, ...options.traits },
    writes,
    catchUp,
    entity: (ref) => {
      const entity = entities.get(keyOf(ref));
      if (!entity) throw new Error(`the platform has no ${keyOf(ref)}`);
      return entity;
    },
    entities: () => [...entities.values()],
    edit: (write, origin, actor) => set(write, origin, actor ?? null),
    add: (entity) => void entities.set(keyOf(entity), entity),
    remove: (ref) => void entities.delete(keyOf(ref)),
    async readAccount(externalId) {
      refuseRead();
      return { externalId, name: externalId, currency: 'USD', timeZone: 'UTC' };
    },
    async *readStructure() {
      refuseRead();
      yield [...entities.values()];
    },
    async readEntities(_account, refs) {
      refuseRead();
      return refs.flatMap((ref) => entities.get(keyOf(ref)) ?? []);
    },
    async *readReport() {},
    async readChanges(_account, since) {
      refuseRead();
      return history.filter(({ at }) => at >= since);
    },
    async write(_account, given) {
      await options.onWrite?.(given);
      catchUp();
      return given.map(doWrite);
    },
    async close() {},
  };
}

function keyOf({ level, externalId }: EntityRef): string {
  return `${level} ${externalId}`;
}

function withWrite(entity: PlatformEntity, write: PlatformWrite): PlatformEntity {
  switch (write.field) {
    case 'BUDGET':
      return { ...entity, budget: { amountMicros: write.amountMicros, kind: write.kind, sharedBy: 1 } };
    case 'BID':
      return { ...entity, bid: { amountMicros: write.amountMicros, strategy: write.strategy } };
    case 'STATUS':
      return { ...entity, status: write.status, platformStatus: write.status };
  }
}

function valueOf(entity: PlatformEntity, field: PlatformWrite['field']): string | null {
  if (field === 'STATUS') return entity.status;
  const amount = field === 'BUDGET' ? entity.budget : entity.bid;
  return amount && String(amount.amountMicros);
}
