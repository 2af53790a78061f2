import type { Instant } from "@/lib/kernel/instant";

/**
 * What a signal says, in our words. A fact is about one subject, happened at one moment, and is never changed; all facts of a
 * subject together make one row of a projection, whatever order they came in and however often. Names of services,
 * environments and people are the sender's: mapping them to ours is the projection's work, so that it can be done again.
 */
export type Fact = FactHead & FactBody;

interface FactHead {
  /** What it is about: `kind:system:host-or-source:key`, the same from every door that tells of the same thing. */
  readonly subjectKey: string;
  /** When it happened, by the sender's clock. Never when it came. */
  readonly occurredAt: Instant;
}

export type FactBody =
  | PipelineRunFact
  | PipelineStageFact
  | CommitFact
  | ChangeRequestFact
  | TicketFact
  | DeploymentFact
  | IncidentFact
  | AlertFact
  | FlagChangeFact
  | QualityFact
  | CustomerFact;

export type FactKind = FactBody["kind"];

/** How far a run, a stage or a deployment has come. */
export type Progress = "queued" | "running" | "succeeded" | "failed" | "cancelled";

/** Subject: the run. */
export interface PipelineRunFact {
  readonly kind: "pipeline_run";
  readonly name: string;
  readonly progress: Progress;
  readonly repository?: string;
  readonly commitSha?: string;
  readonly branch?: string;
  readonly version?: string;
  /** The sender's names. */
  readonly service?: string;
  readonly environment?: string;
  readonly url?: string;
  readonly by?: string;
}

export type StageKind = "build" | "test" | "review" | "approve" | "deploy" | "data_preparation" | "other";

/** Subject: the run that the stage belongs to. */
export interface PipelineStageFact {
  readonly kind: "pipeline_stage";
  /** Names the stage within its run, with the attempt when it was run again. */
  readonly stageKey: string;
  readonly name: string;
  readonly stage: StageKind;
  readonly progress: Progress;
  readonly url?: string;
}

/** Subject: the commit. */
export interface CommitFact {
  readonly kind: "commit";
  readonly repository: string;
  readonly sha: string;
  readonly authoredAt?: Instant;
  readonly committedAt?: Instant;
  readonly author?: string;
  readonly title?: string;
  readonly parents?: readonly string[];
  /** Files it touched, for services that share a repository. */
  readonly paths?: readonly string[];
}

/** Subject: the pull or merge request. */
export interface ChangeRequestFact {
  readonly kind: "change_request";
  readonly repository: string;
  readonly number: number;
  readonly what: "opened" | "ready" | "updated" | "reviewed" | "approved" | "merged" | "closed" | "reopened";
  readonly title?: string;
  readonly author?: string;
  readonly by?: string;
  readonly url?: string;
  readonly headSha?: string;
  readonly mergeSha?: string;
  readonly mergeStyle?: "merge" | "squash" | "rebase";
  readonly commitShas?: readonly string[];
  readonly firstCommitAt?: Instant;
  readonly additions?: number;
  readonly deletions?: number;
  readonly changedFiles?: number;
  /** Keys of tickets that title, branch or text name. */
  readonly ticketKeys?: readonly string[];
}

/** Subject: the change ticket. */
export interface TicketFact {
  readonly kind: "ticket";
  readonly system: "servicenow" | "jira" | "signalbox" | "other";
  readonly key: string;
  readonly state: "open" | "approved" | "implementing" | "closed" | "rejected" | "cancelled";
  readonly title?: string;
  readonly type?: "normal" | "standard" | "emergency";
  readonly risk?: string;
  readonly url?: string;
  readonly service?: string;
  readonly plannedStartAt?: Instant;
  readonly plannedEndAt?: Instant;
  readonly actualStartAt?: Instant;
  readonly actualEndAt?: Instant;
}

/** Subject: one attempt to deploy one version of one service to one environment. */
export interface DeploymentFact {
  readonly kind: "deployment";
  readonly progress: Progress | "rolled_back";
  /** The sender's names. */
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly repository?: string;
  readonly commitSha?: string;
  readonly previousCommitSha?: string;
  readonly artifactDigest?: string;
  readonly by?: string;
  readonly changeOwner?: string;
  readonly team?: string;
  readonly ticketKey?: string;
  readonly flags?: readonly string[];
  readonly isEmergency?: boolean;
  readonly url?: string;
  /** The run that did it, as its subject key. */
  readonly runKey?: string;
}

/** Subject: the incident. */
export interface IncidentFact {
  readonly kind: "incident";
  readonly what: "triggered" | "acknowledged" | "resolved" | "reopened" | "merged" | "severity" | "note";
  readonly key: string;
  readonly title?: string;
  readonly severity?: "critical" | "high" | "medium" | "low";
  readonly service?: string;
  readonly environment?: string;
  readonly by?: string;
  readonly detail?: string;
  readonly url?: string;
  /** Subject key of the incident it was merged into. */
  readonly mergedInto?: string;
  /** What the sender says caused it. */
  readonly causes?: readonly NamedCause[];
}

/** A cause as the sender names it; whatever is given must fit. */
export interface NamedCause {
  readonly service?: string;
  readonly version?: string;
  readonly commitSha?: string;
  readonly deploymentUrl?: string;
  readonly deploymentId?: string;
  /** Key of the change ticket. */
  readonly ticketKey?: string;
}

/** Subject: the alert, `(fingerprint, startsAt)`. An alert is not an incident unless its source is set to count it as one. */
export interface AlertFact {
  readonly kind: "alert";
  readonly progress: "firing" | "resolved";
  readonly fingerprint: string;
  readonly startsAt: Instant;
  readonly title: string;
  readonly severity?: "critical" | "high" | "medium" | "low";
  readonly service?: string;
  readonly environment?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly url?: string;
  /** True when the source's rule says that this alert is an incident. */
  readonly countsAsIncident: boolean;
}

/** Subject: the flag in the environment. */
export interface FlagChangeFact {
  readonly kind: "flag_change";
  readonly flag: string;
  readonly service?: string;
  readonly environment: string;
  readonly by?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Subject: the run or the version it is about. Test results and coverage. */
export interface QualityFact {
  readonly kind: "quality";
  readonly service: string;
  readonly version?: string;
  readonly commitSha?: string;
  readonly suite: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped?: number;
  readonly coverageRatio?: number;
  readonly durationMs?: number;
}

/** Subject: the ticket or the series it is about. Support tickets and user analytics. */
export interface CustomerFact {
  readonly kind: "customer";
  readonly what: "support_ticket" | "analytics";
  readonly service: string;
  readonly environment?: string;
  readonly version?: string;
  readonly title?: string;
  readonly metric?: string;
  readonly value?: number;
  /** Which way the number is better for customers. */
  readonly better?: "higher" | "lower";
  readonly url?: string;
}
