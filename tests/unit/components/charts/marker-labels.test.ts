import { describe, expect, it } from "vitest";
import { markerLabels } from "@/components/charts/marker-labels";

/** Goal: no label of a chart runs over another, or out of it. */

const axis = { firstMs: 0, lastMs: 1_000, leftPx: 50, widthPx: 500, roomPx: 20 };
const at = (atMs: number, label: string) => ({ atMs, label });
const shown = (...markers: ReturnType<typeof at>[]) =>
  markerLabels(markers, axis).map(({ marker, anchor }) => `${marker.label} ${anchor}`);

describe("labels of markers", () => {
  it("are all shown where there is room", () => {
    expect(shown(at(0, "1.0.0"), at(400, "1.1.0"), at(700, "1.2.0"))).toEqual([
      "1.0.0 start",
      "1.1.0 start",
      "1.2.0 start",
    ]);
  });

  it("turn to the left at the right edge", () => {
    expect(shown(at(200, "1.0.0"), at(999, "1.1.0"))).toEqual(["1.0.0 start", "1.1.0 end"]);
  });

  it("leave out what would run over a newer one", () => {
    expect(shown(at(980, "1.0.0"), at(990, "1.1.0"), at(999, "1.2.0"))).toEqual(["1.2.0 end"]);
    expect(shown(at(300, "a rather long name of a version"), at(400, "1.1.0"))).toEqual(["1.1.0 start"]);
  });

  it("never overlap, wherever the markers are", () => {
    const markers = Array.from({ length: 40 }, (_, index) => at((index * 617) % 1_000, `1.${index}.0`));
    const labels = markerLabels(
      markers.toSorted((left, right) => left.atMs - right.atMs),
      axis,
    );
    const extents = labels.map(({ marker, xPx, anchor }) => {
      const width = marker.label.length * 6.4;
      return anchor === "start" ? [xPx, xPx + width] : [xPx - width, xPx];
    });
    expect(labels.length).toBeGreaterThan(5);
    for (const [index, [from = 0]] of extents.entries())
      if (index > 0) expect(from).toBeGreaterThanOrEqual(extents[index - 1]?.[1] ?? 0);
  });
});
