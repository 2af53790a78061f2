import { describe, expect, it } from "vitest";
import { rulesOf, rulesValuesOf } from "@/components/reviews/rules-values";
import type { ReviewRulesView } from "@/lib/reviews/contract";

const view: ReviewRulesView = {
  version: 3,
  rules: {
    rootCause: { breachTiers: [0, 1], failedChangeTiers: [], dueDays: 5, withinDays: 30 },
    repeated: { breaches: 2, periods: 4 },
    agenda: { waiverDays: 14, emergencyDays: 30 },
    stale: { periods: 3, measuredDays: 30, missFactor: 10 },
  },
  reason: "As agreed",
  savedBy: "somebody",
  inForceFrom: "2026-01-01T00:00:00.000Z",
};

describe("the fields of the rules of reviews", () => {
  it("say the rules that they came from, and ask for a reason anew", () => {
    expect(rulesOf(rulesValuesOf(view))).toEqual({ rules: view.rules, reason: "" });
  });

  it("have tiers in order, whatever the order in which they were chosen", () => {
    const values = rulesValuesOf(view);
    values.rules.rootCause.breachTiers = ["3", "0"];
    expect(rulesOf(values).rules.rootCause.breachTiers).toEqual([0, 3]);
    expect(view.rules.rootCause.breachTiers).toEqual([0, 1]);
  });
});
