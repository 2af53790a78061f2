import { VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./version-change.module.css";

export interface VersionChangeProps {
  readonly from: string;
  readonly to: string;
  /** Cut long names with an ellipsis; the whole name is in the hover text. */
  readonly isCompact?: boolean;
}

export function VersionChange({ from, to, isCompact = false }: VersionChangeProps): ReactNode {
  return (
    <span
      className={classes.change}
      data-compact={isCompact || undefined}
      title={isCompact ? `${from} → ${to}` : undefined}
    >
      <span className={classes.from}>{from}</span>
      <span aria-hidden="true" className={classes.arrow}>
        →
      </span>
      <VisuallyHidden component="span"> to </VisuallyHidden>
      <span className={classes.to}>{to}</span>
    </span>
  );
}
