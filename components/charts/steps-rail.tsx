import type { CSSProperties, ReactNode } from "react";
import { assertNever } from "@/lib/kernel/assert";
import { formatValue } from "./chart-data";
import type { RailStep, RailStepState } from "./rail-step";
import { StepProgress } from "./step-progress";
import classes from "./steps-rail.module.css";

export interface StepsRailProps {
  readonly steps: readonly RailStep[];
  /** What the steps belong to, for screen readers. */
  readonly label: string;
  /** How the current step fares. */
  readonly tone?: "progressing" | "waiting" | "at_risk" | "healthy";
  /** `auto` is horizontal when there is room. */
  readonly orientation?: "auto" | "vertical";
}

const stateWords: Readonly<Record<RailStepState, string>> = {
  done: "Done",
  current: "Current",
  next: "Next",
  failed: "Failed",
  skipped: "Skipped",
};

/** The path of a rollout: how much traffic at each step, how far it is, and where a person must say yes. */
export function StepsRail({ steps, label, tone = "progressing", orientation = "auto" }: StepsRailProps): ReactNode {
  return (
    <div className={classes.container} data-orientation={orientation}>
      <ol className={classes.rail} aria-label={label} data-tone={tone}>
        {steps.map((step, index) => (
          <li
            key={step.id}
            className={classes.step}
            data-state={step.state}
            data-last={index === steps.length - 1 || undefined}
            aria-current={step.state === "current" ? "step" : undefined}
            style={{ "--weight": `${Math.min(100, Math.max(0, step.trafficPercent))}%` } as CSSProperties}
          >
            <div className={classes.stair} aria-hidden="true">
              <div className={classes.bar}>
                {step.state === "current" ? <StepProgress step={step} as="fill" /> : null}
              </div>
            </div>
            <div className={classes.track} aria-hidden="true">
              <svg className={classes.node} viewBox="0 0 16 16" aria-hidden="true">
                {nodeShape(step.state)}
              </svg>
              <span className={classes.line} />
            </div>
            <div className={classes.words}>
              <div className={classes.weight}>{step.title ?? formatValue(step.trafficPercent, "percent")}</div>
              <div className={classes.detail}>
                <span className={classes.srOnly}>{stateWords[step.state]}. </span>
                {step.note ?? <StepProgress step={step} as="words" />}
              </div>
              <ApprovalGate step={step} />
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

function ApprovalGate({ step }: { readonly step: RailStep }): ReactNode {
  if (!step.approval) return null;
  const words = {
    required: "Then approval",
    waiting: "Waiting for approval",
    granted: step.approvedBy ? `Approved by ${step.approvedBy}` : "Approved",
  }[step.approval];
  return (
    <div className={classes.gate} data-approval={step.approval}>
      <svg width={12} height={12} viewBox="0 0 12 12" aria-hidden="true">
        <path d="M6 .8 11.2 6 6 11.2.8 6z" />
        {step.approval === "granted" ? <path d="m3.9 6.1 1.5 1.5 2.7-3" className={classes.gateTick} /> : null}
      </svg>
      {words}
    </div>
  );
}

function nodeShape(state: RailStepState): ReactNode {
  switch (state) {
    case "done":
      return (
        <>
          <circle cx="8" cy="8" r="8" className={classes.nodeFill} />
          <path d="m4.8 8.3 2.2 2.2 4.2-4.8" className={classes.nodeCut} />
        </>
      );
    case "current":
      return (
        <>
          <circle cx="8" cy="8" r="7" className={classes.nodeRing} />
          <circle cx="8" cy="8" r="3.5" className={classes.nodeFill} />
        </>
      );
    case "failed":
      return (
        <>
          <path d="M4.8 0h6.4L16 4.8v6.4L11.2 16H4.8L0 11.2V4.8z" className={classes.nodeFill} />
          <path d="m5.2 5.2 5.6 5.6m0-5.6-5.6 5.6" className={classes.nodeCut} />
        </>
      );
    case "next":
      return <circle cx="8" cy="8" r="6.25" className={classes.nodeRing} />;
    case "skipped":
      return <circle cx="8" cy="8" r="6.25" className={classes.nodeRing} strokeDasharray="2.5 2.4" />;
    default:
      return assertNever(state);
  }
}
