import { describe, expect, it } from "vitest";
import { reliabilityOf } from "@/lib/telemetry/domain/source-reliability";

describe("how far a source can be relied on", () => {
  it.each([
    [1_440, 1_440, 1, "reliable"],
    [1_440, 1_426, 1_426 / 1_440, "reliable"],
    [1_440, 1_425, 1_425 / 1_440, "patchy"],
    [1_440, 720, 0.5, "patchy"],
    [1_440, 719, 719 / 1_440, "dark"],
    [60, 0, 0, "dark"],
    [0, 0, null, "unused"],
  ] as const)("of %i minutes it told %i", (expected, known, share, grade) => {
    expect(reliabilityOf({ expected, known })).toEqual({ expected, known, share, grade });
  });

  it("is never more than all", () => {
    expect(reliabilityOf({ expected: 60, known: 75 })).toMatchObject({ known: 60, share: 1 });
  });
});
