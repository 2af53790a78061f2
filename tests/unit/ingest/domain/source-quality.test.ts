import { describe, expect, it } from "vitest";
import type { Pulse } from "@/lib/ingest/domain/source-pulse";
import { qualityOf, type SourceCounts } from "@/lib/ingest/domain/source-quality";

const live: Pulse = {
  state: "live",
  silentMs: 1,
  usualIntervalMs: 60_000,
  medianGapMs: 60_000,
  alarmAfterMs: 90_000,
  n: 50,
};
const good: SourceCounts = {
  parsed: 90,
  ignored: 10,
  dead: 0,
  waiting: 0,
  refused: 0,
  duplicates: 7,
  named: 90,
  unmapped: 0,
  timed: 90,
  late: 0,
};

describe("the quality of a source", () => {
  it("is 100 when nothing is wrong; repetitions and what is of no interest are not wrong", () => {
    expect(qualityOf(good, live)).toMatchObject({ score: 100 });
  });

  it.each([
    ["refused bodies", { refused: 100 }, "verified", 50],
    ["bodies that nobody can read", { parsed: 0, dead: 90 }, "readable", 10],
    ["names that nobody explained", { unmapped: 81 }, "mapped", 10],
    ["facts that come late", { late: 45 }, "timely", 50],
    ["one dead of a thousand", { parsed: 989, dead: 1 }, "readable", 99],
  ])("is that of the worst part: %s", (_what, change, worst, score) => {
    expect(qualityOf({ ...good, ...change }, live)).toMatchObject({ worst, score });
  });

  it("is 0 for a silent source, however good its bodies were", () => {
    expect(qualityOf(good, { ...live, state: "silent" })).toMatchObject({ score: 0, worst: "heard" });
  });

  it("is not known for a source that was never heard, instead of good", () => {
    const nothing = Object.fromEntries(Object.keys(good).map((key) => [key, 0])) as unknown as SourceCounts;
    const quality = qualityOf(nothing, { state: "never" });
    expect(quality.score).toBeNull();
    expect(quality.worst).toBeNull();
    expect(quality.parts.every(({ ratio }) => ratio === null)).toBe(true);
  });
});
