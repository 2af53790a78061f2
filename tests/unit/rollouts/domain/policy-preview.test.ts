import { describe, expect, it } from "vitest";
import { outcomeOf, previewWords } from "@/lib/rollouts/domain/policy-preview";

/** Goal: a look back says what would have ended otherwise, and what nobody can tell. */

describe("a past rollout under another policy", () => {
  const told = { judged: ["error_rate", "latency"], notKept: ["health"] } as const;
  it.each([
    [{ ...told, rollbackCause: null, wouldFail: false }, "same"],
    [{ ...told, rollbackCause: "error_rate", wouldFail: true }, "same"],
    [{ ...told, rollbackCause: null, wouldFail: true }, "caught"],
    [{ ...told, rollbackCause: "manual", wouldFail: true }, "caught"],
    [{ ...told, rollbackCause: "latency", wouldFail: false }, "spared"],
    [{ ...told, rollbackCause: "health", wouldFail: false }, "not_counted"],
    [{ judged: [], notKept: ["latency"], rollbackCause: null, wouldFail: false } as const, "not_counted"],
  ])("%o is %s", (facts, outcome) => {
    expect(outcomeOf(facts)).toBe(outcome);
  });

  it("is summed up in a sentence", () => {
    expect(previewWords([])).toContain("nothing to look back on");
    expect(previewWords(["same"])).toBe("Of one past rollout none would have ended otherwise by what was kept of it.");
    expect(previewWords(["caught", "spared", "same", "not_counted"])).toBe(
      "Of 4 past rollouts 1 more would have been taken back, and 1 fewer, by what was kept of them. Of 1 too little was kept to tell.",
    );
  });
});
