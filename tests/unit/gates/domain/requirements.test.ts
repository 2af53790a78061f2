import { describe, expect, it } from "vitest";
import { titleOfKind } from "@/lib/gates/domain/gate-kinds";
import { requirementsAt, type ScopedRequirement } from "@/lib/gates/domain/requirements";

/** Goal: of several requirements of one kind the most exact applies. Method: a table over scopes. */

function coverage(minPercent: number, tier: number | null, environmentId: string | null): ScopedRequirement {
  return { id: `${minPercent}`, tier, environmentId, mode: "required", rule: { kind: "coverage", minPercent } };
}

const all: readonly ScopedRequirement[] = [
  coverage(10, null, null),
  coverage(20, 0, null),
  coverage(30, null, "prod"),
  coverage(40, 0, "prod"),
  { id: "t", tier: null, environmentId: null, mode: "advisory", rule: { kind: "tests", suites: [] } },
];

const percentAt = (some: readonly ScopedRequirement[], tier: number, environmentId: string) =>
  requirementsAt(some, { tier, environmentId }).flatMap(({ rule }) =>
    rule.kind === "coverage" ? [rule.minPercent] : [],
  );

describe("the requirement that applies", () => {
  it.each([
    [0, "prod", 40],
    [1, "prod", 30],
    [0, "test", 20],
    [1, "test", 10],
  ])("for tier %i in %s asks for %i percent", (tier, environmentId, percent) => {
    expect(percentAt(all, tier, environmentId)).toEqual([percent]);
    expect(percentAt(all.toReversed(), tier, environmentId)).toEqual([percent]);
  });

  it("is none where none of its kind names the place; each kind is told once", () => {
    expect(requirementsAt([coverage(40, 0, "prod")], { tier: 1, environmentId: "prod" })).toEqual([]);
    expect(requirementsAt(all, { tier: 0, environmentId: "prod" }).map(({ rule }) => rule.kind)).toEqual([
      "coverage",
      "tests",
    ]);
  });

  it("has a title for people", () => {
    expect(titleOfKind("change_ticket")).toBe("Change ticket");
    expect(titleOfKind("something_new")).toBe("something_new");
  });
});
