/** A figure as comparisons need it. `value` is null when nothing or too little is known. */
export interface KnownFigure {
  readonly value: number | null;
  /** 95 %. */
  readonly low: number | null;
  readonly high: number | null;
  /** Observations: deployments, changes; for a rate, days. */
  readonly n: number;
  /** What was counted among them; null for lengths of time. */
  readonly events: number | null;
}

/** What the number is, and which way is better. */
export interface MeasureKind {
  readonly unit: "per_day" | "ms" | "share";
  readonly better: "more" | "less";
}
