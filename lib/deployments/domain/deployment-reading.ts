import type { DeploymentFact, Fact } from "@/lib/ingest/domain/fact";
import { type Instant, instant } from "@/lib/kernel/instant";
import { lastGiven } from "@/lib/kernel/last-given";
import { readProgress } from "@/lib/kernel/progress";

/** What a sender said of a deployment that other columns are decided from, kept so that they can be decided again. */
export interface DeploymentSaid {
  readonly repository?: string;
  readonly previousCommitSha?: string;
  readonly ticketKey?: string;
  readonly isEmergency?: boolean;
  readonly team?: string;
  readonly runKey?: string;
}

/** One attempt to deploy as all facts of its subject tell it. Names are the sender's. */
export interface DeploymentReading {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly state: "running" | "succeeded" | "failed" | "rolled_back" | "cancelled";
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly startedBy: string;
  readonly commitSha: string | null;
  readonly artifactDigest: string | null;
  readonly changeOwner: string | null;
  readonly flags: readonly string[];
  readonly url: string | null;
  readonly said: DeploymentSaid;
}

type DeploymentTold = Fact & DeploymentFact;

/**
 * A deployment from all facts of its subject in order (`inOrder`); null when none is about one. The subject is one attempt: what a
 * sender tells of it months later changes what is known, never when it happened. One that waits in a queue counts as running.
 */
export function readDeployment(facts: readonly Fact[]): DeploymentReading | null {
  const told = facts.filter((fact): fact is DeploymentTold => fact.kind === "deployment");
  const progress = readProgress(told.map(({ progress: state, occurredAt: at }) => ({ state, at })));
  const last = told.at(-1);
  if (!last || !progress) return null;
  const began = progress.startedAt ?? progress.queuedAt ?? progress.finishedAt ?? last.occurredAt;
  return {
    service: last.service,
    environment: last.environment,
    version: last.version,
    state: progress.state === "queued" ? "running" : progress.state,
    startedAt: instant(Math.min(began, progress.finishedAt ?? began)),
    finishedAt: progress.finishedAt,
    startedBy: lastGiven(told, ({ by }) => by) ?? "",
    commitSha: lastGiven(told, ({ commitSha }) => commitSha)?.toLowerCase() ?? null,
    artifactDigest: lastGiven(told, ({ artifactDigest }) => artifactDigest),
    changeOwner: lastGiven(told, ({ changeOwner }) => changeOwner),
    flags: [...new Set(told.flatMap(({ flags }) => flags ?? []))].sort(),
    url: lastGiven(told, ({ url }) => url),
    said: saidOf(told),
  };
}

function saidOf(told: readonly DeploymentTold[]): DeploymentSaid {
  const given = {
    repository: lastGiven(told, ({ repository }) => repository),
    previousCommitSha: lastGiven(told, ({ previousCommitSha }) => previousCommitSha)?.toLowerCase() ?? null,
    ticketKey: lastGiven(told, ({ ticketKey }) => ticketKey),
    isEmergency: lastGiven(told, ({ isEmergency }) => isEmergency),
    team: lastGiven(told, ({ team }) => team),
    runKey: lastGiven(told, ({ runKey }) => runKey),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}
