"use client";

import { Skeleton, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./delayed-skeleton.module.css";

export interface DelayedSkeletonProps {
  /** The true layout in grey, made of Skeleton pieces. Visible only after 150 ms: faster answers never flash. */
  readonly children: ReactNode;
  readonly label?: string;
}

export function DelayedSkeleton({ children, label = "Loading" }: DelayedSkeletonProps): ReactNode {
  return (
    <div className={classes.delayed} aria-busy="true">
      <VisuallyHidden>{label}</VisuallyHidden>
      <div aria-hidden="true">{children}</div>
    </div>
  );
}

/** Rows of a list or table in waiting; heights follow the density. */
export function SkeletonRows({ rows = 6 }: { readonly rows?: number }): ReactNode {
  const keys = Array.from({ length: rows }, (_, index) => `row-${index}`);
  return (
    <DelayedSkeleton>
      {keys.map((key, index) => (
        <div key={key} className={classes.row}>
          <Skeleton height={10} width={`${28 + ((index * 17) % 24)}%`} />
          <Skeleton height={10} width="12%" />
          <Skeleton height={10} width={`${10 + ((index * 7) % 12)}%`} />
        </div>
      ))}
    </DelayedSkeleton>
  );
}

/** A panel in waiting with a title line and a body of fixed height. */
export function SkeletonPanel({ heightPx = 160 }: { readonly heightPx?: number }): ReactNode {
  return (
    <DelayedSkeleton>
      <Skeleton height={12} width="30%" mb="sm" />
      <Skeleton height={heightPx} />
    </DelayedSkeleton>
  );
}
