import type { RhythmName } from "./detector-parameters";
import type { MeasureScale } from "./measure-scale";

export const seriesMeasures = [
  "deployments",
  "failed_share",
  "deployment_duration",
  "incidents",
  "pipeline_failures",
  "pipeline_duration",
  "all_pipeline_failures",
  "all_pipeline_duration",
] as const;
export type SeriesMeasure = (typeof seriesMeasures)[number];

interface MeasureKind {
  readonly title: string;
  readonly scale: MeasureScale;
  readonly rhythm: RhythmName;
  /** A change in this direction is bad news; null: neither is by itself. */
  readonly bad: "up" | "down" | null;
  /** `lane`: a service in an environment; `service`: wherever it runs; `all`: the whole installation. */
  readonly of: "lane" | "service" | "all";
  readonly rule: string;
}

/** What is watched, how its numbers are compared, and how often there is one. */
export const seriesKinds: Readonly<Record<SeriesMeasure, MeasureKind>> = {
  deployments: {
    title: "Deployments",
    scale: "count",
    rhythm: "daily",
    bad: null,
    of: "lane",
    rule: "Deployments that ended that day. A day on record without any is 0.",
  },
  failed_share: {
    title: "Failed deployments",
    scale: "share",
    rhythm: "daily",
    bad: "up",
    of: "lane",
    rule: "Deployments with a failure, of those that ended that day. A day without deployments is unknown.",
  },
  deployment_duration: {
    title: "Duration of deployments",
    scale: "duration",
    rhythm: "daily",
    bad: "up",
    of: "lane",
    rule: "Median minutes from start to end, of deployments that ended that day.",
  },
  incidents: {
    title: "Incidents",
    scale: "count",
    rhythm: "daily",
    bad: "up",
    of: "service",
    rule: "Incidents detected that day, merged ones left out. A day on which no source spoke is unknown.",
  },
  pipeline_failures: {
    title: "Failed pipeline runs",
    scale: "share",
    rhythm: "daily",
    bad: "up",
    of: "service",
    rule: "Runs that failed, of those that ended that day.",
  },
  pipeline_duration: {
    title: "Duration of pipeline runs",
    scale: "duration",
    rhythm: "daily",
    bad: "up",
    of: "service",
    rule: "Median minutes from start to end, of runs that ended that day.",
  },
  all_pipeline_failures: {
    title: "Failed pipeline runs, all services",
    scale: "share",
    rhythm: "hourly",
    bad: "up",
    of: "all",
    rule: "Runs that failed, of those that ended that hour.",
  },
  all_pipeline_duration: {
    title: "Duration of pipeline runs, all services",
    scale: "duration",
    rhythm: "hourly",
    bad: "up",
    of: "all",
    rule: "Median minutes from start to end, of runs that ended that hour.",
  },
};
