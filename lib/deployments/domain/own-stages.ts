import { type Instant, instant } from "@/lib/kernel/instant";
import type { WaterfallStage } from "@/lib/pipelines/domain/waterfall";

/** What our own rollout wrote down, as far as its way is concerned. Times are epoch milliseconds. */
export interface StepNote {
  readonly kind: string;
  readonly at: number;
  readonly stepIndex?: number | undefined;
  readonly trafficPercent?: number | undefined;
}

/** A release that people had to agree with here. */
export interface AskedRelease {
  readonly number: number;
  readonly askedAt: Instant;
  /** When the approvals sufficed; null when they did not yet. */
  readonly grantedAt: Instant | null;
}

/** Kinds of notes that a way is made of. */
export const stepNoteKinds = [
  "held",
  "preparation_started",
  "step_started",
  "step_passed",
  "rollback_started",
  "rolled_back",
] as const;

/** How the stage before a note ended, for notes that end one. */
const endedBy: Readonly<Record<string, string>> = {
  preparation_started: "succeeded",
  step_started: "succeeded",
  step_passed: "succeeded",
  rollback_started: "failed",
  rolled_back: "succeeded",
};

/**
 * The stages of a rollout of ours, from its notes in order: what held it, each step from its beginning until it passed, and the way back.
 * A step that was left by a rollback ends where that begins.
 */
export function rolloutStages(notes: readonly StepNote[]): WaterfallStage[] {
  const stages: WaterfallStage[] = [];
  const begin = (key: string, name: string, kind: string, at: number): void => {
    const startedAt = instant(at);
    stages.push({ key, name, kind, state: "running", queuedAt: null, startedAt, finishedAt: null, url: null });
  };
  const end = (at: number, state: string): void => {
    const last = stages.pop();
    if (last) stages.push(last.finishedAt === null ? { ...last, finishedAt: instant(at), state } : last);
  };
  for (const { kind, at, stepIndex = 0, trafficPercent } of notes) {
    if (kind === "held" && stages.length === 0)
      begin("rollout held", "Held by windows, budgets or others", "approve", at);
    const ended = endedBy[kind];
    if (ended) end(at, ended);
    if (kind === "step_started") begin(`rollout step ${stepIndex}`, `Step to ${trafficPercent ?? "?"} %`, "deploy", at);
    if (kind === "rollback_started") begin("rollout back", "Rollback", "deploy", at);
  }
  return stages.map((stage) => (stage.kind === "approve" ? { ...stage, queuedAt: stage.startedAt } : stage));
}

/** The approvals that a release had to have here, as stages that were waited for. */
export function approvalStages(asked: readonly AskedRelease[]): WaterfallStage[] {
  return asked.map(({ number, askedAt, grantedAt }) => ({
    key: `approval ${number}`,
    name: `Approval of release C-${number}`,
    kind: "approve",
    state: grantedAt === null ? "running" : "succeeded",
    queuedAt: askedAt,
    startedAt: askedAt,
    finishedAt: grantedAt,
    url: null,
  }));
}
