/** What is measured. The order is the one of definitions and exports. */
export const measures = [
  "deployment_frequency",
  "lead_time",
  "change_failure_rate",
  "recovery_from_deployment",
  "recovery_from_detection",
  "rework_rate",
  "rollback_time",
  "progressive_share",
  "success_rate",
] as const;
export type Measure = (typeof measures)[number];

/** `per_day`: a rate. `ms`: a length of time. `share`: 0 to 1. */
export type MeasureUnit = "per_day" | "ms" | "share";

interface MeasureWords {
  readonly title: string;
  readonly unit: MeasureUnit;
  /** Which way is better; for words and colours of comparisons, never for a verdict. */
  readonly better: "more" | "less";
  readonly question: string;
  /** What one row is. */
  readonly row: "deployment" | "change";
  /** How the number is made of rows. */
  readonly rule: string;
}

const median = "Median: the middle value, or the midpoint of the two middle ones; p90 by nearest rank.";

export const measureWords: Readonly<Record<Measure, MeasureWords>> = {
  deployment_frequency: {
    title: "Deployment frequency",
    unit: "per_day",
    better: "more",
    question: "How often does a new version reach users?",
    row: "deployment",
    rule: "Deployments that succeeded and changed the version, divided by the days of the window that are over and on record.",
  },
  lead_time: {
    title: "Lead time for changes",
    unit: "ms",
    better: "less",
    question: "How long does a change take from its first commit to users?",
    row: "change",
    rule: `For each change that came with a counted deployment: from its first commit to the end of that deployment. ${median}`,
  },
  change_failure_rate: {
    title: "Change failure rate",
    unit: "share",
    better: "less",
    question: "What share of deployments hurts users?",
    row: "deployment",
    rule: "Deployments with at least one failure signal, divided by deployments that took effect. A deployment counts once, however many incidents it caused.",
  },
  recovery_from_deployment: {
    title: "Failed deployment recovery time",
    unit: "ms",
    better: "less",
    question: "How long do users suffer from a failed deployment?",
    row: "deployment",
    rule: `For each failed deployment that was restored: from the moment it took effect to the moment service was restored. ${median}`,
  },
  recovery_from_detection: {
    title: "Time to restore from detection",
    unit: "ms",
    better: "less",
    question: "How long does restoring take once it is known?",
    row: "deployment",
    rule: `For each failed deployment that was restored: from the first detection to the moment service was restored. ${median}`,
  },
  rework_rate: {
    title: "Rework rate",
    unit: "share",
    better: "less",
    question: "What share of deployments repairs what an earlier one broke?",
    row: "deployment",
    rule: "Deployments made because of an incident that an earlier deployment of the same place caused, divided by deployments that took effect.",
  },
  rollback_time: {
    title: "Rollback time",
    unit: "ms",
    better: "less",
    question: "How fast is a bad version taken out?",
    row: "deployment",
    rule: `For each rollback: from the decision, or else the start, until the version was out. ${median}`,
  },
  progressive_share: {
    title: "Progressive delivery",
    unit: "share",
    better: "more",
    question: "What share of deployments reaches users gradually?",
    row: "deployment",
    rule: "Deployments by canary, blue-green or rolling strategy, divided by deployments that took effect. One whose strategy nobody told counts as not progressive.",
  },
  success_rate: {
    title: "Deployment success rate",
    unit: "share",
    better: "more",
    question: "What share of attempts to deploy works?",
    row: "deployment",
    rule: "Attempts that succeeded, divided by attempts that ended: succeeded, failed or taken back. Cancelled ones and rollbacks are apart.",
  },
};
