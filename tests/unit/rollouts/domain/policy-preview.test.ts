import { describe, expect, it } from "vitest";
import { isByEvidence, outcomeOf, previewWords } from "@/lib/rollouts/domain/policy-preview";

/** Goal: a look back says what would have ended otherwise, and what nobody can tell. */

describe("a past rollout under another policy", () => {
  it.each([
    [{ hasCounts: true, wasTakenBackByEvidence: false, wouldFail: false }, "same"],
    [{ hasCounts: true, wasTakenBackByEvidence: true, wouldFail: true }, "same"],
    [{ hasCounts: true, wasTakenBackByEvidence: false, wouldFail: true }, "caught"],
    [{ hasCounts: true, wasTakenBackByEvidence: true, wouldFail: false }, "spared"],
    [{ hasCounts: false, wasTakenBackByEvidence: true, wouldFail: false }, "not_counted"],
  ])("%o is %s", (facts, outcome) => {
    expect(outcomeOf(facts)).toBe(outcome);
  });

  it("was taken back by evidence, or by somebody or something else", () => {
    expect(["error_rate", "latency", "manual", "superseded", "blind", null].map(isByEvidence)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it("is summed up in a sentence", () => {
    expect(previewWords([])).toContain("nothing to look back on");
    expect(previewWords(["same"])).toBe("Of one past rollout none would have ended otherwise by its counts.");
    expect(previewWords(["caught", "spared", "same", "not_counted"])).toBe(
      "Of 4 past rollouts 1 more would have been taken back, and 1 fewer, by their counts. Of 1 no counts were kept.",
    );
  });
});
