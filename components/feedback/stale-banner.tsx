"use client";

import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./panel-states.module.css";
import { StatusGlyph } from "./status-glyph";
import { Time } from "./time";

export interface StaleBannerProps {
  /** Moment of the data that is still shown, epoch milliseconds. */
  readonly asOfMs: number;
  /** Why it is not newer: "Prometheus does not answer." */
  readonly cause: string;
  readonly onRefresh?: () => void;
}

/** Above a panel that keeps its last data because newer data did not come. Wrap the panel in `Stale` to dim it. */
export function StaleBanner({ asOfMs, cause, onRefresh }: StaleBannerProps): ReactNode {
  return (
    <div className={classes.banner} role="status">
      <span className={classes.bannerWords}>
        <StatusGlyph status="at_risk" />
        <span>
          {cause} Showing data from <Time atMs={asOfMs} />.
        </span>
      </span>
      {onRefresh ? (
        <Button size="compact-xs" variant="default" onClick={onRefresh}>
          Refresh
        </Button>
      ) : null}
    </div>
  );
}

/** Dims what it holds while `isStale`. */
export function Stale({ isStale, children }: { readonly isStale: boolean; readonly children: ReactNode }): ReactNode {
  return <div className={isStale ? classes.dimmed : undefined}>{children}</div>;
}
