"use client";

import type { ReactNode } from "react";
import { useNowMs } from "@/components/feedback/now";
import { formatClock, formatDuration } from "@/components/feedback/time-format";
import { bakedAt, type RailStep } from "./rail-step";
import classes from "./steps-rail.module.css";

interface StepProgressProps {
  readonly step: RailStep;
  /** `words`: "3:20 of 5:00". `fill`: the filled part of the step's bar. */
  readonly as: "words" | "fill";
}

/** The moving part of a rail: apart from the rail, so that only this draws again each second. */
export function StepProgress({ step, as }: StepProgressProps): ReactNode {
  const nowMs = useNowMs();
  const bakedMs = bakedAt(step, nowMs);
  if (as === "fill") {
    const ratio = step.bakeMs > 0 ? Math.min(1, bakedMs / step.bakeMs) : 1;
    return <div className={classes.fill} style={{ width: `${(ratio * 100).toFixed(1)}%` }} />;
  }
  return <span className="tabular">{wordsOf(step, bakedMs)}</span>;
}

function wordsOf(step: RailStep, bakedMs: number): string {
  if (step.state === "current" && step.bakeMs > 0) return `${formatClock(bakedMs)} of ${formatClock(step.bakeMs)}`;
  if (step.bakeMs === 0) return "No bake time";
  if (step.state === "done") return `Baked ${formatDuration(step.bakeMs)}`;
  return `Bake ${formatDuration(step.bakeMs)}`;
}
