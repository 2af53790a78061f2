import { describe, expect, it } from "vitest";
import type { ShipFault } from "@/lib/demo/contract";
import { countAnswer, exposedMs, noExposure, sickSince, slowAnswerMs } from "@/lib/demo/domain/exposure";

const good = { status: 200, latencyMs: 12 };

function count(fault: ShipFault, answers: readonly { at: number; status: number; latencyMs: number }[]) {
  return answers.reduce((seen, answer) => countAnswer(seen, fault, answer), noExposure);
}

describe("what visitors got from a version", () => {
  it("counts errors and unanswered requests as bad, from the first to the last of them", () => {
    const seen = count("errors", [
      { at: 1_000, ...good },
      { at: 1_100, status: 500, latencyMs: 3 },
      { at: 1_400, status: 0, latencyMs: 5_000 },
      { at: 1_900, status: 404, latencyMs: 3 },
    ]);
    expect(seen).toEqual({ answers: 4, badAnswers: 2, firstAnswerAt: 1_000, onsetAt: 1_100, lastBadAt: 1_400 });
    expect(exposedMs(seen)).toBe(300);
  });

  it("counts slow answers only for a version that was shipped to be slow", () => {
    const slow = { at: 5, status: 200, latencyMs: slowAnswerMs };
    expect(count("slow", [slow]).badAnswers).toBe(1);
    expect(count("slow", [{ ...slow, latencyMs: slowAnswerMs - 1 }]).badAnswers).toBe(0);
    expect(count("errors", [slow]).badAnswers).toBe(0);
  });

  it("counts every answer after the death of a health check, and none before", () => {
    const healthy = count("health", [{ at: 1_000, ...good }]);
    const sick = sickSince(healthy, 4_000);
    const late = countAnswer(countAnswer(sick, "health", { at: 3_999, ...good }), "health", { at: 4_700, ...good });
    expect([healthy.badAnswers, late.badAnswers, exposedMs(late)]).toEqual([0, 1, 700]);
    expect(sickSince(late, 9_000).onsetAt).toBe(4_000);
  });

  it("knows no exposure while nothing was bad", () => {
    expect(exposedMs(count("none", [{ at: 1, ...good }]))).toBeNull();
    expect(exposedMs(sickSince(noExposure, 7))).toBeNull();
  });

  it("keeps the latest bad moment when answers come back out of order", () => {
    const seen = count("errors", [
      { at: 300, status: 500, latencyMs: 250 },
      { at: 200, status: 500, latencyMs: 3 },
    ]);
    expect([seen.onsetAt, seen.lastBadAt]).toEqual([300, 300]);
  });
});
