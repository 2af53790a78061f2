import type { ReactNode } from "react";
import { assertNever } from "@/lib/kernel/assert";
import type { Status } from "./status";
import classes from "./status.module.css";

export interface StatusGlyphProps {
  readonly status: Status;
  /** Side in pixels. */
  readonly size?: number;
}

/** The shape of a status, readable without colour. Decorative: the word stands beside it. */
export function StatusGlyph({ status, size = 14 }: StatusGlyphProps): ReactNode {
  return (
    <svg
      className={`${classes.glyph} ${classes.tone}`}
      data-status={status}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
    >
      {shapeOf(status)}
    </svg>
  );
}

function shapeOf(status: Status): ReactNode {
  switch (status) {
    case "neutral":
      return <circle cx="8" cy="8" r="5.75" className={classes.line} />;
    case "no_data":
      return <circle cx="8" cy="8" r="5.75" className={classes.line} strokeDasharray="2.2 2.3" />;
    case "progressing":
      return (
        <>
          <circle cx="8" cy="8" r="5.75" className={classes.line} />
          <path d="M8 4.6a3.4 3.4 0 0 1 0 6.8z" className={classes.fill} />
        </>
      );
    case "waiting":
      return (
        <>
          <circle cx="8" cy="8" r="6.5" className={classes.fill} />
          <path d="M6.2 5.4v5.2M9.8 5.4v5.2" className={classes.cut} />
        </>
      );
    case "healthy":
      return (
        <>
          <circle cx="8" cy="8" r="6.5" className={classes.fill} />
          <path d="m5.2 8.2 2 2 3.7-4.2" className={classes.cut} />
        </>
      );
    case "at_risk":
      return (
        <>
          <path d="M8 1.6 15 14H1z" className={classes.fill} strokeLinejoin="round" />
          <path d="M8 6.2v3.4M8 11.7v.1" className={classes.cut} />
        </>
      );
    case "failed":
      return (
        <>
          <path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z" className={classes.fill} />
          <path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4" className={classes.cut} />
        </>
      );
    default:
      return assertNever(status);
  }
}
