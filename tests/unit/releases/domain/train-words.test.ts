import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import type { CarStanding } from "@/lib/releases/domain/standing";
import { plannedState, type TrainState } from "@/lib/releases/domain/train";
import { type StuckFacts, stuckOf, trainSentence } from "@/lib/releases/domain/train-words";

const now = instant(1_000);
const stops = [
  { environment: "staging", name: "Staging", goesOn: false },
  { environment: "production", name: "Production", goesOn: false },
];
const moving: TrainState = { ...plannedState, phase: "moving", stopIndex: 0 };
const standings = new Map<string, CarStanding>([
  ["a", "settled"],
  ["b", "moving"],
]);
const car = {
  service: "Shop",
  team: "Basket",
  standing: "moving" as CarStanding,
  pauses: [],
  rolloutNumber: 7,
  refusal: [],
};
const facts = (more: Partial<StuckFacts> = {}): StuckFacts => ({
  stops,
  cars: [],
  plannedAt: null,
  now,
  missing: [],
  ...more,
});

describe("where a train stands", () => {
  it("is said with its numbers", () => {
    expect(trainSentence(plannedState, { stops }, new Map())).toBe("It has not departed; its first stop is Staging.");
    expect(trainSentence(moving, { stops }, standings)).toBe(
      "1 of 2 services have all traffic in Staging, 1 on the way.",
    );
    expect(trainSentence({ ...moving, phase: "at_stop" }, { stops }, standings)).toContain("next is Production");
    expect(trainSentence({ ...moving, phase: "at_stop", stopIndex: 1 }, { stops }, standings)).toContain(
      "settled in Production; its checklist holds its end",
    );
    const rollback = { cars: ["b"], failed: ["b"], why: "b went back.", by: null, decidedAt: now, left: [] };
    expect(trainSentence({ ...moving, phase: "rolling_back", rollback }, { stops }, standings)).toBe(
      "0 of 1 services that go back in Staging are back. b went back.",
    );
  });
});

describe("what holds a train up", () => {
  it("is told with whoever can change it", () => {
    const held = { ...moving, hold: { by: "Ada", reason: "Lunch", since: now } };
    expect(stuckOf(held, facts())).toEqual([{ sentence: "Held: Lunch", owner: "Ada", nextAction: "Let it go on." }]);
    expect(stuckOf({ ...moving, phase: "at_stop" }, facts())[0]?.nextAction).toBe("Let it go on to Production.");
    const missing = [{ sentence: "Nobody looked.", owner: "release managers", nextAction: "Look." }];
    expect(stuckOf({ ...moving, phase: "at_stop" }, facts({ missing }))).toEqual(missing);
    const refused = {
      ...car,
      standing: "waiting" as const,
      refusal: [{ message: "No approval.", remedy: "Ask for one.", facts: { owner: "Bea" } }],
    };
    expect(stuckOf(moving, facts({ cars: [refused] }))).toEqual([
      { sentence: "Shop: No approval.", owner: "Bea", nextAction: "Ask for one." },
    ]);
    expect(stuckOf(moving, facts({ cars: [{ ...car, pauses: ["approval"] }] }))[0]).toMatchObject({ owner: "Basket" });
  });

  it("is a departure that was missed, and nothing before it", () => {
    expect(stuckOf(plannedState, facts({ plannedAt: instant(2_000) }))).toEqual([]);
    expect(stuckOf(plannedState, facts({ plannedAt: now }))).toHaveLength(1);
  });

  it("is nothing while it only takes time, or is over", () => {
    expect(stuckOf(moving, facts({ cars: [{ ...car, pauses: ["freeze"] }] }))).toEqual([]);
    expect(stuckOf({ ...moving, phase: "arrived" }, facts({ cars: [{ ...car, pauses: ["manual"] }] }))).toEqual([]);
  });
});
