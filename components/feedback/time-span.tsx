"use client";

import { Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import { useTimeZone } from "@/components/layout/preferences";
import { spanWords } from "@/lib/kernel/moment-words";
import classes from "./time.module.css";
import { formatAbsolute } from "./time-format";

export interface TimeSpanProps {
  /** Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** A stretch of time in the reader's zone to the minute, with both ends in full on hover and focus. */
export function TimeSpan({ fromMs, toMs }: TimeSpanProps): ReactNode {
  const zone = useTimeZone();
  return (
    <Tooltip label={`${formatAbsolute(fromMs, zone)} to ${formatAbsolute(toMs, zone)}`}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the full ends must be reachable by keyboard. */}
      <span className={classes.time} tabIndex={0}>
        {spanWords(fromMs, toMs, zone)}
      </span>
    </Tooltip>
  );
}
