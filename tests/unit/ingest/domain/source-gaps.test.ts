import { describe, expect, it } from "vitest";
import { sourceGaps } from "@/lib/ingest/domain/source-gaps";
import { instant } from "@/lib/kernel/instant";

/** Goal: silence that is usual means nothing; silence that is not cannot be told from loss. */

const hourMs = 3_600_000;
const start = Date.parse("2026-11-02T08:00:00Z");
const at = (hours: number) => instant(start + hours * hourMs);
const hourly = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => at(from + index));
const on = { answeredUntil: null, disabledAt: null };

describe("gaps of a source", () => {
  it("are between moments that are further apart than is usual, and up to now", () => {
    const heardAt = [...hourly(0, 48), ...hourly(60, 80)];
    expect(sourceGaps({ heardAt, ...on }, at(80))).toEqual([{ from: at(47), to: at(60) }]);
    expect(sourceGaps({ heardAt, ...on }, at(90))).toEqual([
      { from: at(47), to: at(60) },
      { from: at(79), to: at(90) },
    ]);
  });

  it("are none where a source speaks seldom, as one that tells of deployments only", () => {
    const daily = Array.from({ length: 20 }, (_, day) => day)
      .filter((day) => day % 7 < 5)
      .map((day) => at(24 * day));
    const missedOne = daily.filter((moment) => moment !== at(24 * 8));
    expect(sourceGaps({ heardAt: missedOne, ...on }, at(24 * 19))).toEqual([]);
    expect(sourceGaps({ heardAt: daily, ...on }, at(24 * 30))).toEqual([{ from: daily.at(-1), to: at(24 * 30) }]);
  });

  it("are none of a source that was never heard, and after a day of one whose habits are not known", () => {
    expect(sourceGaps({ heardAt: [], ...on }, at(500))).toEqual([]);
    expect(sourceGaps({ heardAt: [at(0)], ...on }, at(24))).toEqual([]);
    expect(sourceGaps({ heardAt: [at(0)], ...on }, at(25))).toEqual([{ from: at(0), to: at(25) }]);
  });

  it("end where it answered when it was asked, and begin at once where it was switched off", () => {
    const heardAt = hourly(0, 48);
    expect(sourceGaps({ heardAt, answeredUntil: at(70), disabledAt: null }, at(72))).toEqual([
      { from: at(70), to: at(72) },
    ]);
    expect(sourceGaps({ heardAt, answeredUntil: at(72), disabledAt: null }, at(72))).toEqual([]);
    expect(sourceGaps({ heardAt, answeredUntil: null, disabledAt: at(47) }, at(48))).toEqual([
      { from: at(47), to: at(48) },
    ]);
  });
});
