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
  /** Is something of it done and not written down, by a pass that still knows it? */
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

  function isBehind(row: OpenRollout): boolean {
    const known = live.get(row.id);
    if (!known) return true;
    if (isBusy(row.id) || known.isSaving || known.unsaved.length > 0) return false;
    return known.mustRead || known.stored.state.revision !== row.revision;
  }

  return {
    async read() {
      const nowMs = clock.monotonicMs();
      if (open.length > manyCount && nowMs - readAtMs < manyPollMs) return;
      const rows = await parts.store.listOpen();
      readAtMs = nowMs;
      open = rows.filter((row) => leases.leaseOf(row.shard) !== null);
      if (open.some((row) => !catalog.targets().has(row.targetId))) catalog.miss();
      const behind = open.filter(isBehind).map((row) => row.id);
      const loaded = behind.length === 0 ? [] : await parts.store.loadRollouts(behind);
      for (const stored of loaded) adopt(stored);
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
    isUnsaved: (rolloutId) => (live.get(rolloutId)?.unsaved.length ?? 0) > 0,
    count: () => live.size,
    forgetAll: () => {
      for (const id of [...live.keys()]) forget(id);
    },
  };

  function adopt(stored: StoredRollout): void {
    const known = live.get(stored.id);
    if (known && (isBusy(stored.id) || known.unsaved.length > 0)) return;
    if (known) Object.assign(known, { stored, mustRead: false, dueAtMs: Number.NEGATIVE_INFINITY });
    else live.set(stored.id, newLive(stored));
  }
}

function newLive(stored: StoredRollout): LiveRollout {
  return {
    stored,
    judgeState: stored.judgeState,
    evidence: stored.latestEvidence,
    asked: null,
    savedAtMs: Number.NEGATIVE_INFINITY,
    dueAtMs: Number.NEGATIVE_INFINITY,
    seenInTerm: null,
    decidedAtMs: Number.NEGATIVE_INFINITY,
    pendingSinceMs: null,
    isShown: false,
    unsaved: [],
    isSaving: false,
    mustRead: false,
    preparation: { running: false, result: { status: "pending" } },
  };
}
