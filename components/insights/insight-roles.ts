import { type Measure, measures } from "@/lib/insights/domain/measures";
import type { Role } from "@/lib/platform/auth/permissions";

/** Whose question is asked first. The numbers are the same. */
export const insightViews = ["sre", "release_manager", "executive"] as const;
export type InsightView = (typeof insightViews)[number];

export const insightTitles: Readonly<Record<InsightView, string>> = {
  sre: "SRE",
  release_manager: "Release manager",
  executive: "CIO",
};

export const insightQuestions: Readonly<Record<InsightView, string>> = {
  sre: "Do our releases hurt users, and how fast do we recover?",
  release_manager: "How smoothly does work reach users, and where does it wait?",
  executive: "Are we fast and safe, and is it getting better?",
};

const first: Readonly<Record<InsightView, readonly Measure[]>> = {
  sre: ["change_failure_rate", "recovery_from_detection", "recovery_from_deployment", "rollback_time", "rework_rate"],
  release_manager: ["lead_time", "deployment_frequency", "success_rate", "rework_rate", "progressive_share"],
  executive: ["deployment_frequency", "lead_time", "change_failure_rate", "recovery_from_deployment", "rework_rate"],
};

/** Every measure, those of the question first. */
export function measuresOf(view: InsightView): readonly Measure[] {
  return [...first[view], ...measures.filter((measure) => !first[view].includes(measure))];
}

/** The view of somebody's role; the CIO's for who has none of these. */
export function viewOf(held: readonly Role[]): InsightView {
  return insightViews.find((view) => held.includes(view)) ?? "executive";
}
