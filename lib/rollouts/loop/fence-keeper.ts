import type { LoopContext } from "./loop-context";
import type { LoopTarget } from "./loop-parts";

export interface FenceKeeper {
  /** Claim those of these targets of which no write of this term was accepted yet. Never waits. */
  keep(targets: Iterable<LoopTarget>): void;
  /** Targets of this worker's shards that would still obey an earlier owner, though they can refuse. */
  openCount(): number;
  settled(): Promise<unknown>;
}

/** At once to one door: enough for thousands of targets in a second, and a door that hangs keeps no more than these. */
const perDoorMax = 100;
const firstRetryMs = 250;
const lastRetryMs = 5_000;

interface Attempt {
  readonly term: number;
  readonly waitMs: number;
  readonly againAtMs: number;
}

/**
 * A data plane refuses an earlier owner only once it has heard of the next one. Where there is nothing to write, because it
 * shows what is wanted or no rollout moves it, it would hear of it late or never: so each target is claimed in each term, and
 * again after it has forgotten. Passes come first; what they have written to needs no claim.
 */
export function createFenceKeeper(context: LoopContext): FenceKeeper {
  const { clock, leases, links, metrics, log } = context;
  const attempts = new Map<string, Attempt>();
  const running = new Map<string, Promise<void>>();
  const atDoor = new Map<string, number>();
  let open = 0;

  async function claim(target: LoopTarget, term: number): Promise<void> {
    const result = await links.claim(target, term);
    metrics.claims.inc({ outcome: result.ok ? "accepted" : result.isFenced ? "fenced" : "failed" });
    if (result.ok) {
      attempts.delete(target.id);
      return;
    }
    if (result.isFenced) {
      metrics.effects.inc({ outcome: "fenced" });
      leases.yieldTo(target.shard, result.acceptedTerm);
    }
    const before = attempts.get(target.id);
    const waitMs = before?.term === term ? Math.min(before.waitMs * 2, lastRetryMs) : firstRetryMs;
    if (waitMs === firstRetryMs)
      log.warn({ targetId: target.id, term, detail: result.detail }, "a data plane does not refuse earlier owners yet");
    attempts.set(target.id, { term, waitMs, againAtMs: clock.monotonicMs() + waitMs });
  }

  function begin(target: LoopTarget, term: number): void {
    const door = context.parts.doorOf(target);
    const count = atDoor.get(door) ?? 0;
    if (count >= perDoorMax) return;
    atDoor.set(door, count + 1);
    const end = (): void => {
      running.delete(target.id);
      atDoor.set(door, (atDoor.get(door) ?? 1) - 1);
    };
    running.set(target.id, claim(target, term).finally(end));
  }

  return {
    keep(targets) {
      const nowMs = clock.monotonicMs();
      open = 0;
      for (const target of targets) {
        const lease = leases.leaseOf(target.shard);
        if (lease === null || links.fencedFor(target, lease.term) !== "not_yet") continue;
        open += 1;
        const tried = attempts.get(target.id);
        const isEarly = tried?.term === lease.term && nowMs < tried.againAtMs;
        if (!isEarly && !running.has(target.id)) begin(target, lease.term);
      }
      metrics.unfenced.set(open);
    },
    openCount: () => open,
    settled: () => Promise.allSettled([...running.values()]),
  };
}
