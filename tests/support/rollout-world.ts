import fc from "fast-check";
import type { Evidence } from "@/lib/analysis/domain/evidence";
import { type Instant, instant } from "@/lib/kernel/instant";
import type { RolloutPlan } from "@/lib/rollouts/contract";
import type { RolloutCommand, RolloutFacts } from "@/lib/rollouts/domain/rollout-command";
import type { RolloutState } from "@/lib/rollouts/domain/rollout-state";
import type { TrafficIntent, TrafficObservation } from "@/lib/traffic/port";
import { ada, allEvidence, canaryPlan, evidence, showing } from "./rollout-fixtures";

/** One move of a random schedule: how the world changes, and what is then asked of the machine. */
export interface Move {
  readonly afterMs: number;
  readonly command: RolloutCommand["kind"];
  readonly isStale: boolean;
  readonly data: "pass" | "inconclusive" | "blind" | "mixed" | "fail" | "none" | "old";
  readonly plane: "obeys" | "ignores" | "silent" | "reloads" | "lowered" | "raised";
  readonly preparation: "pending" | "ready" | "failed";
  readonly isFrozen: boolean;
  readonly isHeld: boolean;
  readonly mayRaise: boolean;
  readonly isStableSick: boolean;
  readonly canaryRequests: number | null;
}

const often = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

export const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({
    afterMs: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(1_000, 15_000, 60_000) },
      { weight: 1, arbitrary: fc.constantFrom(300_000, 1_800_000, 90_000_000) },
      // Clocks are set back now and then.
      { weight: 1, arbitrary: fc.constantFrom(0, -1, -7_000) },
    ),
    command: fc.oneof(
      { weight: 40, arbitrary: fc.constant("tick" as const) },
      {
        weight: 9,
        arbitrary: fc.constantFrom("promote" as const, "approve" as const, "pause" as const, "resume" as const),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          "abort" as const,
          "rollback" as const,
          "supersede" as const,
          "cancel" as const,
          "take_back" as const,
        ),
      },
    ),
    isStale: often(false, true),
    data: often<Move["data"]>("pass", "inconclusive", "inconclusive", "blind", "blind", "mixed", "fail", "none", "old"),
    plane: often<Move["plane"]>("obeys", "ignores", "silent", "reloads", "lowered", "lowered", "raised"),
    preparation: often<Move["preparation"]>("ready", "pending", "pending", "pending", "failed"),
    isFrozen: often(false, true),
    isHeld: often(false, true),
    mayRaise: often(true, false),
    isStableSick: often(false, true),
    canaryRequests: often<number | null>(1_000, 10, null),
  }),
  { minLength: 1, maxLength: 40, size: "max" },
);

export const plans: fc.Arbitrary<RolloutPlan> = fc
  .record({
    shares: fc.constantFrom([10, 50, 100], [0, 100], [25, 50, 75, 100], [100], [1, 100]),
    bakeMs: fc.constantFrom(0, 1_000, 60_000),
    approval: fc.boolean(),
    minRequests: fc.constantFrom(0, 50),
    onBlind: fc.constantFrom("pause", "rollback"),
    warmMs: fc.constantFrom(0, 120_000),
    hasHealth: often(true, false),
  })
  .map(({ shares, bakeMs, approval, minRequests, hasHealth, ...rest }) =>
    canaryPlan({
      steps: shares.map((trafficPercent) => ({
        trafficPercent,
        bakeMs,
        minRequests,
        approval: approval && trafficPercent < 100,
      })),
      triggers: { health: { enabled: hasHealth } },
      ...rest,
    }),
  );

/** A data plane in memory that obeys, ignores, forgets and is changed by hand. Slot `a` is stable's. */
export class PlaneModel {
  private shown: TrafficIntent = { epoch: 0, sharePercent: { a: 100, b: 0 }, closed: ["b"] };
  private process = 1;

  /** Another that shows the same and goes its own way. */
  copy(): PlaneModel {
    return Object.assign(new PlaneModel(), this);
  }

  /** What may happen to it before it is looked at. */
  suffer(plane: Move["plane"]): void {
    const canary = this.shown.sharePercent.b;
    if (plane === "reloads") {
      this.process += 1;
      this.shown = split(0, []);
    }
    if (plane === "lowered") this.shown = split(canary / 2, []);
    if (plane === "raised") this.shown = split(Math.min(100, canary + 30), []);
  }

  observe(now: Instant): TrafficObservation {
    return showing(this.shown, now, `p${this.process}`);
  }

  apply(intent: TrafficIntent | null, plane: Move["plane"]): void {
    if (intent !== null && plane !== "ignores" && plane !== "silent") this.shown = intent;
  }
}

function split(canary: number, closed: ("a" | "b")[]): TrafficIntent {
  return { epoch: 0, sharePercent: { a: 100 - canary, b: canary }, closed };
}

export function evidenceOf(data: Move["data"], now: Instant): Evidence[] {
  switch (data) {
    case "none":
      return [];
    case "mixed":
      return [...allEvidence("pass", now, { latency: "inconclusive" })];
    case "fail":
      return [...allEvidence("pass", now), evidence("error_rate", "fail", now)];
    case "old":
      return allEvidence("pass", instant(now - 60_000));
    default:
      return allEvidence(data, now);
  }
}

export function factsOf(move: Move, plane: PlaneModel, now: Instant): RolloutFacts {
  return {
    now,
    traffic:
      move.plane === "silent"
        ? { status: "failed", detail: "no answer" }
        : { status: "seen", observation: plane.observe(now) },
    evidence: evidenceOf(move.data, now),
    canaryRequests: move.canaryRequests,
    preparation:
      move.preparation === "failed"
        ? { status: "failed", reasons: [{ code: "query", message: "Two series." }] }
        : { status: move.preparation },
    hold: {
      activeRolloutId: move.isHeld ? "r0" : null,
      aheadCount: 0,
      windows: move.isFrozen ? [{ id: "w", why: "The blackout Freeze is in force.", endsAt: null }] : [],
      budgets: [],
      live: { slot: "a", version: "1.0.0" },
      newestEpoch: 1_000,
    },
    health: { stable: move.isStableSick ? "unhealthy" : "healthy", canary: "healthy" },
    baselineRef: "base",
    mayRaise: move.mayRaise,
  };
}

export function commandOf(move: Move, state: RolloutState): RolloutCommand {
  const given = { actor: ada, reason: "because", seenRevision: state.revision - (move.isStale ? 1 : 0) };
  if (move.command === "tick") return { kind: "tick" };
  if (move.command === "supersede") return { kind: "supersede", byRolloutId: "r2", ...given };
  if (move.command === "take_back")
    return { kind: "take_back", cause: "error_rate", why: "5 of 5 failed.", evidence: [] };
  return { kind: move.command, ...given };
}

/** Freeze a value deeply, so that a decision that changed its input would throw. */
export function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}
