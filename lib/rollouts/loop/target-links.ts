import { AppError } from "@/lib/kernel/app-error";
import type { Clock } from "@/lib/platform/clock";
import { withDeadline } from "@/lib/platform/timers";
import type { TrafficIntent, TrafficObservation, TrafficTarget, WriteGuard } from "@/lib/traffic/port";
import { commonTermOf, membersOf } from "../domain/fleet-members";
import type { TrafficReading } from "../domain/rollout-command";
import { type LoopParts, type LoopTarget, loopLimits } from "./loop-parts";

interface Link {
  readonly revision: number;
  readonly target: TrafficTarget;
  last: { readonly reading: TrafficReading; readonly atMs: number } | null;
  /** When the last write was accepted, and which; a hold must be renewed in time. */
  sent: { readonly split: string; readonly term: number; readonly atMs: number } | null;
  fence: KnownFence;
  /** The newest epoch that it was ever seen to have accepted; a restart makes it forget, and this worker not. */
  newestEpoch: number;
}

/** The newest term that a data plane is known to have accepted, null: none, and when that was known. */
interface KnownFence {
  readonly kind: "unknown" | "native" | "none";
  readonly term: number | null;
  readonly atMs: number;
}

export type ApplyResult =
  | { readonly ok: true; readonly tookMs: number }
  | { readonly ok: false; readonly isFenced: false; readonly detail: string }
  /** A newer owner has written; this one must stop. */
  | { readonly ok: false; readonly isFenced: true; readonly acceptedTerm: number; readonly detail: string };

function words(error: unknown): string {
  return error instanceof Error ? error.message : "it failed without saying why";
}

/** Open connections to targets, one each, renewed when the target's configuration changes. Every call has a deadline. */
export function createTargetLinks(
  parts: Pick<LoopParts, "openTarget" | "timers">,
  clock: Clock,
  /** A data plane was seen to have accepted this term. */
  onAccepted: (term: number) => void,
) {
  const links = new Map<string, Link>();

  function linkOf(target: LoopTarget): Link {
    const known = links.get(target.id);
    if (known?.revision === target.revision) return known;
    void known?.target.close().catch(() => undefined);
    const link: Link = {
      revision: target.revision,
      target: parts.openTarget(target),
      last: null,
      sent: null,
      fence: unknownFence,
      newestEpoch: 0,
    };
    links.set(target.id, link);
    return link;
  }

  async function look(target: LoopTarget): Promise<TrafficReading> {
    try {
      const link = linkOf(target);
      const observation = await withDeadline(parts.timers, loopLimits.observeDeadlineMs, (signal) =>
        link.target.observe(signal),
      );
      return { status: "seen", observation };
    } catch (error) {
      return { status: "failed", detail: words(error) };
    }
  }

  return {
    /** What the data plane shows, or why it could not be seen; a reading of up to `maxAgeMs` ago will do. */
    async observe(target: LoopTarget, maxAgeMs = 0): Promise<TrafficReading> {
      const known = links.get(target.id);
      if (known?.last && maxAgeMs > 0 && clock.monotonicMs() - known.last.atMs <= maxAgeMs) return known.last.reading;
      const atMs = clock.monotonicMs();
      const reading = await look(target);
      const link = links.get(target.id);
      if (link) link.last = { reading, atMs };
      if (link && reading.status === "seen") {
        noteFence(link, reading.observation, atMs);
        const { accepted } = reading.observation;
        if (accepted !== null) onAccepted(accepted.term);
      }
      return reading;
    },

    /** Make the split so. Answers how long it took, or why it failed. */
    async apply(target: LoopTarget, intent: TrafficIntent, guard: WriteGuard): Promise<ApplyResult> {
      const startedMs = clock.monotonicMs();
      try {
        const link = linkOf(target);
        link.last = null;
        await withDeadline(parts.timers, loopLimits.applyDeadlineMs, (signal) =>
          link.target.apply(intent, guard, signal),
        );
        link.sent = { split: splitKey(intent), term: guard.term, atMs: startedMs };
        link.fence = { ...link.fence, term: guard.term, atMs: clock.monotonicMs() };
        return { ok: true, tookMs: clock.monotonicMs() - startedMs };
      } catch (error) {
        return failed(error);
      }
    },

    /** Have the data plane refuse earlier terms, without a change of its split. */
    async claim(target: LoopTarget, term: number): Promise<ApplyResult> {
      const startedMs = clock.monotonicMs();
      try {
        const link = linkOf(target);
        await withDeadline(parts.timers, loopLimits.observeDeadlineMs, async (signal) =>
          link.target.claim?.(term, signal),
        );
        link.fence = { kind: "native", term, atMs: clock.monotonicMs() };
        return { ok: true, tookMs: clock.monotonicMs() - startedMs };
      } catch (error) {
        return failed(error);
      }
    },

    /**
     * Does the data plane refuse what was sent under other terms than this one? `cannot`: it has no fence, or fences with the
     * next write only.
     */
    fencedFor(target: LoopTarget, term: number): "yes" | "not_yet" | "cannot" {
      const link = linkOf(target);
      if (link.fence.kind === "none") return "cannot";
      if (link.fence.term === term) return "yes";
      return link.target.claim ? "not_yet" : "cannot";
    },

    /** What the data plane showed when it was last looked at, since it was last written to. */
    lastOf: (target: LoopTarget): TrafficReading | null => links.get(target.id)?.last?.reading ?? null,

    /** When the data plane was last looked at, on the monotonic clock. */
    lookedAtMs: (target: LoopTarget): number => links.get(target.id)?.last?.atMs ?? Number.NEGATIVE_INFINITY,

    /** The newest epoch that it was ever seen here to have accepted, also when it has forgotten it since; 0: none. */
    newestEpochOf: (target: LoopTarget): number => links.get(target.id)?.newestEpoch ?? 0,

    /** How long ago this very split was last accepted, of this worker in this term; infinite when never. */
    sinceSentMs(target: LoopTarget, intent: TrafficIntent, term: number): number {
      const sent = links.get(target.id)?.sent;
      if (!sent || sent.split !== splitKey(intent) || sent.term !== term) return Number.POSITIVE_INFINITY;
      return clock.monotonicMs() - sent.atMs;
    },

    async closeAll(): Promise<void> {
      await Promise.allSettled([...links.values()].map((link) => link.target.close()));
      links.clear();
    },
  };
}

export type TargetLinks = ReturnType<typeof createTargetLinks>;

function splitKey({ sharePercent, closed }: TrafficIntent): string {
  return `${sharePercent.a}:${sharePercent.b}:${[...closed].sort().join()}`;
}

const unknownFence: KnownFence = { kind: "unknown", term: null, atMs: Number.NEGATIVE_INFINITY };

/** A look that began before the last accepted write says nothing new about the fence. */
function noteFence(link: Link, observation: TrafficObservation, atMs: number): void {
  const { fence, accepted } = observation;
  if (atMs >= link.fence.atMs) link.fence = { kind: fence, term: commonTermOf(observation), atMs };
  link.newestEpoch = Math.max(link.newestEpoch, accepted?.epoch ?? 0);
}

function failed(error: unknown): ApplyResult {
  const detail = words(error);
  const acceptedTerm = fencedBy(error);
  if (acceptedTerm === null) return { ok: false, isFenced: false, detail };
  return { ok: false, isFenced: true, acceptedTerm, detail };
}

/** The term that the data plane has accepted, when that is why it refused. */
function fencedBy(error: unknown): number | null {
  if (!(error instanceof AppError)) return null;
  const reason = error.reasons.find(({ code }) => code === "fenced");
  return reason ? Number(reason.facts?.acceptedTerm ?? 0) : null;
}

/** Does all of the data plane show exactly what the intent says? Then nothing needs to be sent. */
export function showsExactly(
  observation: TrafficObservation,
  intent: TrafficIntent,
  tolerancePercent: number,
): boolean {
  return membersOf(observation).every(({ slots }) =>
    (["a", "b"] as const).every((slot) => {
      const seen = slots[slot];
      if (intent.closed.includes(slot)) return seen.closed;
      if (intent.sharePercent[slot] === 0) return seen.sharePercent === 0;
      return !seen.closed && Math.abs(seen.sharePercent - intent.sharePercent[slot]) <= tolerancePercent;
    }),
  );
}
