"use client";

import { Tooltip } from "@mantine/core";
import { memo, type ReactNode } from "react";
import { useTimeZone } from "@/components/layout/preferences";
import { useNowMs } from "./now";
import classes from "./time.module.css";
import { formatAbsolute, formatMoment, formatRelative } from "./time-format";

export interface TimeProps {
  /** Epoch milliseconds. */
  readonly atMs: number;
  /**
   * `relative` shows the distance, and the moment on hover and focus; `absolute` the other way round; `moment` the time of
   * day, for logs whose entries are seconds apart.
   */
  readonly format?: "relative" | "absolute" | "moment";
}

/** The only way a moment is written. The first frame in the browser equals the server's, so nothing jumps. */
export function Time({ atMs, format = "relative" }: TimeProps): ReactNode {
  const zone = useTimeZone();
  const nowMs = useNowMs();
  const absolute = formatAbsolute(atMs, zone);
  const relative = formatRelative(atMs, nowMs);
  const shown = { relative, absolute, moment: formatMoment(atMs, nowMs, zone) }[format];
  const isAbsolute = format === "absolute";
  return <TimeText atMs={atMs} text={shown} other={isAbsolute ? relative : absolute} isAbsolute={isAbsolute} />;
}

interface TimeTextProps {
  readonly atMs: number;
  readonly text: string;
  readonly other: string;
  readonly isAbsolute: boolean;
}

/* The clock ticks each second, most texts change each minute: only a new text draws again. */
const TimeText = memo(function TimeText({ atMs, text, other, isAbsolute }: TimeTextProps): ReactNode {
  return (
    <Tooltip label={other}>
      <time
        className={classes.time}
        dateTime={new Date(atMs).toISOString()}
        data-absolute={isAbsolute ? undefined : other}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the other form of the time must be reachable by keyboard.
        tabIndex={0}
        suppressHydrationWarning
      >
        {text}
      </time>
    </Tooltip>
  );
});
