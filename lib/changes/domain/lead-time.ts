import { type Instant, instant } from "@/lib/kernel/instant";

/** The stages of a change, from its first commit until it runs, in the order in which they usually follow. */
export const leadStageNames = [
  "coding",
  "pickup",
  "review",
  "merge_wait",
  "build",
  "test",
  "approval",
  "data_preparation",
  "deploy_wait",
  "deploy",
] as const;
export type LeadStageName = (typeof leadStageNames)[number];

/** What is known of a change before it was merged. */
export interface ChangeTimes {
  /** False for a commit that went to the trunk without a change request. */
  readonly hasRequest: boolean;
  readonly firstCommitAt: Instant | null;
  /** When it was ready for others to look at. */
  readonly openedAt: Instant | null;
  readonly firstReviewAt: Instant | null;
  readonly approvedAt: Instant | null;
  /** When it came to the trunk; null when it had not yet. */
  readonly mergedAt: Instant | null;
}

/** Something that ran or was waited for on the way from the trunk to where it runs. */
export interface WorkInterval {
  readonly stage: Extract<LeadStageName, "build" | "test" | "approval" | "data_preparation" | "deploy">;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
}

/** The deployment that brought it. */
export interface ReleaseTimes {
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly work: readonly WorkInterval[];
}

/** One stretch of the way. Each begins where the one before ends. */
export interface LeadSegment {
  readonly stage: LeadStageName;
  readonly from: Instant;
  readonly to: Instant;
}

export interface LeadStage {
  readonly stage: LeadStageName;
  /** Null when it cannot be told; then `reason` says why. Never 0. */
  readonly durationMs: number | null;
  readonly reason: string | null;
}

/** A lead time whose stages add up to it exactly, in milliseconds. */
export interface MeasuredLeadTime {
  readonly kind: "measured";
  /** What it is counted from: the first commit, or the earliest moment that is known. */
  readonly measuredFrom: "first_commit" | "opened" | "first_review" | "approved" | "merged";
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly totalMs: number;
  readonly segments: readonly LeadSegment[];
  /** One for each of `leadStageNames`, in that order. */
  readonly stages: readonly LeadStage[];
}

export type LeadTime = MeasuredLeadTime | { readonly kind: "unmeasured"; readonly reason: string };

interface Milestone {
  readonly name: MeasuredLeadTime["measuredFrom"];
  readonly at: Instant | null;
  /** The stage that ends with it. */
  readonly ends: LeadStageName | null;
}

/**
 * How long a change took from its first commit until it ran, and where the time went. The way is cut at moments that are known, so
 * that the stages add up to the total to the millisecond. A stage whose end is not known is null with a reason, and its time is in
 * the next one that is. After the merge, what ran decides: where stages overlap the later one counts, where none ran it waited.
 */
export function leadTimeOf(change: ChangeTimes, release: ReleaseTimes): LeadTime {
  const milestones = milestonesOf(change);
  const known = milestones.filter(({ at }) => at !== null);
  const first = known[0];
  if (!first || first.at === null) return { kind: "unmeasured", reason: "Nothing is known of when it was made." };
  const end = release.finishedAt;
  if (end <= first.at) {
    return { kind: "unmeasured", reason: "The deployment ended before the change was begun: clocks disagree." };
  }
  const reasons = new Map<LeadStageName, string>();
  const segments: LeadSegment[] = [];
  let reached = first.at;
  for (const { name, at, ends } of milestones) {
    if (ends === null) continue;
    if (name === first.name) {
      reasons.set(ends, "It is not known when it was begun.");
      continue;
    }
    const why = unusable(at, { reached, end, ends, isTrunk: !change.hasRequest });
    if (why !== null || at === null) {
      reasons.set(ends, why ?? notRecorded[ends]);
      continue;
    }
    segments.push({ stage: ends, from: reached, to: at });
    reached = at;
  }
  const after = painted(release, reached, reasons);
  const all = [...segments, ...after];
  return {
    kind: "measured",
    measuredFrom: first.name,
    startedAt: first.at,
    endedAt: end,
    totalMs: end - first.at,
    segments: all,
    stages: leadStageNames.map((stage) => stageOf(stage, all, reasons)),
  };
}

function milestonesOf(change: ChangeTimes): readonly Milestone[] {
  const merged: Milestone = { name: "merged", at: change.mergedAt, ends: change.hasRequest ? "merge_wait" : "coding" };
  const first: Milestone = { name: "first_commit", at: change.firstCommitAt, ends: null };
  if (!change.hasRequest) return [first, merged];
  return [
    first,
    { name: "opened", at: change.openedAt, ends: "coding" },
    { name: "first_review", at: change.firstReviewAt, ends: "pickup" },
    { name: "approved", at: change.approvedAt, ends: "review" },
    merged,
  ];
}

const notRecorded: Readonly<Record<LeadStageName, string>> = {
  coding: "It is not known when it was ready for review.",
  pickup: "No review was recorded; its time is in the stage after it.",
  review: "No approval was recorded; its time is in the stage after it.",
  merge_wait: "It was deployed before it was merged.",
  build: "No pipeline reported a build of it.",
  test: "No pipeline reported tests of it.",
  approval: "No pipeline reported an approval of it.",
  data_preparation: "No pipeline reported a preparation of data for it.",
  deploy_wait: "It did not wait: something ran all the time.",
  deploy: "The deployment took no time that could be seen.",
};

const noRequest = "It went to the trunk without a change request.";

/** Why a stage cannot end at `at`; null when it can. */
function unusable(
  at: Instant | null,
  { reached, end, ends, isTrunk }: { reached: Instant; end: Instant; ends: LeadStageName; isTrunk: boolean },
): string | null {
  if (at === null) return null;
  if (at > end) return ends === "merge_wait" ? notRecorded.merge_wait : "It ended after the deployment.";
  if (at > reached) return null;
  if (isTrunk && at === reached) return "It was committed as it was written.";
  return at === reached
    ? "It ended in the moment in which it began."
    : "It ended before it began, by the senders' clocks; its time is in the stages beside it.";
}

/** Later stages of the way win where several run at once. */
const precedence: readonly WorkInterval["stage"][] = ["deploy", "data_preparation", "approval", "test", "build"];

function painted(release: ReleaseTimes, from: Instant, reasons: Map<LeadStageName, string>): LeadSegment[] {
  const end = release.finishedAt;
  const deploy: WorkInterval = { stage: "deploy", startedAt: release.startedAt, finishedAt: end };
  const work = [...release.work, deploy];
  const clipped = work
    .map((one) => ({
      ...one,
      from: instant(Math.max(from, one.startedAt)),
      to: instant(Math.min(end, one.finishedAt)),
    }))
    .filter((one) => one.to > one.from);
  for (const one of work) {
    if (!clipped.some(({ stage }) => stage === one.stage)) reasons.set(one.stage, "It was over before the merge.");
    else if (!reasons.has(one.stage)) reasons.set(one.stage, "It ran while a later stage ran, and is counted there.");
  }
  const cuts = [...new Set([from, end, ...clipped.flatMap((one) => [one.from, one.to])])].sort((x, y) => x - y);
  const segments: LeadSegment[] = [];
  for (let index = 1; index < cuts.length; index += 1) {
    const [start, stop] = [cuts[index - 1], cuts[index]];
    if (start === undefined || stop === undefined) continue;
    const running = new Set(clipped.filter((one) => one.from <= start && one.to >= stop).map(({ stage }) => stage));
    const stage = precedence.find((candidate) => running.has(candidate)) ?? "deploy_wait";
    const last = segments.at(-1);
    if (last?.stage === stage) segments[segments.length - 1] = { ...last, to: stop };
    else segments.push({ stage, from: start, to: stop });
  }
  return segments;
}

function stageOf(
  stage: LeadStageName,
  segments: readonly LeadSegment[],
  reasons: ReadonlyMap<LeadStageName, string>,
): LeadStage {
  const own = segments.filter((segment) => segment.stage === stage);
  if (own.length > 0) {
    return { stage, durationMs: own.reduce((sum, { from, to }) => sum + (to - from), 0), reason: null };
  }
  const isBeforeMerge = stage === "pickup" || stage === "review" || stage === "merge_wait";
  const fallback = isBeforeMerge && !reasons.has(stage) ? noRequest : notRecorded[stage];
  return { stage, durationMs: null, reason: reasons.get(stage) ?? fallback };
}

/** The stage in which most of the time went; null when nothing was measured. */
export function bottleneckOf(lead: LeadTime): { readonly stage: LeadStageName; readonly durationMs: number } | null {
  if (lead.kind === "unmeasured") return null;
  let longest: { stage: LeadStageName; durationMs: number } | null = null;
  for (const { stage, durationMs } of lead.stages) {
    if (durationMs !== null && durationMs > (longest?.durationMs ?? 0)) longest = { stage, durationMs };
  }
  return longest;
}
