import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterAnswer, newQuestion, type QuestionSchedule, scheduleLimits } from "@/lib/rollouts/loop/question-schedule";

/** Goal: a new sample is found soon after it can be read, and nobody asks much oftener than there are samples. */

const clockOffsetMs = 1_700_000_000_000;

/** Ask a source that takes a sample each `intervalMs`, readable `lagMs` later. Answers when each was found, and the cost. */
function ask(given: { intervalMs: number; lagMs: number; phaseMs: number; untilMs: number }) {
  const { intervalMs, lagMs, phaseMs, untilMs } = given;
  let schedule: QuestionSchedule = newQuestion;
  let nowMs = 0;
  let asked = 0;
  let leastLagMs = Number.POSITIVE_INFINITY;
  const foundAfterMs: number[] = [];
  let newest = -1;
  while (nowMs < untilMs) {
    asked += 1;
    const number = Math.floor((nowMs - lagMs - phaseMs) / intervalMs);
    const sampledAtMs = number < 0 ? null : clockOffsetMs + phaseMs + number * intervalMs;
    if (number > newest) {
      if (newest >= 1) foundAfterMs.push(nowMs - (phaseMs + number * intervalMs + lagMs));
      newest = number;
    }
    if (sampledAtMs !== null) leastLagMs = Math.min(leastLagMs, nowMs - sampledAtMs);
    schedule = afterAnswer(schedule, { receivedAtMs: nowMs, sampledAtMs, leastLagMs });
    expect(schedule.askAtMs).toBeGreaterThan(nowMs);
    nowMs = schedule.askAtMs;
  }
  return { foundAfterMs, asked };
}

describe("a source with a rhythm", () => {
  it("has its samples found within two tries, once it is known", () => {
    const anySource = fc.record({
      intervalMs: fc.integer({ min: 500, max: 15_000 }),
      lagMs: fc.integer({ min: 0, max: 400 }),
      phaseMs: fc.integer({ min: 0, max: 15_000 }),
    });
    fc.assert(
      fc.property(anySource, (source) => {
        const { foundAfterMs } = ask({ ...source, untilMs: 40 * source.intervalMs });
        // The least lag is learned from what was found; after a few samples it is close to the real one.
        expect(Math.max(...foundAfterMs.slice(10))).toBeLessThanOrEqual(scheduleLimits.pollMs);
      }),
      { numRuns: 50 },
    );
  });

  it("is asked little oftener than it has samples, and once a second at least", () => {
    const everySecond = ask({ intervalMs: 1_000, lagMs: 20, phaseMs: 130, untilMs: 60_000 });
    expect(everySecond.asked).toBeLessThan(60 * 2.5);
    const seldom = ask({ intervalMs: 15_000, lagMs: 20, phaseMs: 130, untilMs: 60_000 });
    expect(seldom.asked).toBeGreaterThanOrEqual(60);
    // Until there were two samples nobody knows how long the third will take.
    expect(seldom.asked).toBeLessThan(15 * 4 + 60);
  });
});

describe("a source without one", () => {
  it("is asked again and again while it says nothing", () => {
    const blind = afterAnswer(newQuestion, { receivedAtMs: 100, sampledAtMs: null, leastLagMs: 0 });
    expect(blind).toEqual({ askAtMs: 100 + scheduleLimits.pollMs, sampledAtMs: null, intervalMs: null });
  });

  it("is polled when each answer is a sample of its own", () => {
    const first = afterAnswer(newQuestion, { receivedAtMs: 100, sampledAtMs: 5_100, leastLagMs: -5_000 });
    const second = afterAnswer(first, { receivedAtMs: 360, sampledAtMs: 5_360, leastLagMs: -5_000 });
    expect(second.askAtMs).toBe(360 + scheduleLimits.pollMs);
  });

  it("is asked less eagerly once a sample is long overdue", () => {
    const known: QuestionSchedule = { askAtMs: 0, sampledAtMs: 1_000, intervalMs: 1_000 };
    const overdue = afterAnswer(known, { receivedAtMs: 5_000, sampledAtMs: 1_000, leastLagMs: 0 });
    expect(overdue.askAtMs).toBe(5_000 + scheduleLimits.pollMs);
    const due = afterAnswer(known, { receivedAtMs: 2_020, sampledAtMs: 1_000, leastLagMs: 0 });
    expect(due.askAtMs).toBe(2_020 + scheduleLimits.retryMs);
  });
});
