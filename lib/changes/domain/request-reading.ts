import type { ChangeRequestFact, Fact } from "@/lib/ingest/domain/fact";
import type { Instant } from "@/lib/kernel/instant";
import { lastGiven } from "@/lib/kernel/last-given";

/** A change request as all facts of its subject tell it. */
export interface RequestReading {
  readonly repository: string;
  readonly number: number;
  readonly title: string;
  readonly author: string | null;
  readonly state: "open" | "merged" | "closed";
  readonly url: string | null;
  readonly openedAt: Instant | null;
  readonly readyAt: Instant | null;
  readonly firstCommitAt: Instant | null;
  readonly firstReviewAt: Instant | null;
  readonly approvedAt: Instant | null;
  readonly mergedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly mergeSha: string | null;
  readonly headSha: string | null;
  readonly mergeStyle: "merge" | "squash" | "rebase" | null;
  readonly commitShas: readonly string[];
  readonly ticketKeys: readonly string[];
  readonly additions: number | null;
  readonly deletions: number | null;
  readonly changedFiles: number | null;
}

type RequestFact = Fact & ChangeRequestFact;

/**
 * A change request from all facts of its subject in order (`inOrder`); null when none is about one. Merged is the end: nothing that
 * is told later opens it again. The approval that counts is the last one before the merge, after which nobody asked for more.
 */
export function readRequest(facts: readonly Fact[]): RequestReading | null {
  const told = facts.filter((fact): fact is RequestFact => fact.kind === "change_request");
  const last = told.at(-1);
  if (!last) return null;
  const merged = firstOf(told, "merged");
  const mergedAt = merged?.occurredAt ?? null;
  const beforeMerge = told.filter(({ occurredAt }) => mergedAt === null || occurredAt <= mergedAt);
  const approvals = beforeMerge.filter(({ what }) => what === "approved");
  const reviews = beforeMerge.filter(({ what }) => what === "reviewed" || what === "approved");
  return {
    repository: last.repository,
    number: last.number,
    title: lastGiven(told, ({ title }) => title) ?? `#${last.number}`,
    author: lastGiven(told, ({ author }) => author),
    ...endOf(told, mergedAt),
    url: lastGiven(told, ({ url }) => url),
    openedAt: firstOf(told, "opened")?.occurredAt ?? null,
    readyAt: firstOf(told, "ready")?.occurredAt ?? null,
    firstCommitAt: lastGiven(told, ({ firstCommitAt }) => firstCommitAt),
    firstReviewAt: reviews[0]?.occurredAt ?? null,
    approvedAt: approvals.at(-1)?.occurredAt ?? null,
    mergedAt,
    mergeSha: lower(lastGiven(merged ? [...told, merged] : told, ({ mergeSha }) => mergeSha)),
    headSha: lower(lastGiven(beforeMerge, ({ headSha }) => headSha)),
    mergeStyle: lastGiven(told, ({ mergeStyle }) => mergeStyle),
    commitShas: unique(lastGiven(told, ({ commitShas }) => commitShas) ?? []).map((sha) => sha.toLowerCase()),
    ticketKeys: unique(told.flatMap(({ ticketKeys }) => ticketKeys ?? [])).sort(),
    additions: lastGiven(told, ({ additions }) => additions),
    deletions: lastGiven(told, ({ deletions }) => deletions),
    changedFiles: lastGiven(told, ({ changedFiles }) => changedFiles),
  };
}

function endOf(told: readonly RequestFact[], mergedAt: Instant | null): Pick<RequestReading, "state" | "closedAt"> {
  if (mergedAt !== null) return { state: "merged", closedAt: mergedAt };
  const turn = told.findLast(({ what }) => what === "closed" || what === "reopened");
  return turn?.what === "closed" ? { state: "closed", closedAt: turn.occurredAt } : { state: "open", closedAt: null };
}

function firstOf(told: readonly RequestFact[], what: ChangeRequestFact["what"]): RequestFact | undefined {
  return told.find((fact) => fact.what === what);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function lower(sha: string | null): string | null {
  return sha?.toLowerCase() ?? null;
}
