import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { decideTrain, type TrainCommand, type TrainFacts } from "@/lib/releases/domain/decide-train";
import { orderCars } from "@/lib/releases/domain/order";
import { type CarStanding, mayFollow } from "@/lib/releases/domain/standing";
import { isTrainEnded, plannedState, type TrainPlan, type TrainState } from "@/lib/releases/domain/train";
import { isAway, wantedMoves } from "@/lib/releases/domain/wanted-moves";
import { runs } from "@/tests/support/runs";

/** Goal: trains go and go back as the domain language says. Method: commands by hand; whole journeys in a model world with failures. */

const now = instant(1_000_000);
const plan: TrainPlan = {
  cars: ["db", "api", "web"].map((id) => ({ id, service: id, version: "2.0.0" })),
  stops: [
    { environment: "staging", name: "Staging", goesOn: false },
    { environment: "production", name: "Production", goesOn: true },
  ],
  reach: "dependents",
  abreast: 1,
};
const order = orderCars(
  ["db", "api", "web"],
  [
    { consumer: "api", provider: "db" },
    { consumer: "web", provider: "api" },
  ],
);
const facts = (standings: Record<string, CarStanding>, more: Partial<TrainFacts> = {}): TrainFacts => ({
  plan,
  order,
  standings: new Map(Object.entries(standings)),
  now,
  nameOf: (car) => car,
  missing: [],
  ...more,
});
const waiting = { db: "waiting", api: "waiting", web: "waiting" } as const;
const settled = { db: "settled", api: "settled", web: "settled" } as const;
const moving: TrainState = { ...plannedState, phase: "moving", stopIndex: 0, revision: 2, departedAt: now };
const by = "Ada";

function settle(state: TrainState, command: TrainCommand, given: TrainFacts): TrainState {
  const decision = decideTrain(state, command, given);
  if (decision.kind !== "accepted") throw new Error(JSON.stringify(decision));
  return decision.next;
}

function codeOf(state: TrainState, command: TrainCommand, given: TrainFacts): string {
  const decision = decideTrain(state, command, given);
  return decision.kind === "rejected" ? (decision.reasons[0]?.code ?? "") : decision.kind;
}

describe("commands", () => {
  it("send it off once, on the revision that was seen", () => {
    const departed = settle(plannedState, { kind: "depart", by, seenRevision: 1 }, facts(waiting));
    expect(departed).toMatchObject({ phase: "moving", stopIndex: 0, revision: 2, departedAt: now });
    expect(codeOf(departed, { kind: "depart", by, seenRevision: 1 }, facts(waiting))).toBe("stale_state");
    expect(codeOf(departed, { kind: "depart", by, seenRevision: 2 }, facts(waiting))).toBe("departed");
  });

  it("let it go on from a stop and not past the last one", () => {
    const atStop = settle(moving, { kind: "tick" }, facts(settled));
    expect(atStop.phase).toBe("at_stop");
    const on = settle(atStop, { kind: "go_on", by, seenRevision: 3 }, facts(settled));
    expect(on).toMatchObject({ phase: "moving", stopIndex: 1 });
    expect(settle(on, { kind: "tick" }, facts(settled))).toMatchObject({ phase: "arrived", endedAt: now });
    expect(codeOf(on, { kind: "go_on", by, seenRevision: null }, facts(settled))).toBe("not_at_stop");
  });

  it("do not let it past what its checklist misses, whoever asks", () => {
    const missing = [{ sentence: "Nobody looked.", nextAction: "Look." }];
    const open = facts(settled, { missing });
    const atStop = settle(moving, { kind: "tick" }, open);
    expect(atStop.phase).toBe("at_stop");
    const refused = decideTrain(atStop, { kind: "go_on", by, seenRevision: 3 }, open);
    expect(refused).toEqual({
      kind: "rejected",
      reasons: [{ code: "checklist_open", message: "Nobody looked.", remedy: "Look." }],
    });
    const byItself = { ...plan, stops: plan.stops.map((stop) => ({ ...stop, goesOn: true })) };
    expect(codeOf(atStop, { kind: "tick" }, { ...open, plan: byItself })).toBe("unchanged");
    expect(settle(atStop, { kind: "tick" }, facts(settled, { plan: byItself }))).toMatchObject({ stopIndex: 1 });

    const last = { ...moving, stopIndex: 1 };
    const held = settle(last, { kind: "tick" }, open);
    expect(held).toMatchObject({ phase: "at_stop", endedAt: null });
    expect(codeOf(held, { kind: "tick" }, open)).toBe("unchanged");
    expect(codeOf(held, { kind: "go_on", by, seenRevision: null }, open)).toBe("not_at_stop");
    expect(settle(held, { kind: "tick" }, facts(settled))).toMatchObject({ phase: "arrived", endedAt: now });
    const failed = facts({ ...settled, web: "failed" }, { missing });
    expect(settle(held, { kind: "tick" }, failed).phase).toBe("rolling_back");
  });

  it("hold it, and let it go on", () => {
    const held = settle(moving, { kind: "hold", by, reason: "Lunch", seenRevision: 2 }, facts(waiting));
    expect(wantedMoves(held, plan, facts(waiting))).toEqual([]);
    expect(codeOf(held, { kind: "hold", by, reason: "Again", seenRevision: 3 }, facts(waiting))).toBe("held");
    const on = settle(held, { kind: "resume", by, seenRevision: 3 }, facts(waiting));
    expect(wantedMoves(on, plan, facts(waiting))).toEqual([{ kind: "start", car: "db" }]);
    expect(codeOf(on, { kind: "resume", by, seenRevision: null }, facts(waiting))).toBe("not_held");
  });

  it("give it up only before it departs", () => {
    const cancel = { kind: "cancel", by, reason: "Not needed", seenRevision: null } as const;
    expect(settle(plannedState, cancel, facts(waiting)).phase).toBe("cancelled");
    expect(codeOf(moving, cancel, facts(waiting))).toBe("departed");
  });

  it("roll back what moved, last first, whatever the revision is and also after it arrived", () => {
    const back = { kind: "roll_back", by, reason: "Complaints", seenRevision: null } as const;
    const half = facts({ db: "settled", api: "moved", web: "waiting" });
    expect(settle(moving, back, half).rollback?.cars).toEqual(["api", "db"]);
    const arrived: TrainState = { ...moving, phase: "arrived", stopIndex: 1 };
    expect(settle(arrived, { ...back, cars: ["api"] }, facts(settled)).rollback?.cars).toEqual(["web", "api"]);
    expect(codeOf(plannedState, back, facts(waiting))).toBe("nothing_moved");
    expect(codeOf(moving, back, facts(waiting))).toBe("nothing_moved");
  });

  it("wait with a car for all that need it, also where the one between went back by itself", () => {
    const going = settle(moving, { kind: "roll_back", by, reason: "Bad", seenRevision: 2 }, facts(settled));
    const seen = (web: "moved" | "going_back" | "back") => facts({ db: "settled", api: "failed", web });
    expect(wantedMoves(going, plan, seen("moved"))).toEqual([{ kind: "take_back", car: "web" }]);
    expect(wantedMoves(going, plan, seen("going_back"))).toEqual([]);
    expect(wantedMoves(going, plan, seen("back"))).toEqual([{ kind: "take_back", car: "db" }]);
  });

  it("leave a car that cannot go back, so that what it needs can", () => {
    const going = settle(moving, { kind: "roll_back", by, reason: "Bad", seenRevision: 2 }, facts(settled));
    expect(wantedMoves(going, plan, facts(settled))).toEqual([{ kind: "take_back", car: "web" }]);
    const left = settle(going, { kind: "leave", by, reason: "No way", car: "web", seenRevision: 3 }, facts(settled));
    expect(wantedMoves(left, plan, facts(settled))).toEqual([{ kind: "take_back", car: "api" }]);
    const done = facts({ db: "back", api: "back", web: "settled" });
    expect(settle(left, { kind: "tick" }, done).phase).toBe("rolled_back");
  });
});

describe("a tick", () => {
  it("does nothing while nothing changed", () => {
    expect(decideTrain(moving, { kind: "tick" }, facts(waiting)).kind).toBe("unchanged");
    expect(decideTrain(plannedState, { kind: "tick" }, facts(settled)).kind).toBe("unchanged");
  });

  it("takes along what depends on a car that went back, and nothing else", () => {
    const seen = facts({ db: "settled", api: "failed", web: "moved" });
    const next = settle(moving, { kind: "tick" }, seen);
    expect(next.rollback).toMatchObject({ cars: ["web", "api"], failed: ["api"], by: null });
    expect(wantedMoves(next, plan, seen)).toEqual([{ kind: "take_back", car: "web" }]);
  });

  it("takes no failure that is known for a new one, when the rest goes back later", () => {
    const seen = facts({ db: "settled", api: "failed", web: "back" });
    const over: TrainState = { ...settle(moving, { kind: "tick" }, seen), phase: "rolled_back" };
    const rest = settle(over, { kind: "roll_back", by, reason: "All of it", seenRevision: null }, seen);
    expect(rest.rollback?.cars).toEqual(["db"]);
    expect(decideTrain(rest, { kind: "tick" }, seen).kind).toBe("unchanged");
  });

  it("takes the whole train along where that is asked for", () => {
    const whole = { ...plan, reach: "train" as const };
    const seen = facts({ db: "settled", api: "failed", web: "waiting" }, { plan: whole });
    expect(settle(moving, { kind: "tick" }, seen).rollback?.cars).toEqual(["api", "db"]);
  });

  it("goes on by itself where the stop says so, and not while somebody holds it", () => {
    const auto = { ...plan, stops: plan.stops.toReversed() };
    const atStop: TrainState = { ...moving, phase: "at_stop" };
    expect(settle(atStop, { kind: "tick" }, facts(settled, { plan: auto }))).toMatchObject({ stopIndex: 1 });
    const held = { ...atStop, hold: { by, reason: "Lunch", since: now } };
    expect(decideTrain(held, { kind: "tick" }, facts(settled, { plan: auto })).kind).toBe("unchanged");
  });
});

/** One car's next standing after a while; failures come where the world says so. */
const progress: Partial<Record<CarStanding, CarStanding>> = { moving: "moved", moved: "settled", going_back: "back" };

const worlds = fc.integer({ min: 1, max: 12 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    // From higher to lower numbers, and now and then a circle.
    pairs: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: count * 2 }),
    abreast: fc.integer({ min: 1, max: 3 }),
    fails: fc.option(fc.record({ car: fc.nat(count - 1), at: fc.constantFrom("moving", "moved") }), { freq: 3 }),
    steps: fc.infiniteStream(fc.nat(1_000)),
    // So many looks until its checklist is done.
    listed: fc.nat(100),
  }),
);

describe("in every world", () => {
  it("nothing moves before what it needs, nothing loses what it needs, and every journey ends", () => {
    fc.assert(
      fc.property(worlds, ({ count, pairs, abreast, fails, steps, listed }) => {
        const ids = Array.from({ length: count }, (_, at) => `c${at}`);
        const given = pairs.map(([i, j]) => ({ consumer: `c${i}`, provider: `c${j}` }));
        const line = orderCars(ids, given);
        const one = {
          ...plan,
          abreast,
          cars: ids.map((id) => ({ id, service: id, version: "2" })),
          stops: [plan.stops[1]!],
        };
        const standings = new Map<string, CarStanding>(ids.map((id) => [id, "waiting"]));
        let state: TrainState = { ...moving };
        for (let turn = 0; turn < 400 && !isTrainEnded(state); turn += 1) {
          const missing = turn < listed ? [{ sentence: "Not yet.", nextAction: null }] : [];
          const seen: TrainFacts = { plan: one, order: line, standings, now, missing, nameOf: (car) => car };
          const decision = decideTrain(state, { kind: "tick" }, seen);
          if (decision.kind === "accepted") state = decision.next;
          if (state.phase === "arrived") expect(missing).toEqual([]);
          for (const { kind, car } of wantedMoves(state, one, seen)) {
            if (kind === "start") {
              for (const other of line.needs.get(car) ?? [])
                if (!mayFollow(standings.get(other)!)) throw new Error(`${car} began before ${other}`);
              standings.set(car, "moving");
            } else {
              for (const other of line.neededBy.get(car) ?? [])
                if (state.rollback?.cars.includes(other) && !isAway(standings.get(other)!))
                  throw new Error(`${car} went back under ${other}`);
              standings.set(car, "going_back");
            }
          }
          // Something happens to one car, whichever; a rollout that fails is taken back by its engine.
          const alive = ids.filter((id) => progress[standings.get(id)!] !== undefined);
          const chosen = alive[(steps.next().value ?? 0) % Math.max(1, alive.length)];
          if (chosen === undefined) continue;
          const standing = standings.get(chosen)!;
          const isBad =
            fails !== null && `c${fails.car}` === chosen && standing === fails.at && state.phase === "moving";
          standings.set(chosen, isBad ? "failed" : progress[standing]!);
        }
        expect(["arrived", "rolled_back"]).toContain(state.phase);
        if (state.phase === "arrived") expect([...standings.values()].every((end) => end === "settled")).toBe(true);
        for (const car of state.rollback?.cars ?? []) expect(isAway(standings.get(car)!)).toBe(true);
      }),
      runs(60),
    );
  });
});
