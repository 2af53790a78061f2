import { instant } from "@/lib/kernel/instant";
import { deployingBy, shortName, versionName } from "../../domain/deploying-run";
import type { Fact, Progress } from "../../domain/fact";
import { repositoryName } from "../../domain/repository-name";
import { stageKind } from "../../domain/stage-kind";
import { changeRequestKey, deploymentKey, incidentKey, type KeySpace, runKey } from "../../domain/subject-key";
import { ticketKeysIn } from "../../domain/ticket-keys";
import type { VendorSettings } from "../../vendor-settings-contract";
import { namedCauses } from "../git-facts";
import { deployedAt, momentsOf } from "../moments";
import { hostOf } from "../reading";
import { severityOf } from "../severity";
import type { Issue, Job, MergeRequest, Pipeline, Project } from "./shapes";

/** What a GitLab object says, whether a hook brought it or we asked for it. */

export type Settings = VendorSettings<"gitlab">;

export interface Place {
  readonly settings: Settings;
  readonly space: KeySpace;
  /** `group/shop`. */
  readonly path: string;
  /** `gitlab.example/group/shop`. */
  readonly repository: string;
  readonly url: string;
}

export function placeOf(project: Project, settings: Settings): Place {
  const host = hostOf(project.web_url) ?? "gitlab.com";
  const path = project.path_with_namespace;
  const repository = repositoryName(project.web_url) ?? `${host}/${path}`;
  return { settings, space: { system: "gitlab", host }, path, repository, url: project.web_url };
}

/**
 * What a merge request has been through. Who opened and who merged it are told apart, since a hook names only who acted now.
 */
export function mergeRequestFacts(
  merge: MergeRequest,
  place: Place,
  { openedBy, mergedBy }: { readonly openedBy: string | undefined; readonly mergedBy: string | undefined },
): Fact[] {
  const { repository, settings } = place;
  const number = merge.iid;
  const base = {
    kind: "change_request",
    subjectKey: changeRequestKey(repository, number),
    repository,
    number,
  } as const;
  const opened: Fact = { ...base, what: "opened", occurredAt: merge.created_at, url: merge.url ?? merge.web_url };
  // The author apart: only the first hook and the API know who that is.
  const authored: Fact[] = openedBy
    ? [{ ...base, what: "opened", occurredAt: merge.created_at, author: openedBy }]
    : [];
  const state: Fact = {
    ...base,
    what: "updated",
    occurredAt: merge.updated_at,
    title: merge.title,
    headSha: merge.last_commit?.id ?? merge.sha,
    ticketKeys: ticketKeysIn([merge.title, merge.source_branch, merge.description], settings.ticketPrefixes),
  };
  return [opened, ...authored, state, ...endOf(merge, base, mergedBy)];
}

function endOf(
  merge: MergeRequest,
  base: { kind: "change_request"; subjectKey: string; repository: string; number: number },
  mergedBy: string | undefined,
): Fact[] {
  if (merge.state === "merged") {
    const occurredAt = merge.merged_at ?? merge.updated_at;
    const merged: Fact = { ...base, what: "merged", occurredAt, mergeSha: merge.merge_commit_sha };
    const by: Fact[] = mergedBy ? [{ ...base, what: "merged", occurredAt, by: mergedBy }] : [];
    const squash = merge.squash_commit_sha;
    const style: Fact[] = squash
      ? [{ ...base, what: "updated", occurredAt, mergeStyle: "squash", mergeSha: merge.merge_commit_sha ?? squash }]
      : [];
    return [merged, ...by, ...style];
  }
  if (merge.state !== "closed") return [];
  return [{ ...base, what: "closed", occurredAt: merge.closed_at ?? merge.updated_at }];
}

const progressOf: Readonly<Record<string, Progress>> = {
  created: "queued",
  waiting_for_resource: "queued",
  waiting_for_callback: "queued",
  preparing: "queued",
  pending: "queued",
  manual: "queued",
  scheduled: "queued",
  blocked: "queued",
  running: "running",
  success: "succeeded",
  failed: "failed",
  canceled: "cancelled",
  canceling: "running",
  skipped: "cancelled",
};

export function progressIn(status: string): Progress | undefined {
  return Object.hasOwn(progressOf, status) ? progressOf[status] : undefined;
}

function isEnd(progress: Progress | undefined): progress is Progress {
  return progress === "succeeded" || progress === "failed" || progress === "cancelled";
}

export interface JobRun {
  readonly pipelineId: string;
  readonly pipeline?: string | undefined;
  readonly ref: string | undefined;
  readonly sha: string | undefined;
}

export function pipelineKey(place: Place, id: string): string {
  return runKey(place.space, `${place.path}/${id}`);
}

/** A pipeline and its jobs. It runs from when the first of its jobs did. */
export function pipelineFacts(pipeline: Pipeline, jobs: readonly Job[], place: Place, by: string | undefined): Fact[] {
  const name = pipeline.name ?? pipeline.source ?? "pipeline";
  const progress = progressIn(pipeline.status);
  const starts = jobs.flatMap((job) => (job.started_at === undefined ? [] : [job.started_at]));
  const moments = momentsOf([
    { progress: "queued", occurredAt: pipeline.created_at },
    { progress: "running", occurredAt: starts.length > 0 ? instant(Math.min(...starts)) : null },
    { progress: progress ?? "failed", occurredAt: isEnd(progress) ? pipeline.finished_at : null },
  ]);
  const subjectKey = pipelineKey(place, pipeline.id);
  const said = { repository: place.repository, commitSha: pipeline.sha, branch: pipeline.ref };
  const url = `${place.url}/-/pipelines/${pipeline.id}`;
  const facts = moments.map(
    (moment): Fact => ({ kind: "pipeline_run", subjectKey, name, ...said, url, by, ...moment }),
  );
  const run: JobRun = { pipelineId: pipeline.id, pipeline: name, ref: pipeline.ref, sha: pipeline.sha };
  const deploying = deployingBy(place.settings.deployments, { run: name, ...said });
  const deployments = deployedAt(deploying, moments, {
    subjectKey: deploymentKey(place.space, `${place.path}/pipeline/${pipeline.id}`),
    repository: place.repository,
    commitSha: pipeline.sha,
    url,
    by,
    runKey: subjectKey,
  });
  return [...facts, ...deployments, ...jobs.flatMap((job) => jobFacts(job, run, place))];
}

/** A job as a stage of its pipeline; run again, it has another id and is another stage of the same name. */
export function jobFacts(job: Job, run: JobRun, place: Place): Fact[] {
  const progress = progressIn(job.status);
  const moments = momentsOf([
    { progress: "queued", occurredAt: job.created_at },
    { progress: "running", occurredAt: job.started_at },
    { progress: progress ?? "failed", occurredAt: isEnd(progress) ? job.finished_at : null },
  ]);
  const subjectKey = pipelineKey(place, run.pipelineId);
  const stage = stageKind(place.settings.stages, job.stage, job.name);
  const url = `${place.url}/-/jobs/${job.id}`;
  const facts = moments.map(
    (moment): Fact => ({ kind: "pipeline_stage", subjectKey, stageKey: job.id, name: job.name, stage, url, ...moment }),
  );
  const said = { repository: place.repository, commitSha: run.sha, branch: run.ref };
  // A manual job may wait for ever: it deploys from when it runs.
  const hasRun = job.started_at !== undefined;
  const deploying = hasRun
    ? deployingBy(place.settings.deployments, { run: run.pipeline ?? "", job: job.name, ...said })
    : null;
  const deployments = deployedAt(deploying, moments, {
    subjectKey: deploymentKey(place.space, `${place.path}/job/${job.id}`),
    repository: place.repository,
    commitSha: run.sha,
    url,
    runKey: subjectKey,
  });
  return [...facts, ...deployments];
}

export interface DeploymentSaid {
  readonly id: string;
  readonly environment: string;
  readonly ref: string | undefined;
  readonly sha: string | undefined;
  readonly by: string | undefined;
  readonly jobId: string | undefined;
}

/** A deployment that GitLab keeps itself, because a job names an environment. */
export function deploymentFact(
  said: DeploymentSaid,
  { progress, occurredAt }: { readonly progress: Progress; readonly occurredAt: Fact["occurredAt"] },
  place: Place,
): Fact {
  return {
    kind: "deployment",
    subjectKey: deploymentKey(place.space, `${place.path}/${said.id}`),
    occurredAt,
    progress,
    service: shortName(place.path) ?? place.path,
    environment: said.environment,
    version: versionName(said.ref, said.sha) ?? said.ref ?? said.id,
    repository: place.repository,
    commitSha: said.sha,
    by: said.by,
    url: said.jobId === undefined ? undefined : `${place.url}/-/jobs/${said.jobId}`,
  };
}

/** GitLab's incidents are issues of a type of their own; older teams label them. */
export function issueFacts(issue: Issue, place: Place): Fact[] {
  const type = (issue.type ?? issue.issue_type ?? "").toLowerCase();
  const labels = (issue.labels ?? []).map((label) => label.toLowerCase());
  const isLabelled = (place.settings.incidentLabels ?? []).some((label) => labels.includes(label.toLowerCase()));
  if (type !== "incident" && !isLabelled) return [];
  const key = `${place.path}#${issue.iid}`;
  const base = { kind: "incident", subjectKey: incidentKey(place.space, key), key } as const;
  const service = shortName(place.path);
  const url = issue.url ?? issue.web_url;
  const severity = severityOf(issue.severity, undefined);
  const causes = namedCauses(issue.description);
  const facts: Fact[] = [
    { ...base, what: "triggered", occurredAt: issue.created_at, title: issue.title, service, url },
  ];
  if (severity) facts.push({ ...base, what: "severity", occurredAt: issue.updated_at, severity });
  if (causes) facts.push({ ...base, what: "note", occurredAt: issue.updated_at, causes });
  if (issue.closed_at) facts.push({ ...base, what: "resolved", occurredAt: issue.closed_at });
  return facts;
}
