import fc from "fast-check";
import { bendHolds, type FreezeBend } from "@/lib/calendar/domain/bend";
import { decideHolds, holdsRollout, type WindowFact } from "@/lib/calendar/domain/hold";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type AdmissionFacts, admit, passedReasons } from "@/lib/rollouts/domain/admission";
import { intentOf } from "@/lib/rollouts/domain/intent";
import type { ActiveWindow, HoldFacts, RolloutCommand, RolloutDecision } from "@/lib/rollouts/domain/rollout-command";
import { decide, newRollout } from "@/lib/rollouts/domain/rollout-machine";
import { isEnded, type RolloutState } from "@/lib/rollouts/domain/rollout-state";
import { ada, canaryPlan, goodFacts, T0 } from "./rollout-fixtures";

/** One place with a timetable of freezes, through which rollouts go by the real decisions. Everything is well but the calendar. */

export const spanMs = 3_600_000;
const serviceId = "svc";
const environmentId = "env";

const moment = fc.integer({ min: 0, max: spanMs }).map((ms) => instant(T0 + ms));
const stretch = fc
  .record({ from: moment, length: fc.integer({ min: 1_000, max: 900_000 }) })
  .map(({ from, length }) => ({ startsAt: from, endsAt: instant(from + length) }));

const windows = fc.array(
  fc
    .record({
      kind: fc.constantFrom("blackout" as const, "blackout" as const, "maintenance" as const),
      underWay: fc.constantFrom("hold" as const, "let_run" as const),
      // A window comes back: its times may meet, as those of people's rules do.
      times: fc.array(stretch, { minLength: 1, maxLength: 3 }),
      id: fc.constantFrom("w1", "w2", "w3", "w4"),
    })
    .map(({ times, ...one }) => times.map((time): WindowFact => ({ ...one, ...time, name: one.id }))),
  { maxLength: 4 },
);

/** A waiver of one window, or of every one, with its beginning. */
export type Waiver = FreezeBend & { readonly startsAt: Instant };

const waivers = fc.array(
  fc
    .record({ subject: fc.constantFrom("*", "w1", "w2", "w3", "w4"), time: stretch })
    .map(({ subject, time }): Waiver => ({ reference: "W-1", subject, serviceId, environmentId, ...time })),
  { maxLength: 2 },
);

const often = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 4, arbitrary: fc.constantFrom(...others) });

export interface Step {
  readonly afterMs: number;
  readonly does:
    | "tick"
    | "start"
    | "return"
    | "promote"
    | "approve"
    | "pause"
    | "resume"
    | "cancel"
    | "abort"
    | "rollback";
  /** Which of the open rollouts a person means. */
  readonly which: number;
  readonly isEmergency: boolean;
  readonly emergencyMs: number;
  readonly policy: "queue" | "supersede" | "reject";
}

const steps = fc.array(
  fc.record({
    afterMs: fc.constantFrom(1_000, 15_000, 60_000, 60_000, 240_000),
    does: often<Step["does"]>(
      "tick",
      ...([
        "start",
        "start",
        "return",
        "promote",
        "approve",
        "pause",
        "resume",
        "cancel",
        "abort",
        "rollback",
      ] as const),
    ),
    which: fc.nat(3),
    isEmergency: often(false, true),
    emergencyMs: fc.constantFrom(60_000, 600_000, spanMs),
    policy: fc.constantFrom("queue" as const, "supersede" as const, "reject" as const),
  }),
  { minLength: 5, maxLength: 60, size: "max" },
);

export const journeys = fc.record({ windows: windows.map((all) => all.flat()), waivers, steps });
export type Journey = typeof journeys extends fc.Arbitrary<infer One> ? One : never;

/** What was written down when somebody broke the glass. */
export interface LogEntry {
  readonly rolloutId: string;
  readonly at: Instant;
  readonly endsAt: Instant;
  readonly passed: readonly string[];
}

/** The decisions that are tried; a planted bug takes the place of one. */
export interface Rules {
  readonly decideHolds: typeof decideHolds;
  readonly holdsRollout: typeof holdsRollout;
  readonly passedReasons: typeof passedReasons;
  readonly decide: typeof decide;
  /** Which grants still pass windows. */
  passes(log: readonly LogEntry[], now: Instant): readonly LogEntry[];
}

export const realRules: Rules = {
  decideHolds,
  holdsRollout,
  passedReasons,
  decide,
  passes: (log, now) => log.filter(({ endsAt }) => now < endsAt),
};

export interface Turn {
  readonly now: Instant;
  readonly command: RolloutCommand;
  readonly before: RolloutState;
  readonly decision: RolloutDecision;
  readonly after: RolloutState;
  readonly windows: readonly ActiveWindow[];
  readonly hold: HoldFacts;
  readonly log: readonly LogEntry[];
}

export interface Asked {
  readonly now: Instant;
  readonly purpose: "release" | "return";
  readonly isEmergency: boolean;
  readonly kind: ReturnType<typeof admit>["kind"];
  readonly reasons: readonly string[];
  /** What was written down of it; null: nothing. */
  readonly entry: LogEntry | null;
}

export interface Watcher {
  turned(turn: Turn): void;
  asked(asked: Asked): void;
}

/** Share of the canary, in percent. */
export function shareOf(state: RolloutState): number {
  return intentOf(state, 1)?.sharePercent.b ?? 0;
}

/** One journey through a timetable: what is asked, what the loop does, and what is written down. */
export function travel(journey: Journey, rules: Rules, watcher: Watcher): void {
  const world = new FreezeWorld(journey, rules, watcher);
  for (const step of journey.steps) world.suffer(step);
}

class FreezeWorld {
  private now: Instant = T0;
  private readonly open: RolloutState[] = [];
  private readonly log: LogEntry[] = [];
  private made = 0;

  constructor(
    private readonly journey: Journey,
    private readonly rules: Rules,
    private readonly watcher: Watcher,
  ) {}

  suffer(step: Step): void {
    this.now = instant(this.now + step.afterMs);
    if (step.does === "start" || step.does === "return") this.ask(step, step.does === "start" ? "release" : "return");
    else if (step.does !== "tick") this.command(step, step.does);
    for (const one of [...this.open]) this.turn(one, { kind: "tick" });
  }

  /** What the calendar says, with waivers taken off: what the worker reads. */
  private held() {
    const bends = this.journey.waivers.filter(({ startsAt, endsAt }) => startsAt <= this.now && this.now < endsAt);
    const holds = this.rules.decideHolds(this.journey.windows, this.now);
    return bendHolds(holds, { serviceId, environmentId }, bends).held;
  }

  private windowsFor(state: RolloutState): ActiveWindow[] {
    const passedBy = this.rules.passes(this.log, this.now).map(({ rolloutId }) => rolloutId);
    const { rolloutId, createdAt, phase } = state;
    return this.held()
      .filter((hold) =>
        this.rules.holdsRollout({ ...hold, passedBy }, { rolloutId, createdAt, isQueued: phase === "queued" }),
      )
      .map(({ windowId, until }) => ({ id: windowId ?? "none", why: "A freeze.", endsAt: until }));
  }

  private ask(step: Step, purpose: "release" | "return"): void {
    const isEmergency = step.isEmergency && purpose === "release";
    const [first] = this.open;
    const active = first && first.phase !== "queued" ? first : null;
    const waiting = this.open.filter(({ phase }) => phase === "queued");
    this.made += 1;
    const version = `2.0.${this.made}`;
    const facts: AdmissionFacts = {
      request: { version, policy: step.policy, purpose, isEmergency },
      service: { name: "cart", isArchived: false },
      environment: { name: "production" },
      target: { name: "cart", live: { slot: "a", version: "1.0.0" } },
      active: active && { rolloutId: active.rolloutId, phase: active.phase, canaryVersion: active.canaryVersion },
      queued: waiting.map(({ rolloutId, canaryVersion }) => ({ rolloutId, canaryVersion })),
      windows: this.held().map(({ windowId, until }) => ({ id: windowId ?? "none", why: "A freeze.", endsAt: until })),
      ...{ budgets: [], gates: [], planReasons: [], schemaReasons: [] },
    };
    const admission = admit(facts);
    const reasons = "reasons" in admission ? admission.reasons.map(({ code }) => code) : [];
    const rolloutId = `r${this.made}`;
    let entry: LogEntry | null = null;
    if (admission.kind !== "rejected") {
      if (isEmergency) {
        const passed = this.rules.passedReasons(facts).map(({ code }) => code);
        entry = { rolloutId, at: this.now, endsAt: instant(this.now + step.emergencyMs), passed };
        this.log.push(entry);
      }
      const supersedes = admission.kind === "supersede" ? admission.rolloutIds : [];
      const rest = { actor: ada, reason: "Another one", seenRevision: null, byRolloutId: rolloutId };
      for (const one of [...this.open])
        if (supersedes.includes(one.rolloutId)) this.turn(one, { kind: "supersede", ...rest });
      const plan = canaryPlan({ warmMs: 60_000 });
      const { policy } = step;
      this.open.push(newRollout({ rolloutId, purpose, plan, policy, canaryVersion: version, now: this.now }).state);
    }
    this.watcher.asked({ now: this.now, purpose, isEmergency, kind: admission.kind, reasons, entry });
  }

  private command(step: Step, kind: Exclude<Step["does"], "tick" | "start" | "return">): void {
    const state = this.open[step.which % Math.max(1, this.open.length)];
    if (!state) return;
    const given = { actor: ada, reason: "because", seenRevision: state.revision };
    this.turn(state, { kind, ...given });
  }

  private turn(state: RolloutState, command: RolloutCommand): void {
    const at = this.open.findIndex(({ rolloutId }) => rolloutId === state.rolloutId);
    const before = this.open[at];
    if (!before) return;
    const windows = this.windowsFor(before);
    const active = this.open.find(({ phase }) => phase !== "queued");
    const isUrgent = this.rules.passes(this.log, this.now).some(({ rolloutId }) => rolloutId === before.rolloutId);
    const ahead = this.open.slice(0, at).filter(({ phase }) => phase === "queued");
    const good = goodFacts(before, this.now);
    const hold = {
      ...good.hold,
      activeRolloutId: active && active.rolloutId !== before.rolloutId ? active.rolloutId : null,
      aheadCount: isUrgent ? 0 : ahead.length,
      windows,
    };
    const decision = this.rules.decide(before, command, { ...good, hold });
    const after = decision.kind === "accepted" ? decision.next : before;
    this.watcher.turned({ now: this.now, command, before, decision, after, windows, hold, log: [...this.log] });
    if (isEnded(after)) this.open.splice(at, 1);
    else this.open[at] = after;
  }
}
