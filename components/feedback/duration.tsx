import type { ReactNode } from "react";
import { formatClock, formatDuration } from "./time-format";

export interface DurationProps {
  readonly ms: number;
  /** `words`: 3 min 20 s. `clock`: 3:20. */
  readonly format?: "words" | "clock";
}

export function Duration({ ms, format = "words" }: DurationProps): ReactNode {
  return <span className="tabular">{format === "clock" ? formatClock(ms) : formatDuration(ms)}</span>;
}
