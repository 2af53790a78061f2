import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Instant, instant } from "@/lib/kernel/instant";
import { describeState } from "@/lib/rollouts/domain/describe-state";
import { explain } from "@/lib/rollouts/domain/explain";
import { epochOf, intentOf, shows } from "@/lib/rollouts/domain/intent";
import type { RolloutCommand, RolloutDecision, RolloutFacts } from "@/lib/rollouts/domain/rollout-command";
import { decide } from "@/lib/rollouts/domain/rollout-machine";
import { isEnded, isExposed, isWatched, type RolloutState } from "@/lib/rollouts/domain/rollout-state";
import { readRolloutRecord, toRolloutRecord } from "@/lib/rollouts/rollout-record";
import { runs } from "@/tests/support/runs";
import { goodFacts, queued, T0 } from "../../../support/rollout-fixtures";
import {
  commandOf,
  evidenceOf,
  factsOf,
  frozen,
  type Move,
  moves,
  PlaneModel,
  plans,
} from "../../../support/rollout-world";

/**
 * Goal: the promises of the machine hold whatever happens in whatever order. Method: random plans and schedules of
 * commands and facts against a data plane model that disobeys, reloads and is changed by hand; a failing seed is printed
 * by fast-check.
 */

const many = runs(200);
const timeoutMs = 60_000;

interface Turn {
  readonly before: RolloutState;
  readonly command: RolloutCommand;
  readonly facts: RolloutFacts;
  readonly decision: RolloutDecision;
  readonly after: RolloutState;
}

/** `keep` is given all that the machine is given and gives: frozen, it cannot be changed unseen. */
function play(
  plan: Parameters<typeof queued>[0],
  schedule: readonly Move[],
  check: (turn: Turn) => void,
  keep: <Value>(value: Value) => Value = (value) => value,
): Turn | null {
  const plane = new PlaneModel();
  let state = keep(queued(plan));
  let now: Instant = T0;
  let last: Turn | null = null;
  for (const move of schedule) {
    now = instant(now + move.afterMs);
    plane.suffer(move.plane);
    const command = keep(commandOf(move, state));
    const facts = keep(factsOf(move, plane, now));
    const decision = keep(decide(state, command, facts));
    const after = decision.kind === "accepted" ? decision.next : state;
    last = { before: state, command, facts, decision, after };
    check(last);
    if (decision.kind !== "rejected") plane.apply(decision.intent, move.plane);
    state = after;
  }
  return last;
}

function shareOf(state: RolloutState): number {
  return intentOf(state, 1)?.sharePercent.b ?? 0;
}

type Law = (turn: Turn) => string | null;

/** Each law gives the sentence of its breach, or null. */
const laws: readonly Law[] = [wholeSplit, raisedRightly, terminalLatched, countedAndSaid, deterministic];

/** Shares add up to 100, never both slots closed, none with a share closed. */
function wholeSplit({ decision }: Turn): string | null {
  if (decision.kind === "rejected" || decision.intent === null) return null;
  const { sharePercent, closed } = decision.intent;
  if (Math.abs(sharePercent.a + sharePercent.b - 100) > 1e-9) return "shares do not add up";
  if (Math.min(sharePercent.a, sharePercent.b) < 0) return "a negative share";
  return closed.length > 1 || closed.some((slot) => sharePercent[slot] > 0) ? "closed with a share" : null;
}

/** Exposure rises only by a tick that may raise, sees the data plane, and rests on good evidence. */
function raisedRightly({ before, after, command, facts }: Turn): string | null {
  if (shareOf(after) <= shareOf(before)) return null;
  if (command.kind !== "tick" || !facts.mayRaise) return "raised without leave";
  if (facts.traffic.status !== "seen") return "raised without seeing the data plane";
  if (facts.hold.windows.length > 0) return "raised in a window";
  if ("pauseReasons" in after && after.pauseReasons.length > 0) return "raised while paused";
  if (before.phase === "preparing")
    return facts.preparation.status === "ready" ? null : "raised before it was prepared";
  if (!isWatched(before)) return `raised from ${before.phase}`;
  const fresh = facts.evidence.filter((item) => facts.now - item.at <= 15_000);
  if (fresh.some((item) => item.verdict === "fail")) return "raised on a failure";
  if (!fresh.some((item) => item.verdict === "pass")) return "raised on nothing";
  if (before.isRestoring) return null;
  if (fresh.length < 4 || fresh.some((item) => item.verdict === "blind")) return "raised half blind";
  const intent = intentOf(before, epochOf(before));
  const isSeen = intent !== null && shows(facts.traffic.observation, intent);
  return isSeen ? null : "raised before the last step was seen";
}

/** Nothing leaves a terminal phase, and only a seen data plane ends a rollback that had users. */
function terminalLatched({ before, after, decision, facts }: Turn): string | null {
  if (isEnded(before) && decision.kind === "accepted") return `left ${before.phase}`;
  if (before.phase !== "rolling_back" || after.phase !== "rolled_back") return null;
  const isShown = facts.traffic.status === "seen" && facts.traffic.observation.slots.b.closed;
  if (!isShown && before.rollback.fromPhase !== "preparing") return "a rollback ended unseen";
  return after.isVerified === isShown ? null : "said to be verified and was not";
}

/** One more revision for each accepted with an event; a refusal has words; a person's raise is asked for by its revision. */
function countedAndSaid({ before, after, decision, command }: Turn): string | null {
  if (after.revision !== before.revision + (decision.kind === "accepted" ? 1 : 0)) return "the revision is off";
  if (decision.kind === "accepted" && decision.events.length === 0) return "nothing happened";
  if (decision.kind === "rejected" && !decision.reasons.every((reason) => reason.message && reason.remedy))
    return "no words";
  const isStale = "seenRevision" in command && command.seenRevision !== before.revision;
  return isStale && decision.kind !== "rejected" ? "a stale command was done" : null;
}

function deterministic({ before, command, facts, decision }: Turn): string | null {
  return JSON.stringify(decide(before, command, facts)) === JSON.stringify(decision) ? null : "decided differently";
}

/** After a failed check the canary gets nothing, for good: what the turns of one schedule say together. */
function takenBackForGood(): (turn: Turn) => void {
  let hasFailed = false;
  return ({ before, after, facts, decision }) => {
    const isTakenBack = after.phase === "rolling_back" || after.phase === "rolled_back";
    if (hasFailed && (shareOf(after) > 0 || !isTakenBack)) throw new Error(`forgotten in ${after.phase}`);
    const isFailing = facts.evidence.some((item) => item.verdict === "fail");
    if (!isExposed(before) || !isFailing || decision.kind === "rejected") return;
    hasFailed = true;
    expect(after.phase).toBe("rolling_back");
  };
}

describe("whatever happens in whatever order", { timeout: timeoutMs }, () => {
  it("keeps every law, and gives the canary nothing after a failed check, for good", () => {
    fc.assert(
      fc.property(plans, moves, (plan, schedule) => {
        const checkFailure = takenBackForGood();
        const check = (turn: Turn): void => {
          for (const law of laws) {
            const breach = law(turn);
            if (breach !== null) throw new Error(`${law.name}: ${breach}`);
          }
          checkFailure(turn);
        };
        play(plan, schedule, check, frozen);
      }),
      many,
    );
  });

  it("keeps states that survive being stored, and has words for all that happens", () => {
    fc.assert(
      fc.property(plans, moves, (plan, schedule) => {
        play(plan, schedule, ({ after, facts, decision }) => {
          if (describeState(after, facts.now).includes("undefined")) throw new Error("words");
          if (decision.kind !== "accepted") return;
          const reading = readRolloutRecord(toRolloutRecord(after));
          if (!isDeepStrictEqual(reading, { status: "read", state: after })) throw new Error(JSON.stringify(reading));
          for (const event of decision.events) {
            const words = explain(event);
            if (!/[.!?]$/.test(words) || /undefined|NaN/.test(words)) throw new Error(words);
          }
        });
      }),
      runs(100),
    );
  });

  it("never waits for ever: with frozen facts something happens at each deadline until it ends or is rolling back", () => {
    const circumstances = fc.record({
      data: fc.constantFrom<Move["data"]>("pass", "inconclusive", "blind", "mixed", "none", "old"),
      isPlaneSilent: fc.boolean(),
      isFrozen: fc.boolean(),
      isHeld: fc.boolean(),
      preparation: fc.constantFrom<"pending" | "ready">("pending", "ready"),
      canaryRequests: fc.constantFrom(null, 10, 1_000),
    });
    fc.assert(
      fc.property(plans, moves, circumstances, (plan, schedule, frozenFacts) => {
        const last = play(plan, schedule, () => undefined);
        if (last !== null) runOut(last.after, last.facts, frozenFacts);
      }),
      many,
    );
  });
});

interface Circumstances {
  readonly data: Move["data"];
  readonly isPlaneSilent: boolean;
  readonly isFrozen: boolean;
  readonly isHeld: boolean;
  readonly preparation: "pending" | "ready";
  readonly canaryRequests: number | null;
}

/** Tick at each deadline, nothing else changing, until nothing more can be asked of the machine. */
function runOut(from: RolloutState, { hold, now: start }: RolloutFacts, given: Circumstances): void {
  let state = from;
  let now = start;
  for (let hop = 0; hop < 60; hop += 1) {
    if (isEnded(state) || state.phase === "rolling_back") return;
    now = instant(Math.max(now + 1, state.deadlineAt));
    const facts = goodFacts(state, now, {
      evidence: evidenceOf(given.data, now),
      canaryRequests: given.canaryRequests,
      preparation: { status: given.preparation },
      hold: {
        ...hold,
        activeRolloutId: given.isHeld ? "r0" : null,
        windows: given.isFrozen ? [{ id: "w", why: "The blackout Freeze is in force.", endsAt: null }] : [],
      },
      ...(given.isPlaneSilent ? { traffic: { status: "failed" as const, detail: "no answer" } } : {}),
    });
    const decision = decide(state, { kind: "tick" }, facts);
    if (decision.kind !== "accepted") throw new Error(`stuck in ${state.phase} at its deadline`);
    state = decision.next;
  }
  throw new Error(`still ${state.phase} after 60 deadlines`);
}
