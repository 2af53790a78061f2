import { describe, expect, it } from "vitest";
import { defaultRules } from "@/lib/insights/domain/insight-rules";
import { PartMemo } from "@/lib/insights/domain/part-memo";
import { prepareRecords } from "@/lib/insights/domain/prepared-records";

describe("what is remembered of a part", () => {
  const part = () => prepareRecords([], defaultRules);

  it("is made once for a key, and for each part by itself", () => {
    const memo = new PartMemo<string>();
    const [one, other] = [part(), part()];
    expect(memo.get(one, "a", () => "first")).toBe("first");
    expect(memo.get(one, "a", () => "again")).toBe("first");
    expect(memo.get(one, "b", () => "second")).toBe("second");
    expect(memo.get(other, "a", () => "of the other")).toBe("of the other");
  });

  it("is forgotten, the oldest first, when many questions were asked", () => {
    const memo = new PartMemo<number>();
    const one = part();
    for (let key = 0; key < 9; key += 1) memo.get(one, key, () => key);
    expect(memo.get(one, 8, () => -1)).toBe(8);
    expect(memo.get(one, 1, () => -1)).toBe(1);
    expect(memo.get(one, 0, () => -1)).toBe(-1);
  });
});
