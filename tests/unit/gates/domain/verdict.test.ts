import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requiredKinds, standingKinds } from "@/lib/gates/domain/gate-kinds";
import { decideGate, holds, verdictOf } from "@/lib/gates/domain/verdict";
import { answerInWords, verdictInWords } from "@/lib/gates/domain/verdict-words";
import type { GateReason } from "@/lib/gates/port";
import { runs } from "@/tests/support/runs";

/** Goal: one answer from all reasons, which fails closed; a rollback is open whatever anybody says. Method: laws over random reasons. */

const kinds = [...standingKinds, ...requiredKinds];
const reason = fc.record<GateReason>({
  kind: fc.constantFrom(...kinds),
  state: fc.constantFrom("pass", "blocked", "unknown", "waived", "advisory"),
  sentence: fc.string({ minLength: 1, maxLength: 12 }),
  owner: fc.option(fc.constant("Shop team")),
  nextAction: fc.option(fc.constant("Do it.")),
  href: fc.constant(null),
});
const reasons = fc.array(reason, { maxLength: 12 });
const advisory = fc.uniqueArray(fc.constantFrom(...kinds), { maxLength: 4 }).map((some) => new Set<string>(some));
const waived = fc
  .uniqueArray(fc.constantFrom(...kinds), { maxLength: 4 })
  .map((some) => new Map(some.map((kind) => [kind as string, "W-1"])));
const none = { advisoryKinds: new Set<string>(), waivers: new Map<string, string>() };

function said(kind: string, state: GateReason["state"], sentence = `${kind} ${state}`): GateReason {
  return { kind, state, sentence, owner: "Shop team", nextAction: `Mend ${kind}.`, href: null };
}

describe("a verdict", () => {
  it("is closed by what blocks, unknown by what nobody can tell, and open else", () => {
    fc.assert(
      fc.property(reasons, (all) => {
        const { answer, reasons: sorted } = verdictOf(all);
        const states = all.map(({ state }) => state);
        const expected = states.includes("blocked") ? "closed" : states.includes("unknown") ? "unknown" : "open";
        expect(answer).toBe(expected);
        expect(sorted).toHaveLength(all.length);
      }),
      runs(300),
    );
  });

  it("is the same in whatever order its reasons come", () => {
    fc.assert(
      fc.property(reasons, fc.func(fc.nat()), (all, weight) => {
        const shuffled = all.toSorted((left, right) => weight(left) - weight(right));
        expect(verdictOf(shuffled)).toEqual(verdictOf(all));
      }),
      runs(200),
    );
  });

  it("never opens by a further reason", () => {
    fc.assert(
      fc.property(reasons, reason, (all, one) => {
        if (verdictOf(all).answer === "open") return;
        expect(verdictOf([...all, one]).answer).not.toBe("open");
      }),
      runs(300),
    );
  });

  it("says what to do about the first that holds it", () => {
    const { nextAction, reasons: sorted } = verdictOf([
      said("tests", "pass"),
      said("drill", "unknown"),
      said("freeze", "blocked"),
    ]);
    expect(nextAction).toBe("Mend freeze.");
    expect(sorted.map(({ kind }) => kind)).toEqual(["freeze", "drill", "tests"]);
    expect(verdictOf([said("tests", "pass")]).nextAction).toBeNull();
  });
});

describe("a decision of the gate", () => {
  it("lets every rollback go, and looks at nothing for it", () => {
    fc.assert(
      fc.property(reasons, advisory, waived, (all, advisoryKinds, waivers) => {
        const { answer } = decideGate({ purpose: "rollback", reasons: all, advisoryKinds, waivers });
        expect(answer).toBe("open");
      }),
      runs(1_000),
    );
  });

  it("holds a release unless each kind that holds it only advises here or is waived", () => {
    fc.assert(
      fc.property(reasons, advisory, waived, (all, advisoryKinds, waivers) => {
        const { answer } = decideGate({ purpose: "release", reasons: all, advisoryKinds, waivers });
        const left = all.filter((one) => holds(one) && !advisoryKinds.has(one.kind) && !waivers.has(one.kind));
        expect(answer === "open").toBe(left.length === 0);
      }),
      runs(500),
    );
  });

  it("names the waiver that lets it go, and nobody else's word becomes a pass", () => {
    const { reasons: told } = decideGate({
      ...none,
      purpose: "release",
      reasons: [said("tests", "blocked", "3 tests failed.")],
      waivers: new Map([["tests", "W-7"]]),
    });
    expect(told).toMatchObject([{ state: "waived", sentence: "3 tests failed. Waived by W-7." }]);
    fc.assert(
      fc.property(reasons, advisory, waived, (all, advisoryKinds, waivers) => {
        const passes = (some: readonly GateReason[]) => some.filter(({ state }) => state === "pass").length;
        const decided = decideGate({ purpose: "release", reasons: all, advisoryKinds, waivers });
        expect(passes(decided.reasons)).toBe(passes(all));
      }),
      runs(200),
    );
  });
});

describe("a verdict in words", () => {
  const about = { service: { name: "Checkout" }, environment: { name: "Production" }, version: "4.12.0" };

  it("is one sentence, and then every reason with state, next action and owner", () => {
    const closed = {
      ...about,
      ...verdictOf([said("tests", "blocked", "3 tests failed."), said("drill", "pass", "It was practised.")]),
    };
    expect(verdictInWords(closed)).toBe(
      [
        "Checkout 4.12.0 may not go to Production: one reason holds it.",
        "- Blocked, Tests: 3 tests failed. Next: Mend tests. (Shop team)",
        "- Passed, Rollback drill: It was practised.",
      ].join("\n"),
    );
  });

  it("says of what nobody can tell that it may not", () => {
    const unknown = { ...about, version: null, ...verdictOf([said("tests", "unknown"), said("stage", "unknown")]) };
    expect(answerInWords(unknown)).toBe(
      "Nobody can tell whether a release of Checkout may go to Production, so it may not: 2 reasons hold it.",
    );
    expect(answerInWords({ ...about, ...verdictOf([]) })).toBe("Checkout 4.12.0 may go to Production.");
  });
});
