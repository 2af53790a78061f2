import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { commonTermOf, lowestShareOf, membersOf, unrestartedMembersOf } from "@/lib/rollouts/domain/fleet-members";
import { mergeObservations } from "@/lib/traffic/domain/fleet";
import type { TrafficObservation } from "@/lib/traffic/port";

const slot = fc.record({
  sharePercent: fc.double({ min: 0, max: 100, noNaN: true }),
  serversTotal: fc.integer({ min: 1, max: 5 }),
  serversUp: fc.option(fc.integer({ min: 0, max: 5 })),
  closed: fc.boolean(),
});
const observation: fc.Arbitrary<TrafficObservation> = fc.record({
  observedAt: fc.integer({ min: 0, max: 1e12 }).map(instant),
  slots: fc.record({ a: slot, b: slot }),
  incarnation: fc.integer({ min: 1, max: 9 }).map((id) => `${id}-1700000000`),
  fence: fc.constantFrom("native" as const, "none" as const),
  accepted: fc.option(fc.record({ term: fc.nat(9), epoch: fc.nat(9) })),
  hold: fc.option(fc.record({ remainingMs: fc.nat(9_000), fired: fc.boolean() })),
});
const fleets = fc
  .tuple(observation, fc.array(observation, { maxLength: 9 }))
  .map(([first, others]): [TrafficObservation, ...TrafficObservation[]] => [first, ...others]);
const slots = ["a", "b"] as const;

describe("the observation of a fleet", () => {
  test("never shows less traffic than one of them has, nor a slot as closed that one has open", () => {
    fc.assert(
      fc.property(fleets, (seen) => {
        const merged = mergeObservations(seen);
        for (const name of slots) {
          const ofAll = seen.map((one) => one.slots[name]);
          for (const one of ofAll) expect(merged.slots[name].sharePercent).toBeGreaterThanOrEqual(one.sharePercent);
          expect(merged.slots[name].closed).toBe(ofAll.every(({ closed }) => closed));
          expect(ofAll.map(({ sharePercent }) => sharePercent)).toContain(lowestShareOf(merged, name));
          expect(ofAll.every(({ sharePercent }) => sharePercent >= lowestShareOf(merged, name))).toBe(true);
        }
      }),
    );
  });

  test("is no newer, no better fenced and no healthier than the worst of them", () => {
    fc.assert(
      fc.property(fleets, (seen) => {
        const merged = mergeObservations(seen);
        for (const one of seen) {
          expect(merged.observedAt).toBeLessThanOrEqual(one.observedAt);
          if (one.fence === "none") expect(merged.fence).toBe("none");
          for (const name of slots) {
            const up = one.slots[name].serversUp;
            if (up !== null) expect(merged.slots[name].serversUp).toBeLessThanOrEqual(up);
          }
        }
      }),
    );
  });

  test("loses no decision that one of them accepted, and no hold that one has", () => {
    fc.assert(
      fc.property(fleets, (seen) => {
        const merged = mergeObservations(seen);
        for (const { accepted, hold } of seen) {
          if (accepted) expect(merged.accepted?.epoch).toBeGreaterThanOrEqual(accepted.epoch);
          if (accepted) expect(merged.accepted?.term).toBeGreaterThanOrEqual(accepted.term);
          if (hold) expect(merged.hold?.remainingMs).toBeLessThanOrEqual(hold.remainingMs);
          if (hold?.fired === false) expect(merged.hold?.fired).toBe(false);
          expect(merged.members?.map((member) => member.hold)).toContain(hold);
        }
        if (seen.every(({ accepted }) => accepted === null)) expect(merged.accepted).toBeNull();
        if (seen.every(({ hold }) => hold === null)) expect(merged.hold).toBeNull();
      }),
    );
  });

  test("counts as fenced for a term only when every one of them is", () => {
    fc.assert(
      fc.property(fleets, (seen) => {
        const term = commonTermOf(mergeObservations(seen));
        for (const one of seen) if (term !== null) expect(one.accepted?.term).toBe(term);
        if (seen.length === 1) expect(term).toBe(seen[0].accepted?.term ?? null);
      }),
    );
  });

  test("names another life as soon as one of them has another, and keeps the order", () => {
    fc.assert(
      fc.property(fleets, fc.nat(9), (seen, place) => {
        const index = place % seen.length;
        const restarted = seen.map((one, at) => (at === index ? { ...one, incarnation: "99-1800000000" } : one));
        const before = mergeObservations(seen);
        const after = mergeObservations(restarted as typeof seen);
        expect(after.incarnation).not.toBe(before.incarnation);
        expect(unrestartedMembersOf(after, before.incarnation)).toHaveLength(seen.length - 1);
        expect(unrestartedMembersOf(before, before.incarnation)).toEqual(membersOf(before));
      }),
    );
  });

  test("cannot keep a hold when one of them cannot", () => {
    const [one] = fc.sample(observation, 1);
    if (one === undefined) throw new Error("a sample");
    expect(mergeObservations([one, { ...one, canHold: false }]).canHold).toBe(false);
    expect(mergeObservations([one, one]).canHold).toBeUndefined();
  });

  test("of one process is its own only member", () => {
    const [one] = fc.sample(observation, 1);
    if (one === undefined) throw new Error("a sample");
    expect(membersOf(one)).toEqual([one]);
    expect(unrestartedMembersOf(one, one.incarnation)).toEqual([]);
  });
});
