import type { ChartMarker } from "./time-series";

/** The width of an average character of a label, in pixels, at its size of 11. */
const charPx = 6.4;
/** Between two labels. */
const gapPx = 8;
/** A label begins a little before its line. */
const indentPx = 3;

export interface Axis {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly leftPx: number;
  readonly widthPx: number;
  /** What is free to the right of the plot. */
  readonly roomPx: number;
}

export interface MarkerLabel {
  readonly marker: ChartMarker;
  readonly xPx: number;
  /** `end`: it stands to the left of its line. */
  readonly anchor: "start" | "end";
}

/**
 * The labels that can be read beside each other, the newest ones first chosen: one that would run over another is left out, and its line
 * stays. `markers` in the order of time.
 */
export function markerLabels(markers: readonly ChartMarker[], axis: Axis): readonly MarkerLabel[] {
  const { firstMs, lastMs, leftPx, widthPx, roomPx } = axis;
  const span = Math.max(1, lastMs - firstMs);
  const right = leftPx + widthPx + roomPx;
  const shown: MarkerLabel[] = [];
  let freeUntil = Number.POSITIVE_INFINITY;
  for (const marker of markers.toReversed()) {
    const x = leftPx + (widthPx * (marker.atMs - firstMs)) / span;
    const width = marker.label.length * charPx;
    const fits = x - indentPx + width <= right;
    const [from, to] = fits ? [x - indentPx, x - indentPx + width] : [x + indentPx - width, x + indentPx];
    if (to > freeUntil || from < 0) continue;
    shown.push({ marker, xPx: fits ? x - indentPx : x + indentPx, anchor: fits ? "start" : "end" });
    freeUntil = from - gapPx;
  }
  return shown.toReversed();
}
