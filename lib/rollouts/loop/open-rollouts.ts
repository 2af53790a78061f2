import { heardNothing } from "@/lib/analysis/domain/kept-looks";
import type { StoredRollout } from "../rollout-store";
import type { LoopCatalog } from "./loop-catalog";
import type { LoopContext } from "./loop-context";
import type { OpenRollout } from "./loop-store";
import type { LiveRollout } from "./rollout-tick";

interface Given {
  readonly context: LoopContext;
  readonly catalog: LoopCatalog;
  /** A pass over it is running; it must not change under it. */
  isBusy(rolloutId: string): boolean;
}

export interface OpenRollouts {
  /** Read again what changed, drop what ended. Throws when the database does not answer; then everything stays. */
  read(): Promise<void>;
  /** Those of this worker's shards, oldest first. */
  mine(): LiveRollout[];
  /** Do something with one of them. Answers whether it is there. */
  withId(rolloutId: string, run: (rollout: LiveRollout) => void): boolean;
  /** Targets that a rollout has now. */
  busyTargets(): ReadonlySet<string>;
  /** Is something of it done and not written down, which this worker's own passes will write down? */
  isUnsaved(rolloutId: string): boolean;
  count(): number;
  forgetAll(): void;
}

/** Many rollouts are not listed anew ten times a second. */
const manyCount = 200;
const manyPollMs = 250;

/** What the loop remembers of the rollouts that have not ended. */
export function createOpenRollouts({ context, catalog, isBusy }: Given): OpenRollouts {
  const { clock, leases, parts } = context;
  const live = new Map<string, LiveRollout>();
  let open: readonly OpenRollout[] = [];
  let readAtMs = Number.NEGATIVE_INFINITY;

  function forget(rolloutId: string): void {
    live.delete(rolloutId);
    context.telemetry.forget(rolloutId);
    context.health.forget(rolloutId);
  }

  /** What is done and not written down is in no row yet: it stays until it is. */
  const mayForget = (id: string): boolean => !isBusy(id) && (live.get(id)?.unsaved.length ?? 0) === 0;

  /** The terms under which this worker reads now, by shard. A lease that comes while it reads has seen nothing yet. */
  const termsNow = (): ReadonlyMap<number, number> =>
    new Map(
      leases.shards().flatMap((shard) => {
        const lease = leases.leaseOf(shard);
        return lease ? [[shard, lease.term] as const] : [];
      }),
    );

  /**
   * Is the row newer than what is known? In a new term it is read again whatever its revision: a standby that took over without the newest
   * commits gives the same numbers to others.
   */
  function isBehind(row: OpenRollout, term: number | undefined): boolean {
    const known = live.get(row.id);
    if (!known) return true;
    if (isBusy(row.id) || known.isSaving || known.unsaved.length > 0) return false;
    return known.mustRead || known.stored.state.revision !== row.revision || known.readInTerm !== (term ?? null);
  }

  return {
    async read() {
      const nowMs = clock.monotonicMs();
      if (open.length > manyCount && nowMs - readAtMs < manyPollMs) return;
      const terms = termsNow();
      const rows = await parts.store.listOpen();
      readAtMs = nowMs;
      open = rows.filter((row) => leases.leaseOf(row.shard) !== null);
      if (open.some((row) => !catalog.targets().has(row.targetId))) catalog.miss();
      await readAgain(
        open.filter((row) => isBehind(row, terms.get(row.shard))),
        terms,
      );
      const ids = new Set(open.map((row) => row.id));
      for (const id of live.keys()) if (!ids.has(id) && mayForget(id)) forget(id);
      context.metrics.open.set(open.length);
    },
    mine: () => [...live.values()],
    withId(rolloutId, run) {
      const rollout = live.get(rolloutId);
      if (rollout) run(rollout);
      return rollout !== undefined;
    },
    busyTargets: () =>
      new Set([
        ...open.filter((row) => row.phase !== "queued").map((row) => row.targetId),
        ...[...live.values()]
          .filter(({ stored }) => stored.state.phase !== "queued")
          .map(({ stored }) => stored.targetId),
      ]),
    isUnsaved(rolloutId) {
      const known = live.get(rolloutId);
      const target = known && catalog.targets().get(known.stored.targetId);
      return known !== undefined && known.unsaved.length > 0 && !!target && leases.leaseOf(target.shard) !== null;
    },
    count: () => live.size,
    forgetAll: () => {
      for (const id of [...live.keys()]) forget(id);
    },
  };

  async function readAgain(rows: readonly OpenRollout[], terms: ReadonlyMap<number, number>): Promise<void> {
    if (rows.length === 0) return;
    const termOf = new Map(rows.map((row) => [row.id, terms.get(row.shard) ?? null]));
    for (const stored of await parts.store.loadRollouts([...termOf.keys()]))
      adopt(stored, termOf.get(stored.id) ?? null);
  }

  function adopt(stored: StoredRollout, readInTerm: number | null): void {
    const known = live.get(stored.id);
    if (known && (isBusy(stored.id) || known.unsaved.length > 0)) return;
    if (known) Object.assign(known, { stored, readInTerm, mustRead: false, dueAtMs: Number.NEGATIVE_INFINITY });
    else live.set(stored.id, newLive(stored, readInTerm));
  }
}

function newLive(stored: StoredRollout, readInTerm: number | null): LiveRollout {
  return {
    stored,
    judgeState: stored.judgeState,
    evidence: stored.latestEvidence,
    asked: null,
    heard: heardNothing,
    savedAtMs: Number.NEGATIVE_INFINITY,
    dueAtMs: Number.NEGATIVE_INFINITY,
    readInTerm,
    seenInTerm: null,
    rememberedInTerm: null,
    decidedAtMs: Number.NEGATIVE_INFINITY,
    pendingSinceMs: null,
    isShown: false,
    unsaved: [],
    isSaving: false,
    mustRead: false,
    preparation: { running: false, result: { status: "pending" } },
  };
}
