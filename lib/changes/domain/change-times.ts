import { type Instant, instant } from "@/lib/kernel/instant";
import type { KnownCommit, KnownRequest } from "./lane-changes";
import type { ChangeTimes, WorkInterval } from "./lead-time";

/** A change request with the moments of its life. */
export interface TimedRequest extends KnownRequest {
  readonly openedAt: Instant | null;
  readonly readyAt: Instant | null;
  readonly firstCommitAt: Instant | null;
  readonly firstReviewAt: Instant | null;
  readonly approvedAt: Instant | null;
}

/**
 * When a change was begun, shown, looked at, approved and merged. Its first commit is the earliest that is known: of the request
 * itself, which a squash keeps, or of its commits. A commit without a request came to the trunk when it was committed.
 */
export function changeTimesOf(request: TimedRequest | null, commits: readonly KnownCommit[]): ChangeTimes {
  const written = commits.flatMap(({ authoredAt, committedAt }) => authoredAt ?? committedAt ?? []);
  if (!request) {
    const committed = commits.flatMap(({ committedAt }) => committedAt ?? []);
    const mergedAt = committed.length > 0 ? instant(Math.max(...committed)) : null;
    return {
      hasRequest: false,
      firstCommitAt: earliest(written),
      openedAt: null,
      firstReviewAt: null,
      approvedAt: null,
      mergedAt,
    };
  }
  return {
    hasRequest: true,
    firstCommitAt: earliest([...(request.firstCommitAt === null ? [] : [request.firstCommitAt]), ...written]),
    openedAt: request.readyAt ?? request.openedAt,
    firstReviewAt: request.firstReviewAt,
    approvedAt: request.approvedAt,
    mergedAt: request.mergedAt,
  };
}

function earliest(times: readonly Instant[]): Instant | null {
  return times.length === 0 ? null : instant(Math.min(...times));
}

/** A stage of a pipeline, or a run that reported none (`stageKind` null). */
export interface RanStage {
  readonly stageKind: string | null;
  readonly queuedAt: Instant | null;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
}

const stages: Readonly<Record<string, WorkInterval["stage"]>> = {
  build: "build",
  test: "test",
  approve: "approval",
  data_preparation: "data_preparation",
  deploy: "deploy",
  // A pipeline that works on something it does not name makes the build.
  other: "build",
};

/** A stage as a stretch of the way. Who approves is waited for since it was asked. Empty when it has no two ends. */
export function workIntervals(ran: RanStage): WorkInterval[] {
  const stage = stages[ran.stageKind ?? "other"];
  const startedAt = stage === "approval" ? (ran.queuedAt ?? ran.startedAt) : ran.startedAt;
  if (!stage || startedAt === null || ran.finishedAt === null || ran.finishedAt <= startedAt) return [];
  return [{ stage, startedAt, finishedAt: ran.finishedAt }];
}
