"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { assertNever } from "@/lib/kernel/assert";
import classes from "./live-indicator.module.css";
import { useNowMs } from "./now";
import { formatRelative } from "./time-format";

export type LiveStatus = "live" | "connecting" | "reconnecting" | "polling" | "paused";

export interface LiveIndicatorProps {
  readonly status: LiveStatus;
  /** When data last arrived, epoch milliseconds; null before the first. */
  readonly updatedAtMs: number | null;
  readonly onPauseChange: (isPaused: boolean) => void;
}

/** Says whether the page follows what happens, and lets a person stop it (WCAG 2.2.2). */
export function LiveIndicator({ status, updatedAtMs, onPauseChange }: LiveIndicatorProps): ReactNode {
  const nowMs = useNowMs();
  const isPaused = status === "paused";
  const action = isPaused ? "Resume live updates" : "Pause live updates";
  return (
    <div className={classes.live} data-live={status}>
      <span className={classes.dot} aria-hidden="true" />
      <span className={classes.word}>{wordOf(status)}</span>
      {updatedAtMs !== null ? (
        <span className={classes.age}>
          <span aria-hidden="true">·</span> updated {formatRelative(updatedAtMs, Math.max(nowMs, updatedAtMs))}
        </span>
      ) : null}
      <Tooltip label={action}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          aria-label={action}
          onClick={() => onPauseChange(!isPaused)}
        >
          {isPaused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

function wordOf(status: LiveStatus): string {
  switch (status) {
    case "live":
      return "Live";
    case "connecting":
      return "Connecting…";
    case "reconnecting":
      return "Reconnecting…";
    case "polling":
      return "Every 15 s";
    case "paused":
      return "Paused";
    default:
      return assertNever(status);
  }
}
