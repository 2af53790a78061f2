import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { RulesVersion } from "./domain/insight-rules";
import { type PreparedRecords, prepareRecords } from "./domain/prepared-records";
import { type LaneRevision, type LoadedLane, loadLanes, loadPast, type PastRecord } from "./record-read-model";

interface KeptLane {
  readonly revision: number;
  readonly loaded: LoadedLane;
  /** Undefined until somebody asked for the past. */
  past?: readonly PastRecord[];
  /** What is believed now, under the rules that were asked for last. */
  prepared?: { readonly rulesVersion: number; readonly part: PreparedRecords };
}

export interface AskedLanes {
  readonly generation: number;
  readonly lanes: readonly LaneRevision[];
  readonly rules: RulesVersion;
  /** Epoch milliseconds; null for what is believed now. */
  readonly atMs: number | null;
}

export interface CacheLimits {
  /** Most records that are kept; a quarter of a million take about 200 MB. */
  readonly records: number;
  /** Lanes in one statement. */
  readonly lanesAtOnce: number;
}

const defaultLimits: CacheLimits = { records: 600_000, lanesAtOnce: 40 };

/**
 * Records of lanes as this process last read them, by the revision they had. Whoever asks names the revisions that are true now, read
 * from the database in the same request, so what is kept is never stale: it only spares reading again what did not change.
 */
export class RecordCache {
  readonly #lanes = new Map<string, KeptLane>();
  readonly #limits: CacheLimits;
  #records = 0;

  constructor(limits: CacheLimits = defaultLimits) {
    this.#limits = limits;
  }

  /** What is, or was, believed of these lanes, under these rules; one part a lane. */
  async prepared(db: SqlExecutor, { generation, lanes, rules, atMs }: AskedLanes): Promise<PreparedRecords[]> {
    const kept = await this.#kept(db, generation, lanes);
    if (atMs === null) return kept.map((lane) => preparedNow(lane, rules));
    await this.#loadPast(db, generation, kept);
    return kept.map((lane) => preparedAt(lane, rules, atMs));
  }

  async #kept(db: SqlExecutor, generation: number, lanes: readonly LaneRevision[]): Promise<KeptLane[]> {
    const missing = lanes.filter((lane) => this.#lanes.get(keyOf(generation, lane))?.revision !== lane.revision);
    const found = new Map<string, KeptLane>();
    for (let from = 0; from < missing.length; from += this.#limits.lanesAtOnce) {
      const some = missing.slice(from, from + this.#limits.lanesAtOnce);
      const loaded = new Map((await loadLanes(db, generation, some)).map((lane) => [keyOf(generation, lane), lane]));
      for (const lane of some) {
        const key = keyOf(generation, lane);
        const empty = { ...lane, records: [], knownFromMs: new Float64Array() };
        found.set(key, { revision: lane.revision, loaded: loaded.get(key) ?? empty });
      }
    }
    const kept = lanes.flatMap((lane) => {
      const key = keyOf(generation, lane);
      const one = found.get(key) ?? this.#lanes.get(key);
      return one ? [{ key, one }] : [];
    });
    for (const { key, one } of kept) this.#keep(key, one);
    this.#forgetOldest();
    return kept.map(({ one }) => one);
  }

  async #loadPast(db: SqlExecutor, generation: number, kept: readonly KeptLane[]): Promise<void> {
    const missing = kept.filter((lane) => lane.past === undefined);
    for (let from = 0; from < missing.length; from += this.#limits.lanesAtOnce) {
      const some = missing.slice(from, from + this.#limits.lanesAtOnce);
      const lanes = some.map(({ loaded, revision }) => ({ ...loaded, revision }));
      const past = await loadPast(db, generation, lanes);
      for (const lane of some) {
        lane.past = past.get(`${lane.loaded.serviceId} ${lane.loaded.environmentId}`) ?? [];
        this.#records += lane.past.length;
      }
    }
  }

  /** Puts a lane at the end of the queue of what is forgotten first. */
  #keep(key: string, lane: KeptLane): void {
    const before = this.#lanes.get(key);
    if (before) this.#records -= sizeOf(before);
    this.#lanes.delete(key);
    this.#lanes.set(key, lane);
    this.#records += sizeOf(lane);
  }

  #forgetOldest(): void {
    for (const [key, lane] of this.#lanes) {
      if (this.#records <= this.#limits.records) return;
      this.#lanes.delete(key);
      this.#records -= sizeOf(lane);
    }
  }
}

function preparedNow(lane: KeptLane, { version, rules }: RulesVersion): PreparedRecords {
  if (lane.prepared?.rulesVersion !== version)
    lane.prepared = { rulesVersion: version, part: prepareRecords(lane.loaded.records, rules) };
  return lane.prepared.part;
}

/** A lane of which nothing has changed since then is as it is now. */
function preparedAt(lane: KeptLane, rules: RulesVersion, atMs: number): PreparedRecords {
  const past = (lane.past ?? []).filter((one) => one.knownFromMs <= atMs && atMs < one.knownUntilMs);
  const { records, knownFromMs } = lane.loaded;
  const known = records.filter((_, index) => (knownFromMs[index] ?? 0) <= atMs);
  if (past.length === 0 && known.length === records.length) return preparedNow(lane, rules);
  return prepareRecords([...known, ...past.map((one) => one.record)], rules.rules);
}

function sizeOf(lane: KeptLane): number {
  return lane.loaded.records.length + (lane.past?.length ?? 0);
}

function keyOf(generation: number, lane: { readonly serviceId: string; readonly environmentId: string }): string {
  return `${generation} ${lane.serviceId} ${lane.environmentId}`;
}

const caches = new WeakMap<object, RecordCache>();

/** The cache of this process for a database; gone when its client is. */
export function recordCacheOf(db: object): RecordCache {
  const existing = caches.get(db) ?? new RecordCache();
  caches.set(db, existing);
  return existing;
}
