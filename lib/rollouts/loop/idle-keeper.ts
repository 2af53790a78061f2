import type { SlotName, TrafficIntent } from "@/lib/traffic/port";
import type { LoopContext } from "./loop-context";
import type { LoopTarget } from "./loop-parts";
import { showsExactly } from "./target-links";

function allTo(slot: SlotName, epoch: number): TrafficIntent {
  return slot === "a"
    ? { epoch, sharePercent: { a: 100, b: 0 }, closed: ["b"] }
    : { epoch, sharePercent: { a: 0, b: 100 }, closed: ["a"] };
}

/**
 * Keeps the split of targets that no rollout moves: a data plane that was reloaded or restarted forgets its weights and
 * would send traffic to the wrong version, and a dead-man switch that a rollout has left armed would do the same. What somebody changed by hand in the same process is left alone.
 */
export function createIdleKeeper(context: LoopContext) {
  const incarnations = new Map<string, string>();
  let running: Promise<unknown> | null = null;

  async function keepOne(target: LoopTarget): Promise<void> {
    const reading = await context.links.observe(target);
    if (reading.status === "failed") return;
    const { incarnation, hold, accepted } = reading.observation;
    // Newer than the database: a failover has lost decisions, or this list is old. What was lost may have been a rollback.
    if (accepted !== null && accepted.epoch > target.newestEpoch) return;
    const isHeld = hold !== null;
    const known = incarnations.get(target.id);
    incarnations.set(target.id, incarnation);
    if (known === incarnation && !isHeld) return;
    // The list of targets may be a second old; a rollout that ended meanwhile has swapped the slots.
    const live = await context.parts.store.liveOf(target.id);
    if (!live) return;
    const wanted = allTo(live.slot, target.newestEpoch);
    const isForgotten = !showsExactly(reading.observation, wanted, 0);
    if (isHeld || isForgotten) await setAgain(target, wanted, isForgotten);
  }

  async function setAgain(target: LoopTarget, wanted: TrafficIntent, isForgotten: boolean): Promise<void> {
    const lease = context.leases.leaseOf(target.shard);
    const epoch = lease && (await context.parts.store.takeIdleEpoch(target.id, lease));
    if (!lease || epoch === null) return;
    const result = await context.links.apply(target, { ...wanted, epoch }, { term: lease.term, hold: null });
    context.metrics.effects.inc({ outcome: result.ok ? "restored" : "failed" });
    const outcome = { targetId: target.id, ok: result.ok };
    if (isForgotten) context.log.warn(outcome, "a data plane had forgotten its split; it was set again");
    else context.log.info(outcome, "the hold of a rollout that has ended was taken off a data plane");
    if (!result.ok) incarnations.delete(target.id);
  }

  return {
    /** Look at these targets, side by side, unless the look before is still under way. */
    keep(targets: readonly LoopTarget[]): Promise<unknown> {
      if (running) return running;
      running = Promise.allSettled(targets.map(keepOne)).finally(() => {
        running = null;
      });
      return running;
    },
    settled: (): Promise<unknown> => running ?? Promise.resolve(),
  };
}
