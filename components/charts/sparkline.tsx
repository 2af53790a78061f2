import type { ReactNode } from "react";
import classes from "./sparkline.module.css";

export interface SparklineProps {
  /** Evenly spaced values; null is a gap. */
  readonly values: readonly (number | null)[];
  /** The sentence that says what it shows. */
  readonly label: string;
  readonly role?: "baseline" | "main";
  /** `zero` keeps small changes small; `focused` fills the height with the range. */
  readonly yFrom?: "zero" | "focused";
  readonly width?: number;
  readonly height?: number;
}

/** A line without axes, for table cells. Drawn on the server; it needs no script. */
export function Sparkline({
  values,
  label,
  role = "main",
  yFrom = "zero",
  width = 96,
  height = 24,
}: SparklineProps): ReactNode {
  return (
    <svg className={classes.spark} data-role={role} width={width} height={height} role="img" aria-label={label}>
      <path d={sparkPath(values, { width, height, yFrom })} />
    </svg>
  );
}

interface SparkBox {
  readonly width: number;
  readonly height: number;
  readonly yFrom: "zero" | "focused";
}

/** The path through `values` in a box with 2 px of room; isolated points become short dashes. */
export function sparkPath(values: readonly (number | null)[], { width, height, yFrom }: SparkBox): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return "";
  const low = yFrom === "zero" ? Math.min(0, ...known) : Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const stepX = values.length > 1 ? (width - 4) / (values.length - 1) : 0;
  let path = "";
  values.forEach((value, index) => {
    if (value === null) return;
    const x = 2 + index * stepX;
    const y = height - 2 - ((value - low) / span) * (height - 4);
    const previous = values[index - 1] ?? null;
    const next = values[index + 1] ?? null;
    path += `${previous === null ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    if (previous === null && next === null) path += "h1";
  });
  return path;
}
