import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Instant } from "@/lib/kernel/instant";
import { isEnded, type RolloutState } from "@/lib/rollouts/domain/rollout-state";
import {
  type Asked,
  type Journey,
  journeys,
  type Rules,
  realRules,
  shareOf,
  type Turn,
  travel,
} from "@/tests/support/freeze-world";
import { goodFacts } from "@/tests/support/rollout-fixtures";
import { runs } from "@/tests/support/runs";

/**
 * Goal: nothing goes forward inside a freeze that forbids it, everything may go back, and nobody passes a freeze without a record. Method:
 * random timetables and moves through the real decisions, against a reading of the timetable that is written anew here; a bug in each of the
 * decisions is found. fast-check prints seed and path of a journey that fails.
 */

const many = runs(150);

interface Move {
  readonly rolloutId: string;
  readonly createdAt: Instant;
  readonly isQueued: boolean;
}

const isIn = (at: Instant, { startsAt, endsAt }: { startsAt: Instant; endsAt: Instant }) =>
  startsAt <= at && at < endsAt;

/** Does the timetable forbid this rollout a forward move, so that only a record lets it? By the words of the calendar's manual alone. */
function forbids({ windows, waivers }: Journey, now: Instant, { createdAt, isQueued }: Move): boolean {
  const isWaived = (id: string | null) =>
    waivers.some((waiver) => isIn(now, waiver) && (waiver.subject === "*" || waiver.subject === id));
  const isLetRun = (underWay: string, since: Instant) => underWay === "let_run" && !isQueued && createdAt < since;
  for (const { kind, id, startsAt, endsAt, underWay } of windows)
    if (kind === "blackout" && isIn(now, { startsAt, endsAt }) && !isWaived(id) && !isLetRun(underWay, startsAt))
      return true;
  const nights = windows.filter(({ kind }) => kind === "maintenance");
  if (nights.length === 0 || nights.some((night) => isIn(now, night))) return false;
  const coming = nights.filter(({ startsAt }) => startsAt > now).sort((one, other) => one.startsAt - other.startsAt)[0];
  const over = nights.filter(({ endsAt }) => endsAt <= now).sort((one, other) => other.endsAt - one.endsAt)[0];
  return !isWaived(coming?.id ?? null) && !(over && isLetRun(over.underWay, over.endsAt));
}

function goesForward({ before, after }: Pick<Turn, "before" | "after">): boolean {
  return shareOf(after) > shareOf(before) || (before.phase === "queued" && after.phase === "preparing");
}

const count = { forward: 0, frozen: 0, passed: 0, backInFreeze: 0 };

/** Every law as a sentence of its breach. */
function breachOf(journey: Journey, turn: Turn, rules: Rules): string | null {
  const { before, after, now, command, decision, log, windows } = turn;
  const { rolloutId, createdAt, phase } = before;
  const isForbidden = forbids(journey, now, { rolloutId, createdAt, isQueued: phase === "queued" });
  const grant = log.find((entry) => entry.rolloutId === rolloutId && entry.at <= now && now < entry.endsAt);
  if (goesForward(turn) && before.purpose === "release") {
    count.forward += 1;
    if (isForbidden && grant === undefined) return `${rolloutId} went forward in a freeze`;
    if (isForbidden) count.passed += 1;
  } else if (isForbidden && command.kind === "tick") count.frozen += 1;
  if (command.kind === "abort" || command.kind === "rollback" || command.kind === "supersede") {
    if (windows.length > 0) count.backInFreeze += 1;
    const isBack = after.phase === "rolling_back" || isEnded(after);
    if (!isBack || shareOf(after) > 0) return `${rolloutId} could not go back from ${phase}`;
  }
  if (before.phase === "rolling_back" || before.purpose === "return") {
    // Of a way back a freeze is no fact at all: the same is decided without it.
    const free = { ...goodFacts(before, now), hold: { ...turn.hold, windows: [] } };
    if (!isDeepStrictEqual(rules.decide(before, command, free), decision))
      return `a freeze changed a way back of ${rolloutId}`;
  }
  return null;
}

function logged(journey: Journey, { now, isEmergency, entry, kind, purpose, reasons }: Asked): string | null {
  if (purpose === "return" && reasons.includes("window_active")) return "a freeze held a way back";
  if (!isEmergency || kind === "rejected") return entry === null ? null : "a record of nothing";
  if (entry === null) return "an emergency without a record";
  const isFrozen = forbids(journey, now, { rolloutId: entry.rolloutId, createdAt: now, isQueued: true });
  return isFrozen && !entry.passed.includes("window_active") ? "what an emergency passed is not on its record" : null;
}

function laws(rules: Rules): fc.IPropertyWithHooks<[Journey]> {
  return fc.property(journeys, (journey) => {
    const found: string[] = [];
    const note = (breach: string | null) => (breach === null ? 0 : found.push(breach));
    travel(journey, rules, {
      turned: (turn) => note(breachOf(journey, turn, rules)),
      asked: (asked) => note(logged(journey, asked)),
    });
    if (found[0] !== undefined) throw new Error(found[0]);
  });
}

describe("through every timetable of freezes", { timeout: 60_000 }, () => {
  it("nothing goes forward unwritten, and everything may go back", () => {
    fc.assert(laws(realRules), many);
    // A law that is never tried holds nothing.
    for (const times of Object.values(count)) expect(times).toBeGreaterThan(50);
  });
});

const bugs: Readonly<Record<string, Rules>> = {
  "a freeze that begins a moment late": {
    ...realRules,
    decideHolds: (windows, now) =>
      realRules.decideHolds(
        windows.filter(({ startsAt }) => startsAt + 1_000 < now),
        now,
      ),
  },
  "what was started inside of a freeze is let run": {
    ...realRules,
    holdsRollout: (hold, rollout) => hold.underWay !== "let_run" && realRules.holdsRollout(hold, rollout),
  },
  "a grant without an end": { ...realRules, passes: (log) => log },
  "an emergency that is not written down": { ...realRules, passedReasons: () => [] },
  "a grant of one that passes for all": {
    ...realRules,
    holdsRollout: (hold, rollout) => hold.passedBy.length === 0 && realRules.holdsRollout(hold, rollout),
  },
  "a freeze that holds the way back": {
    ...realRules,
    decide: (state: RolloutState, command, facts) =>
      facts.hold.windows.length > 0 && (command.kind === "abort" || command.kind === "rollback")
        ? { kind: "rejected", reasons: [{ code: "frozen", message: "A freeze." }] }
        : realRules.decide(state, command, facts),
  },
  "a way back that waits for the end of a freeze": {
    ...realRules,
    decide: (state: RolloutState, command, facts) =>
      facts.hold.windows.length > 0 && state.phase === "rolling_back" && command.kind === "tick"
        ? { kind: "unchanged", intent: null }
        : realRules.decide(state, command, facts),
  },
};

describe("the laws can fail", { timeout: 60_000 }, () => {
  it.each(Object.entries(bugs))("finds %s", (_name, rules) => {
    expect(fc.check(laws(rules), { numRuns: 2_000, endOnFailure: true }).failed).toBe(true);
  });
});
