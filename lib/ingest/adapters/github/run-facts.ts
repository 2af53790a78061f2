import { deployingBy } from "../../domain/deploying-run";
import type { Fact, Progress } from "../../domain/fact";
import { stageKind } from "../../domain/stage-kind";
import { deploymentKey, runKey } from "../../domain/subject-key";
import { deployedAt, momentsOf } from "../moments";
import type { Place } from "./object-facts";
import type { WorkflowJob, WorkflowRun } from "./shapes";

/** What runs of workflows and their jobs say. */

const ends: Readonly<Record<string, Progress>> = {
  success: "succeeded",
  neutral: "succeeded",
  failure: "failed",
  timed_out: "failed",
  startup_failure: "failed",
  action_required: "failed",
  cancelled: "cancelled",
  skipped: "cancelled",
  stale: "cancelled",
};

function endOf(status: string | undefined, conclusion: string | undefined): Progress | null {
  if (status !== "completed") return null;
  return ends[conclusion ?? ""] ?? "failed";
}

function keyOf(place: Place, runId: string, attempt: number | undefined): string {
  return runKey(place.space, `${place.path}/${runId}/${attempt ?? 1}`);
}

/** A run that is run again is another run: its attempt is part of its key. */
export function workflowRunFacts(run: WorkflowRun, place: Place): Fact[] {
  const attempt = run.run_attempt ?? 1;
  const name = run.name ?? run.path ?? `workflow ${run.id}`;
  const startedAt = run.run_started_at ?? (attempt === 1 ? run.created_at : undefined);
  const end = endOf(run.status, run.conclusion);
  const moments = momentsOf([
    { progress: "queued", occurredAt: attempt === 1 ? run.created_at : startedAt },
    { progress: "running", occurredAt: run.status === "in_progress" || end ? startedAt : undefined },
    { progress: end ?? "failed", occurredAt: end ? run.updated_at : undefined },
  ]);
  const subjectKey = keyOf(place, run.id, attempt);
  const said = { repository: place.repository, commitSha: run.head_sha, branch: run.head_branch, url: run.html_url };
  const base = { kind: "pipeline_run", subjectKey, name, ...said, by: run.actor?.login } as const;
  const facts: Fact[] = moments.map((moment) => ({ ...base, ...moment }));
  const deploying = deployingBy(place.settings.deployments, { run: name, ...said });
  const deployments = deployedAt(deploying, moments, {
    subjectKey: deploymentKey(place.space, `${place.path}/run/${run.id}/${attempt}`),
    repository: place.repository,
    commitSha: run.head_sha,
    url: run.html_url,
    by: run.actor?.login,
    runKey: subjectKey,
  });
  return [...facts, ...deployments];
}

export function workflowJobFacts(job: WorkflowJob, place: Place): Fact[] {
  const end = endOf(job.status, job.conclusion);
  const isRunning = job.status === "in_progress" || end !== null;
  // A job that was skipped or cancelled in the queue has a start that never was.
  const started = job.conclusion === "skipped" ? undefined : job.started_at;
  const moments = momentsOf([
    { progress: "queued", occurredAt: job.created_at },
    { progress: "running", occurredAt: isRunning ? started : undefined },
    { progress: end ?? "failed", occurredAt: end ? job.completed_at : undefined },
  ]);
  const subjectKey = keyOf(place, job.run_id, job.run_attempt);
  const stage = stageKind(place.settings.stages, job.name);
  const base = {
    kind: "pipeline_stage",
    subjectKey,
    stageKey: job.id,
    name: job.name,
    stage,
    url: job.html_url,
  } as const;
  const facts: Fact[] = moments.map((moment) => ({ ...base, ...moment }));
  const said = { repository: place.repository, commitSha: job.head_sha, branch: job.head_branch };
  const run = { run: job.workflow_name ?? "", job: job.name, ...said };
  // A job that waits may still be skipped: it deploys from when it runs.
  const deploying = isRunning && started !== undefined ? deployingBy(place.settings.deployments, run) : null;
  const deployments = deployedAt(deploying, moments, {
    subjectKey: deploymentKey(place.space, `${place.path}/job/${job.id}`),
    repository: place.repository,
    commitSha: job.head_sha,
    url: job.html_url,
    runKey: subjectKey,
  });
  return [...facts, ...deployments];
}
