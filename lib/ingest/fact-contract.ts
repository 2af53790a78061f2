import { z } from "zod";
import { type Instant, instant } from "@/lib/kernel/instant";
import { Timestamp } from "@/lib/platform/fields";
import { unstorablePath } from "@/lib/platform/storable";
import type { Fact } from "./domain/fact";
import { repositoryName } from "./domain/repository-name";
import {
  alertKey,
  changeRequestKey,
  commitKey,
  customerKey,
  deploymentKey,
  flagKey,
  incidentKey,
  type KeySpace,
  namedDeploymentId,
  qualityKey,
  runKey,
  ticketKey,
} from "./domain/subject-key";

/**
 * Facts as others send them: JSON with times in ISO 8601, names of services and environments as the sender has them. What
 * a field means is said in `domain/fact.ts`. Client-safe.
 */

function text(maxLength: number): z.ZodString {
  return z
    .string("Write text.")
    .min(1, "Write something here, or leave the field out.")
    .max(maxLength, `Use at most ${maxLength} characters.`)
    .refine((value) => unstorablePath(value) === null, "Take out NUL characters and broken Unicode.");
}

const Name = text(200);
const Line = text(500);
const Url = text(2_048).regex(/^https?:\/\/\S+$/i, "Write an address that begins with http:// or https://.");
const Sha = z
  .string("Write a commit's hash.")
  .regex(/^[0-9a-fA-F]{7,64}$/, "Write a commit's hash: 7 to 64 hexadecimal digits.");
const Count = z.int("Give a whole number from 0 up.").min(0, "Give a whole number from 0 up.").max(1_000_000_000);
const Ratio = z
  .number("Give a number from 0 to 1.")
  .min(0, "Give a number from 0 to 1.")
  .max(1, "Give a number from 0 to 1.");
const Progress = z.enum(
  ["queued", "running", "succeeded", "failed", "cancelled"],
  "Use queued, running, succeeded, failed or cancelled.",
);
const Severity = z.enum(["critical", "high", "medium", "low"], "Use critical, high, medium or low.");

function listOf<Item extends z.ZodType>(item: Item, max: number): z.ZodArray<Item> {
  return z.array(item).max(max, `Send at most ${max} of them.`);
}

const head = {
  /** When it happened, never when it was sent. */
  occurredAt: Timestamp,
  /** The whole subject key, when the sender knows it from us; otherwise it is made from the other fields. */
  subjectKey: text(400)
    .regex(/^[a-z_]+:[^:\s]+:[^:\s]*:.+$/, "Write kind:system:host:key, or leave it out.")
    .optional(),
};

export const PipelineRunEvent = z.strictObject({
  kind: z.literal("pipeline_run"),
  ...head,
  /** The sender's id of the run. */
  id: Name,
  name: Name,
  progress: Progress,
  repository: Line.optional(),
  commitSha: Sha.optional(),
  branch: Name.optional(),
  version: Name.optional(),
  service: Name.optional(),
  environment: Name.optional(),
  url: Url.optional(),
  by: Name.optional(),
});

export const PipelineStageEvent = z.strictObject({
  kind: z.literal("pipeline_stage"),
  ...head,
  /** The sender's id of the run that the stage belongs to. */
  id: Name,
  stageKey: Name,
  name: Name,
  stage: z.enum(
    ["build", "test", "review", "approve", "deploy", "data_preparation", "other"],
    "Use build, test, review, approve, deploy, data_preparation or other.",
  ),
  progress: Progress,
  url: Url.optional(),
});

export const CommitEvent = z.strictObject({
  kind: z.literal("commit"),
  ...head,
  repository: Line,
  sha: Sha,
  authoredAt: Timestamp.optional(),
  committedAt: Timestamp.optional(),
  author: Name.optional(),
  title: Line.optional(),
  parents: listOf(Sha, 100).optional(),
  paths: listOf(text(1_000), 3_000).optional(),
});

export const ChangeRequestEvent = z.strictObject({
  kind: z.literal("change_request"),
  ...head,
  repository: Line,
  number: z.int("Give the number of the pull or merge request.").min(1).max(2_147_483_647),
  what: z.enum(
    ["opened", "ready", "updated", "reviewed", "approved", "merged", "closed", "reopened"],
    "Use opened, ready, updated, reviewed, approved, merged, closed or reopened.",
  ),
  title: Line.optional(),
  author: Name.optional(),
  by: Name.optional(),
  url: Url.optional(),
  headSha: Sha.optional(),
  mergeSha: Sha.optional(),
  mergeStyle: z.enum(["merge", "squash", "rebase"], "Use merge, squash or rebase.").optional(),
  commitShas: listOf(Sha, 2_000).optional(),
  firstCommitAt: Timestamp.optional(),
  additions: Count.optional(),
  deletions: Count.optional(),
  changedFiles: Count.optional(),
  ticketKeys: listOf(Name, 100).optional(),
});

export const TicketEvent = z.strictObject({
  kind: z.literal("ticket"),
  ...head,
  system: z.enum(["servicenow", "jira", "signalbox", "other"], "Use servicenow, jira, signalbox or other."),
  key: Name,
  state: z.enum(
    ["open", "approved", "implementing", "closed", "rejected", "cancelled"],
    "Use open, approved, implementing, closed, rejected or cancelled.",
  ),
  title: Line.optional(),
  type: z.enum(["normal", "standard", "emergency"], "Use normal, standard or emergency.").optional(),
  risk: Name.optional(),
  url: Url.optional(),
  service: Name.optional(),
  plannedStartAt: Timestamp.optional(),
  plannedEndAt: Timestamp.optional(),
  actualStartAt: Timestamp.optional(),
  actualEndAt: Timestamp.optional(),
});

export const DeploymentEvent = z.strictObject({
  kind: z.literal("deployment"),
  ...head,
  /** The sender's id of this deployment; without it service, environment, version and attempt name it. */
  id: Name.optional(),
  attempt: z.int("Count attempts from 1.").min(1, "Count attempts from 1.").max(1_000_000).optional(),
  progress: z.enum(
    ["queued", "running", "succeeded", "failed", "cancelled", "rolled_back"],
    "Use queued, running, succeeded, failed, cancelled or rolled_back.",
  ),
  service: Name,
  environment: Name,
  version: Name,
  repository: Line.optional(),
  commitSha: Sha.optional(),
  previousCommitSha: Sha.optional(),
  artifactDigest: Name.optional(),
  by: Name.optional(),
  changeOwner: Name.optional(),
  team: Name.optional(),
  ticketKey: Name.optional(),
  flags: listOf(Name, 200).optional(),
  isEmergency: z.boolean("Write true or false.").optional(),
  url: Url.optional(),
  /** The sender's id of the run that did it. */
  runId: Name.optional(),
});

export const NamedCauseEvent = z.strictObject({
  service: Name.optional(),
  version: Name.optional(),
  commitSha: Sha.optional(),
  deploymentUrl: Url.optional(),
  deploymentId: Name.optional(),
  ticketKey: Name.optional(),
});

export const IncidentEvent = z.strictObject({
  kind: z.literal("incident"),
  ...head,
  key: Name,
  what: z.enum(
    ["triggered", "acknowledged", "resolved", "reopened", "merged", "severity", "note"],
    "Use triggered, acknowledged, resolved, reopened, merged, severity or note.",
  ),
  title: Line.optional(),
  severity: Severity.optional(),
  service: Name.optional(),
  environment: Name.optional(),
  by: Name.optional(),
  detail: text(2_000).optional(),
  url: Url.optional(),
  /** Key of the incident that it was merged into. */
  mergedInto: Name.optional(),
  causes: listOf(NamedCauseEvent, 20).optional(),
});

export const AlertEvent = z.strictObject({
  kind: z.literal("alert"),
  ...head,
  progress: z.enum(["firing", "resolved"], "Use firing or resolved."),
  fingerprint: Name,
  startsAt: Timestamp,
  title: Line,
  severity: Severity.optional(),
  service: Name.optional(),
  environment: Name.optional(),
  labels: z
    .record(Name, text(1_000))
    .refine((all) => Object.keys(all).length <= 100, "Send at most 100 labels.")
    .optional(),
  url: Url.optional(),
  countsAsIncident: z.boolean("Write true or false.").default(false),
});

export const FlagChangeEvent = z.strictObject({
  kind: z.literal("flag_change"),
  ...head,
  flag: Name,
  service: Name.optional(),
  environment: Name,
  by: Name.optional(),
  from: Line.optional(),
  to: Line.optional(),
});

export const QualityEvent = z.strictObject({
  kind: z.literal("quality"),
  ...head,
  service: Name,
  version: Name.optional(),
  commitSha: Sha.optional(),
  suite: Name,
  passed: Count,
  failed: Count,
  skipped: Count.optional(),
  coverageRatio: Ratio.optional(),
  durationMs: z.number("Give milliseconds.").min(0, "Give milliseconds from 0 up.").optional(),
});

export const CustomerEvent = z.strictObject({
  kind: z.literal("customer"),
  ...head,
  /** The sender's id of the support ticket or of the series. */
  id: Name,
  what: z.enum(["support_ticket", "analytics"], "Use support_ticket or analytics."),
  service: Name,
  environment: Name.optional(),
  version: Name.optional(),
  title: Line.optional(),
  metric: Name.optional(),
  value: z.number("Give a number.").optional(),
  /** Which way the number is better for customers. Without it a change of it is shown and not judged. */
  better: z.enum(["higher", "lower"], "Use higher or lower.").optional(),
  url: Url.optional(),
});

/** One fact as a sender writes it. */
export const FactEvent = z.discriminatedUnion(
  "kind",
  [
    PipelineRunEvent,
    PipelineStageEvent,
    CommitEvent,
    ChangeRequestEvent,
    TicketEvent,
    DeploymentEvent,
    IncidentEvent,
    AlertEvent,
    FlagChangeEvent,
    QualityEvent,
    CustomerEvent,
  ],
  "Use a kind of pipeline_run, pipeline_stage, commit, change_request, ticket, deployment, incident, alert, flag_change, quality or customer.",
);
export type FactEvent = z.infer<typeof FactEvent>;

type EventOf<Kind extends FactEvent["kind"]> = Extract<FactEvent, { kind: Kind }>;

function at(text: string): Instant {
  return instant(Math.trunc(Date.parse(text)));
}

function maybeAt(text: string | undefined): Instant | undefined {
  return text === undefined ? undefined : at(text);
}

function maybeRepository(text: string | undefined): string | undefined {
  return text === undefined ? undefined : (repositoryName(text) ?? text);
}

/** The fields that are not the subject's name and not times, with the head that every fact has. */
function headed<Body extends { occurredAt: string; subjectKey?: string | undefined }>(
  { occurredAt, subjectKey, ...rest }: Body,
  derivedKey: string,
): Omit<Body, "occurredAt" | "subjectKey"> & { subjectKey: string; occurredAt: Instant } {
  return { ...rest, subjectKey: subjectKey ?? derivedKey, occurredAt: at(occurredAt) };
}

function commitOf(event: EventOf<"commit">): Fact {
  const repository = repositoryName(event.repository) ?? event.repository;
  const sha = event.sha.toLowerCase();
  return {
    ...headed(event, commitKey(repository, sha)),
    repository,
    sha,
    authoredAt: maybeAt(event.authoredAt),
    committedAt: maybeAt(event.committedAt),
  };
}

function changeRequestOf(event: EventOf<"change_request">): Fact {
  const repository = repositoryName(event.repository) ?? event.repository;
  return {
    ...headed(event, changeRequestKey(repository, event.number)),
    repository,
    firstCommitAt: maybeAt(event.firstCommitAt),
  };
}

function ticketOf(event: EventOf<"ticket">): Fact {
  return {
    ...headed(event, ticketKey(event.system, event.key)),
    plannedStartAt: maybeAt(event.plannedStartAt),
    plannedEndAt: maybeAt(event.plannedEndAt),
    actualStartAt: maybeAt(event.actualStartAt),
    actualEndAt: maybeAt(event.actualEndAt),
  };
}

function deploymentOf({ id, attempt, runId, ...event }: EventOf<"deployment">, space: KeySpace): Fact {
  const key = id ?? namedDeploymentId({ ...event, attempt: attempt ?? 1 });
  return {
    ...headed(event, deploymentKey(space, key)),
    repository: maybeRepository(event.repository),
    runKey: runId === undefined ? undefined : runKey(space, runId),
  };
}

function incidentOf({ mergedInto, ...event }: EventOf<"incident">, space: KeySpace): Fact {
  return {
    ...headed(event, incidentKey(space, event.key)),
    mergedInto: mergedInto === undefined ? undefined : incidentKey(space, mergedInto),
  };
}

/**
 * The fact that an event says. `space`: where the sender's ids are unique, for example `{ system: "push", host: <slug of the
 * source> }`; an importer that brings what a hook would have sent gives the hook's space, so that both are one fact.
 */
export function factOf(event: FactEvent, space: KeySpace): Fact {
  switch (event.kind) {
    case "pipeline_run": {
      const { id, ...rest } = event;
      return { ...headed(rest, runKey(space, id)), repository: maybeRepository(event.repository) };
    }
    case "pipeline_stage": {
      const { id, ...rest } = event;
      return headed(rest, runKey(space, id));
    }
    case "commit":
      return commitOf(event);
    case "change_request":
      return changeRequestOf(event);
    case "ticket":
      return ticketOf(event);
    case "deployment":
      return deploymentOf(event, space);
    case "incident":
      return incidentOf(event, space);
    case "alert": {
      const startsAt = at(event.startsAt);
      return { ...headed(event, alertKey(space, event.fingerprint, startsAt)), startsAt };
    }
    case "flag_change":
      return headed(event, flagKey(space, event));
    case "quality":
      return headed(event, qualityKey(space, event));
    case "customer": {
      const { id, ...rest } = event;
      return headed(rest, customerKey(space, id));
    }
  }
}
