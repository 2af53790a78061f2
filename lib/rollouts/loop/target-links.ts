import type { Clock } from "@/lib/platform/clock";
import type { TrafficIntent, TrafficObservation, TrafficTarget } from "@/lib/traffic/port";
import type { TrafficReading } from "../domain/rollout-command";
import { type LoopParts, type LoopTarget, loopLimits } from "./loop-parts";

interface Link {
  readonly revision: number;
  readonly target: TrafficTarget;
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : "it failed without saying why";
}

/** Open connections to targets, one each, renewed when the target's configuration changes. Every call has a deadline. */
export function createTargetLinks(parts: Pick<LoopParts, "openTarget">, clock: Clock) {
  const links = new Map<string, Link>();

  function linkOf(target: LoopTarget): TrafficTarget {
    const known = links.get(target.id);
    if (known?.revision === target.revision) return known.target;
    void known?.target.close().catch(() => undefined);
    const link = { revision: target.revision, target: parts.openTarget(target) };
    links.set(target.id, link);
    return link.target;
  }

  return {
    /** What the data plane shows, or why it could not be seen. */
    async observe(target: LoopTarget): Promise<TrafficReading> {
      try {
        const observation = await linkOf(target).observe(AbortSignal.timeout(loopLimits.observeDeadlineMs));
        return { status: "seen", observation };
      } catch (error) {
        return { status: "failed", detail: words(error) };
      }
    },

    /** Make the split so. Answers how long it took, or why it failed. */
    async apply(
      target: LoopTarget,
      intent: TrafficIntent,
    ): Promise<{ ok: true; tookMs: number } | { ok: false; detail: string }> {
      const startedMs = clock.monotonicMs();
      try {
        await linkOf(target).apply(intent, { term: 0, hold: null }, AbortSignal.timeout(loopLimits.applyDeadlineMs));
        return { ok: true, tookMs: clock.monotonicMs() - startedMs };
      } catch (error) {
        return { ok: false, detail: words(error) };
      }
    },

    async closeAll(): Promise<void> {
      await Promise.allSettled([...links.values()].map((link) => link.target.close()));
      links.clear();
    },
  };
}

export type TargetLinks = ReturnType<typeof createTargetLinks>;

/** Does the data plane show exactly what the intent says? Then nothing needs to be sent. */
export function showsExactly(
  observation: TrafficObservation,
  intent: TrafficIntent,
  tolerancePercent: number,
): boolean {
  return (["a", "b"] as const).every((slot) => {
    const seen = observation.slots[slot];
    if (intent.closed.includes(slot)) return seen.closed;
    if (intent.sharePercent[slot] === 0) return seen.sharePercent === 0;
    return !seen.closed && Math.abs(seen.sharePercent - intent.sharePercent[slot]) <= tolerancePercent;
  });
}
