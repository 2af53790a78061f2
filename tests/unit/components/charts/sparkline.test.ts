import { describe, expect, it } from "vitest";
import { sparkPath } from "@/components/charts/sparkline";

const box = { width: 104, height: 24, yFrom: "zero" } as const;

describe("sparkPath", () => {
  it("lifts the pen at gaps and keeps single points visible", () => {
    const path = sparkPath([1, 2, null, 3, null, 2, 1], box);
    expect(path.match(/M/g)).toHaveLength(3);
    expect(path.match(/h1/g)).toHaveLength(1);
  });

  it("keeps small changes small when it begins at zero", () => {
    expect(sparkPath([100, 101], box)).toBe("M2.0 2.2L102.0 2.0");
    expect(sparkPath([100, 101], { ...box, yFrom: "focused" })).toBe("M2.0 22.0L102.0 2.0");
  });

  it("draws nothing of nothing", () => {
    expect(sparkPath([null, null], box)).toBe("");
  });
});
