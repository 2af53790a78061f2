import { describe, expect, it } from "vitest";
import { consequenceSentence, consequenceStep, effectWords } from "@/lib/alerts/domain/consequence-step";
import type { Threshold } from "@/lib/policies/contract";

describe("alarms of a policy's consequence", () => {
  it.each([
    ["begins", [], "slow_down", { open: "slow_down", end: [], isFrozen: false }],
    ["stays", ["slow_down"], "slow_down", { open: null, end: [], isFrozen: false }],
    ["gives way to a graver one", ["slow_down"], "freeze", { open: "freeze", end: ["slow_down"], isFrozen: false }],
    ["ends", ["freeze"], "none", { open: null, end: ["freeze"], isFrozen: false }],
    ["freezes when nothing can be determined", ["approval"], "undetermined", { open: null, end: [], isFrozen: true }],
    ["does not begin in the dark", [], "undetermined", { open: null, end: [], isFrozen: false }],
  ] as const)("%s", (_what, open, now, expected) => {
    expect(consequenceStep(open, now)).toEqual(expected);
  });
});

describe("the words of a consequence", () => {
  const threshold = (effect: Threshold["effect"], tell: string[] = []): Threshold => ({
    leftPercent: 20,
    effect,
    tell,
  });

  it("say what happens to releases", () => {
    expect(effectWords(threshold({ kind: "approval" }))).toBe("releases need the approval of another person");
    expect(effectWords(threshold({ kind: "freeze", exemptions: [] }))).toBe("releases are frozen");
    expect(effectWords(threshold({ kind: "freeze", exemptions: ["incident_fix", "emergency"] }))).toBe(
      "releases are frozen, except fixes of open incidents and emergencies",
    );
    expect(effectWords(threshold({ kind: "slow_down", maxStartsPerDay: 2, bakeFactor: 3 }))).toBe(
      "releases slow down, at most 2 begin in 24 hours, steps bake 3 times as long",
    );
    expect(effectWords(threshold({ kind: "slow_down", maxStartsPerDay: null, bakeFactor: 1 }))).toBe(
      "releases slow down",
    );
  });

  it("show the arithmetic, and when a policy only tells", () => {
    const given = {
      policy: "Tier 1",
      objective: "checkout answers",
      threshold: threshold({ kind: "approval" }, ["payments"]),
    };
    expect(consequenceSentence({ ...given, isActing: true, leftWorstPercent: "18.2" })).toBe(
      "18.2 % of the error budget of checkout answers is left, at or below the 20 % of “Tier 1”: " +
        "releases need the approval of another person. To be told: payments.",
    );
    expect(consequenceSentence({ ...given, isActing: false, leftWorstPercent: null })).toContain(
      "nothing is held by it",
    );
  });
});
