import fc from "fast-check";
import { expect, it } from "vitest";
import { decideHolds, type WindowFact } from "@/lib/calendar/domain/hold";
import { decideGate } from "@/lib/gates/domain/verdict";
import type { GateReason } from "@/lib/gates/port";
import { instant } from "@/lib/kernel/instant";
import { type AdmissionFacts, admit, passedReasons } from "@/lib/rollouts/domain/admission";
import { runs } from "@/tests/support/runs";

/**
 * Goal: nothing goes forward inside a freeze or past a closed gate without saying so on record, and everything may go back. Method: random
 * sequences of requests through the real admission, with the windows of the real calendar and the verdict of the real engine.
 */

const step = fc.record({
  atMs: fc.integer({ min: 0, max: 1_000 }),
  purpose: fc.constantFrom("release" as const, "return" as const),
  isEmergency: fc.boolean(),
  policy: fc.constantFrom("queue" as const, "supersede" as const, "reject" as const),
  state: fc.constantFrom("pass" as const, "blocked" as const, "unknown" as const),
});
const window = fc.record({ from: fc.integer({ min: 0, max: 1_000 }), length: fc.integer({ min: 1, max: 400 }) }).map(
  ({ from, length }): WindowFact => ({
    id: `w${from}`,
    kind: "blackout",
    name: "Peak",
    underWay: "hold",
    startsAt: instant(from),
    endsAt: instant(from + length),
  }),
);

const place = {
  service: { name: "cart", isArchived: false },
  environment: { name: "production" },
  target: { name: "cart-production", live: { slot: "a" as const, version: "1.0.0" } },
  active: null,
  queued: [],
  budgets: [],
  planReasons: [],
  schemaReasons: [],
};

it("holds every forward move inside a freeze, and no way back", () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 12 }),
      fc.array(window, { maxLength: 4 }),
      (steps, windows) => {
        for (const { atMs, purpose, isEmergency: asked, policy, state } of steps) {
          const isEmergency = asked && purpose === "release";
          const holds = decideHolds(windows, instant(atMs));
          const told: GateReason = {
            kind: "tests",
            state,
            sentence: "Tests.",
            owner: null,
            nextAction: null,
            href: null,
          };
          const none = { advisoryKinds: new Set<string>(), waivers: new Map<string, string>() };
          const gate = decideGate({ purpose: purpose === "return" ? "rollback" : "release", reasons: [told], ...none });
          const facts: AdmissionFacts = {
            ...place,
            request: { version: "2.0.0", policy, purpose, isEmergency },
            windows: holds.map(({ windowId, until }) => ({ id: windowId ?? "none", why: "A freeze.", endsAt: until })),
            gates: gate.answer === "open" ? [] : [{ code: "gate_tests", message: "Tests." }],
          };
          const { kind } = admit(facts);
          const isHeld = holds.length > 0 || gate.answer !== "open";
          if (purpose === "return") expect(kind).toBe("start");
          else if (isEmergency) {
            // It passes, and everything that it passed is told for its record.
            expect(kind).toBe("start");
            expect(passedReasons(facts)).toHaveLength(holds.length + (gate.answer === "open" ? 0 : 1));
          } else expect(kind === "start").toBe(!isHeld);
        }
      },
    ),
    runs(300),
  );
});
