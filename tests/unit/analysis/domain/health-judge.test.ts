import { describe, expect, it } from "vitest";
import { judgeHealth } from "@/lib/analysis/domain/health-judge";
import { instant } from "@/lib/kernel/instant";

const settings = { withinMs: 30_000, failuresInARow: 2 };

/** Checks as pairs of second and outcome, judged at `nowS` seconds after the step's start. */
function judge(nowS: number, checks: readonly (readonly [number, boolean])[], healthyBefore = false) {
  return judgeHealth(
    {
      now: instant(nowS * 1000),
      stepStartedAt: instant(0),
      healthyBefore,
      results: checks.map(([second, ok]) => ({ at: instant(second * 1000), ok, detail: ok ? "HTTP 200" : "HTTP 503" })),
    },
    settings,
  );
}

describe("the health judge", () => {
  it("passes once healthy", () => {
    expect(
      judge(3, [
        [1, false],
        [2, true],
      ]).verdict,
    ).toBe("pass");
  });

  it("gives a starting version its time, then fails it", () => {
    expect(
      judge(29, [
        [1, false],
        [28, false],
      ]).verdict,
    ).toBe("inconclusive");
    const late = judge(30, [
      [1, false],
      [29, false],
    ]);
    expect(late.verdict).toBe("fail");
    expect(late.sentence).toBe("No healthy answer within 30 s of the step, in 2 checks; last: HTTP 503.");
    expect(
      judge(32, [
        [1, false],
        [31, true],
      ]).verdict,
    ).toBe("fail");
  });

  it("fails a version that was healthy after so many failures in a row, in whatever order they arrive", () => {
    expect(
      judge(4, [
        [1, true],
        [2, false],
      ]).verdict,
    ).toBe("inconclusive");
    expect(
      judge(4, [
        [3, false],
        [1, true],
        [2, false],
      ]).verdict,
    ).toBe("fail");
    expect(
      judge(5, [
        [1, true],
        [2, false],
        [3, true],
        [4, false],
      ]).verdict,
    ).toBe("inconclusive");
  });

  it("does not wait in a later step for a version that could start before", () => {
    expect(
      judge(
        3,
        [
          [1, false],
          [2, false],
        ],
        true,
      ).verdict,
    ).toBe("fail");
  });

  it("is blind when nobody checks, never a failure", () => {
    expect(judge(10, []).verdict).toBe("inconclusive");
    expect(judge(31, [])).toMatchObject({ verdict: "blind", blindCause: "stale" });
    expect(judge(100, [[1, true]])).toMatchObject({ verdict: "blind", blindCause: "stale" });
    expect(
      judge(100, [
        [1, false],
        [2, false],
      ]).verdict,
    ).toBe("blind");
  });

  it("looks at this step only", () => {
    expect(judge(2, [[-5, true]]).verdict).toBe("inconclusive");
  });
});
