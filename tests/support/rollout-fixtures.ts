import type { CheckKind, Evidence, Verdict } from "@/lib/analysis/domain/evidence";
import { type Instant, instant } from "@/lib/kernel/instant";
import { RolloutPlan } from "@/lib/rollouts/contract";
import { epochOf, intentOf } from "@/lib/rollouts/domain/intent";
import type { RolloutCommand, RolloutDecision, RolloutFacts } from "@/lib/rollouts/domain/rollout-command";
import type { RolloutEvent } from "@/lib/rollouts/domain/rollout-event";
import { decide, newRollout } from "@/lib/rollouts/domain/rollout-machine";
import type { RolloutState } from "@/lib/rollouts/domain/rollout-state";
import type { SlotObservation, TrafficIntent, TrafficObservation } from "@/lib/traffic/port";

export const T0 = instant(1_800_000_000_000);
export const ada = { id: "u-ada", name: "Ada" };

/** A canary of 10 → 50 → 100 % with short times, all default triggers. */
export function canaryPlan(overrides: Record<string, unknown> = {}): RolloutPlan {
  return RolloutPlan.parse({
    strategy: "canary",
    steps: [
      { trafficPercent: 10, bakeMs: 60_000 },
      { trafficPercent: 50, bakeMs: 60_000 },
      { trafficPercent: 100, bakeMs: 60_000 },
    ],
    warmMs: 120_000,
    ...overrides,
  });
}

export function queued(plan = canaryPlan(), extra: { purpose?: "release" | "return" } = {}): RolloutState {
  return newRollout({
    rolloutId: "r1",
    purpose: extra.purpose ?? "release",
    plan,
    policy: "queue",
    canaryVersion: "2.0.0",
    now: T0,
  }).state;
}

export function evidence(kind: CheckKind, verdict: Verdict, at: Instant, more: Partial<Evidence> = {}): Evidence {
  return {
    checkId: kind,
    kind,
    source: "test",
    verdict,
    blindCause: verdict === "blind" ? "timeout" : null,
    sentence: `${kind} says ${verdict}.`,
    numbers: {},
    at,
    ...more,
  };
}

const kinds = ["error_rate", "latency", "burn_rate", "health"] as const;

/** One evidence for each default check, all with the same verdict but for the exceptions. */
export function allEvidence(
  verdict: Verdict,
  at: Instant,
  except: Partial<Record<CheckKind, Verdict>> = {},
): Evidence[] {
  return kinds.map((kind) => evidence(kind, except[kind] ?? verdict, at));
}

/** An observation that shows an intent exactly. */
export function showing(intent: TrafficIntent, at: Instant, incarnation = "i1"): TrafficObservation {
  const slot = (name: "a" | "b"): SlotObservation => ({
    sharePercent: intent.sharePercent[name],
    serversTotal: 2,
    serversUp: 2,
    closed: intent.closed.includes(name),
  });
  return {
    observedAt: at,
    slots: { a: slot("a"), b: slot("b") },
    incarnation,
    fence: "native",
    accepted: { term: 0, epoch: intent.epoch },
    hold: null,
  };
}

/** An observation with a given share for the canary (slot b). */
export function sharing(
  canaryPercent: number,
  at: Instant,
  incarnation = "i1",
  closed: "a" | "b" | null = null,
): TrafficObservation {
  const intent = {
    epoch: 1,
    sharePercent: { a: 100 - canaryPercent, b: canaryPercent },
    closed: closed ? [closed] : [],
  };
  return showing(intent, at, incarnation);
}

/** Facts under which everything is well: the data plane shows the intent of the state, every check passes. */
export function goodFacts(state: RolloutState, now: Instant, more: Partial<RolloutFacts> = {}): RolloutFacts {
  const intent = intentOf(state, epochOf(state));
  return {
    now,
    traffic:
      intent === null
        ? { status: "failed", detail: "no intent" }
        : { status: "seen", observation: showing(intent, now) },
    evidence: allEvidence("pass", now),
    canaryRequests: 1_000,
    preparation: { status: "ready" },
    hold: {
      activeRolloutId: null,
      aheadCount: 0,
      windows: [],
      budgets: [],
      live: { slot: "a", version: "1.0.0" },
      newestEpoch: 100,
    },
    health: { stable: "healthy", canary: "healthy" },
    baselineRef: "base-1",
    mayRaise: true,
    ...more,
  };
}

export function later(ms: number): Instant {
  return instant(T0 + ms);
}

export function accepted(decision: RolloutDecision): Extract<RolloutDecision, { kind: "accepted" }> {
  if (decision.kind !== "accepted") throw new Error(`not accepted: ${JSON.stringify(decision)}`);
  return decision;
}

export function rejectedCodes(decision: RolloutDecision): string[] {
  if (decision.kind !== "rejected") throw new Error(`not rejected: ${decision.kind}`);
  return decision.reasons.map((reason) => reason.code);
}

export function kindsOf(events: readonly RolloutEvent[]): string[] {
  return events.map((event) => event.kind);
}

/** Ticks once a second under good facts until `isThere`, at most `maxTicks`; gives the state, the moment and all events. */
export function walk(
  from: RolloutState,
  isThere: (state: RolloutState) => boolean,
  start = T0,
  maxTicks = 1_000,
): { state: RolloutState; now: Instant; events: RolloutEvent[] } {
  let state = from;
  const events: RolloutEvent[] = [];
  for (let tick = 1; tick <= maxTicks; tick += 1) {
    const now = instant(start + tick * 1_000);
    const decision = decide(state, { kind: "tick" }, goodFacts(state, now));
    if (decision.kind === "accepted") {
      state = decision.next;
      events.push(...decision.events);
    }
    if (isThere(state)) return { state, now, events };
  }
  throw new Error(`never there; still ${state.phase}`);
}

export type PersonKind = "promote" | "approve" | "pause" | "resume" | "cancel" | "abort" | "rollback";

export function asks(kind: PersonKind, state: RolloutState): RolloutCommand {
  return { kind, actor: ada, reason: `wants to ${kind}`, seenRevision: state.revision };
}

export const tick = { kind: "tick" } as const;

/** Walk under good facts to a phase (and at least to a step), from the queue. */
export function reach(
  phase: RolloutState["phase"],
  options: { plan?: RolloutPlan; stepIndex?: number } = {},
): ReturnType<typeof walk> {
  const { plan, stepIndex = 0 } = options;
  return walk(
    queued(plan),
    (state) =>
      state.phase === phase && (!("stepIndex" in state) || phase === "watching" || state.stepIndex >= stepIndex),
  );
}

/** One tick at `now` with good facts, of which some differ. */
export function tickWith(
  state: RolloutState,
  now: number,
  change: (now: Instant) => Partial<RolloutFacts> = () => ({}),
): RolloutDecision {
  return decide(state, tick, goodFacts(state, instant(now), change(instant(now))));
}
