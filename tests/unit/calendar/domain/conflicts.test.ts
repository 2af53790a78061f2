import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ConflictFacts,
  conflictWords,
  findConflicts,
  freeSlots,
  type NamedSpan,
  type RelatedService,
} from "@/lib/calendar/domain/conflicts";
import { instant } from "@/lib/kernel/instant";
import { runs } from "@/tests/support/runs";

const span = (from: number, to: number, name = "x"): NamedSpan => ({ from: instant(from), to: instant(to), name });
const nothing = { busy: [], blackouts: [], maintenance: null };

describe("conflicts", () => {
  it("are the ten classic reasons, each with what is in the way", () => {
    const all = { busy: [span(5, 6, "CHG-1")], blackouts: [span(5, 6, "Peak")], maintenance: [span(50, 60)] };
    const services: RelatedService[] = (["service", "parent", "child"] as const).map((relation) => ({
      name: relation,
      relation,
      ...all,
    }));
    const found = findConflicts(span(4, 8), { services, assigneeBusy: [span(7, 9, "Rollout #4")] });
    expect(found.map(({ code }) => code)).toEqual([
      ...["service_busy", "service_outside_maintenance", "service_in_blackout"],
      ...["parent_busy", "parent_outside_maintenance", "parent_in_blackout"],
      ...["child_busy", "child_outside_maintenance", "child_in_blackout"],
      "assignee_busy",
    ]);
    expect(found.map(conflictWords).slice(0, 4)).toEqual([
      "service has other work: CHG-1.",
      "service is outside of its maintenance windows.",
      "service is in a blackout: Peak.",
      "parent, which needs it, has other work: CHG-1.",
    ]);
    expect(conflictWords(found[9] as never)).toBe("The person who is to do it has other work: Rollout #4.");
  });

  it("end with what is in the way, and a maintenance window must cover all of the time", () => {
    const at = (facts: Partial<RelatedService>) =>
      findConflicts(span(4, 8), {
        services: [{ name: "cart", relation: "service", ...nothing, ...facts }],
        assigneeBusy: [],
      }).length;
    expect(at({ blackouts: [span(0, 4), span(8, 9)] })).toBe(0);
    expect(at({ maintenance: [span(4, 6), span(6, 8)] })).toBe(0);
    expect(at({ maintenance: [span(4, 7)] })).toBe(1);
    expect(at({ maintenance: [] })).toBe(1);
  });
});

const spans = fc.array(
  fc
    .tuple(fc.integer({ min: -5, max: 60 }), fc.integer({ min: 1, max: 20 }))
    .map(([from, length]) => span(from + 10, from + 10 + length)),
  { maxLength: 4 },
);
const service = fc.record({
  name: fc.constantFrom("a", "b"),
  relation: fc.constantFrom("service" as const, "parent" as const, "child" as const),
  busy: spans,
  blackouts: spans,
  maintenance: fc.option(spans),
});
const facts: fc.Arbitrary<ConflictFacts> = fc.record({
  services: fc.array(service, { minLength: 1, maxLength: 3 }),
  assigneeBusy: spans,
});

describe("free slots", () => {
  it("are free, the earliest is first, and none is told only where looking at every minute finds none", () => {
    const within = span(10, 70);
    fc.assert(
      fc.property(facts, fc.integer({ min: 1, max: 25 }), (given, lengthMs) => {
        const answer = freeSlots({ within, lengthMs, count: 3 }, given);
        const starts = Array.from({ length: 61 - lengthMs }, (_, index) => 10 + index);
        const first = starts.find((from) => findConflicts(span(from, from + lengthMs), given).length === 0);
        if (answer.kind === "none") {
          expect(first).toBeUndefined();
          expect(answer.longestMs).toBeLessThan(lengthMs);
          expect(answer.reasons.length).toBeGreaterThan(0);
          return;
        }
        expect(answer.slots[0]?.from).toBe(first);
        for (const slot of answer.slots) expect(findConflicts(slot, given)).toEqual([]);
      }),
      runs(150),
    );
  });
});
