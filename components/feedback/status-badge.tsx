import type { ReactNode } from "react";
import { type Status, statusWords } from "./status";
import classes from "./status.module.css";
import { StatusGlyph } from "./status-glyph";

export interface StatusBadgeProps {
  readonly status: Status;
  /** What to say; the status's own word by default. */
  readonly label?: string;
  /** `plain` for rows, `soft` (tinted ground) for headers and single facts. */
  readonly variant?: "plain" | "soft";
  readonly size?: "md" | "lg";
}

export function StatusBadge({ status, label, variant = "plain", size = "md" }: StatusBadgeProps): ReactNode {
  return (
    <span className={`${classes.badge} ${classes.tone}`} data-status={status} data-variant={variant} data-size={size}>
      <StatusGlyph status={status} size={size === "lg" ? 16 : 14} />
      {label ?? statusWords[status]}
    </span>
  );
}
