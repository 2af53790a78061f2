import type { z } from "zod";
import type { Instant } from "@/lib/kernel/instant";
import { deployingBy } from "../../domain/deploying-run";
import type { Fact, Progress } from "../../domain/fact";
import { repositoryName } from "../../domain/repository-name";
import { stageKind } from "../../domain/stage-kind";
import { deploymentKey, type KeySpace, runKey } from "../../domain/subject-key";
import type { VendorSettings } from "../../vendor-settings-contract";
import { deployedAt, momentsOf } from "../moments";
import { branchOf, shaOf } from "../reading";
import type { Build, Part, ReleaseDeployment, RunChanged } from "./shapes";

/** What Azure DevOps says of builds, runs, their stages, and releases. */

export interface Context {
  readonly settings: VendorSettings<"azure_devops">;
  readonly space: KeySpace;
  /** When the event was made, for what has no time of its own. */
  readonly at: Instant;
}

const results: Readonly<Record<string, Progress>> = {
  succeeded: "succeeded",
  partiallysucceeded: "succeeded",
  succeededwithissues: "succeeded",
  failed: "failed",
  rejected: "failed",
  canceled: "cancelled",
  cancelled: "cancelled",
  stopped: "cancelled",
  abandoned: "cancelled",
  skipped: "cancelled",
};

function resultOf(...words: readonly (string | undefined)[]): Progress {
  const known = words.map((word) => (word ?? "").toLowerCase()).find((word) => Object.hasOwn(results, word));
  return (known === undefined ? undefined : results[known]) ?? "failed";
}

export function buildFacts(build: z.infer<typeof Build>, { settings, space, at }: Context): Fact[] {
  const [, ref, sha] = /^LG:(refs\/[^:]+):([0-9a-f]+)$/i.exec(build.sourceGetVersion ?? "") ?? [];
  const name = build.definition.name;
  const branch = branchOf(build.sourceBranch ?? ref);
  const commitSha = build.sourceVersion ?? shaOf(sha ?? "");
  const repository =
    build.repository?.url === undefined ? undefined : (repositoryName(build.repository.url) ?? undefined);
  const moments = momentsOf([
    { progress: "queued", occurredAt: build.queueTime },
    { progress: "running", occurredAt: build.startTime },
    { progress: resultOf(build.result, build.status), occurredAt: build.finishTime ?? at },
  ]);
  const subjectKey = runKey(space, build.id);
  const url = build._links?.web?.href ?? build.url;
  const said = { repository, commitSha, branch, url, by: build.requestedFor?.displayName };
  const facts = moments.map((moment): Fact => ({ kind: "pipeline_run", subjectKey, name, ...said, ...moment }));
  const deploying = deployingBy(settings.deployments, { run: name, repository, branch, commitSha });
  const key = deploymentKey(space, `run/${build.id}`);
  return [
    ...facts,
    ...deployedAt(deploying, moments, { subjectKey: key, repository, commitSha, url, by: said.by, runKey: subjectKey }),
  ];
}

interface RunSaid {
  readonly name: string;
  readonly repository: string | undefined;
  readonly commitSha: string | undefined;
}

function runSaid({ run, pipeline, repositories }: z.infer<typeof RunChanged>): RunSaid {
  const first = repositories?.[0];
  const repository = first?.url === undefined ? undefined : (repositoryName(first.url) ?? undefined);
  return { name: pipeline?.name ?? run.name ?? run.id, repository, commitSha: first?.change?.version };
}

export function runFacts(changed: z.infer<typeof RunChanged>, { settings, space, at }: Context): Fact[] {
  const { run } = changed;
  const { name, repository, commitSha } = runSaid(changed);
  const isCompleted = run.state === "completed";
  const moments = momentsOf([
    { progress: "running", occurredAt: run.createdDate },
    { progress: resultOf(run.result), occurredAt: isCompleted ? (run.finishedDate ?? at) : null },
  ]);
  const subjectKey = runKey(space, run.id);
  const said = { repository, commitSha, url: run._links?.web?.href };
  const facts = moments.map((moment): Fact => ({ kind: "pipeline_run", subjectKey, name, ...said, ...moment }));
  const deploying = deployingBy(settings.deployments, { run: name, repository, commitSha });
  const key = deploymentKey(space, `run/${run.id}`);
  return [...facts, ...deployedAt(deploying, moments, { subjectKey: key, ...said, runKey: subjectKey })];
}

/** A stage, or a job of one, of a run. */
export function partFacts(
  changed: z.infer<typeof RunChanged>,
  part: Part,
  stage: string | null,
  { settings, space, at }: Context,
): Fact[] {
  const { name: run, repository, commitSha } = runSaid(changed);
  const isCompleted = part.state === "completed";
  const moments = momentsOf([
    { progress: "queued", occurredAt: part.state === "waiting" ? at : null },
    { progress: "running", occurredAt: part.startTime ?? (part.state === "running" ? at : null) },
    { progress: resultOf(part.result), occurredAt: isCompleted ? (part.finishTime ?? at) : null },
  ]);
  const subjectKey = runKey(space, changed.run.id);
  const attempt = part.attempt !== undefined && part.attempt > 1 ? `#${part.attempt}` : "";
  const stageKey = `${stage === null ? "" : `${stage}/`}${part.name}${attempt}`;
  const name = part.displayName ?? part.name;
  const kind = stageKind(settings.stages, part.name, part.displayName);
  const facts = moments.map(
    (moment): Fact => ({ kind: "pipeline_stage", subjectKey, stageKey, name, stage: kind, ...moment }),
  );
  const isSkipped = part.result?.toLowerCase() === "skipped";
  const deploying = isSkipped ? null : deployingBy(settings.deployments, { run, job: name, repository, commitSha });
  const key = deploymentKey(space, `run/${changed.run.id}/${encodeURIComponent(stageKey)}`);
  return [...facts, ...deployedAt(deploying, moments, { subjectKey: key, repository, commitSha, runKey: subjectKey })];
}

/** The classic release pipelines: each environment of a release is deployed to, in attempts. */
export function releaseDeploymentFacts(
  said: z.infer<typeof ReleaseDeployment>,
  isCompleted: boolean,
  { space, at }: Context,
): Fact[] {
  const { environment, deployment, project } = said;
  const release = said.release ?? deployment?.release ?? environment.release;
  const releaseId = release?.id ?? environment.releaseId;
  if (releaseId === undefined) return [];
  const attempt = deployment?.attempt ?? said.attemptId ?? 1;
  const definition =
    said.release?.releaseDefinition?.name ?? deployment?.releaseDefinition?.name ?? environment.releaseDefinition?.name;
  const primary = release?.artifacts?.find((artifact) => artifact.isPrimary) ?? release?.artifacts?.[0];
  const version = primary?.definitionReference?.version?.name ?? release?.name ?? releaseId;
  const progress = isCompleted ? resultOf(deployment?.deploymentStatus, environment.status) : "running";
  const occurredAt = (isCompleted ? deployment?.completedOn : deployment?.startedOn) ?? at;
  return [
    {
      kind: "deployment",
      subjectKey: deploymentKey(space, `release/${releaseId}/${environment.id}/${Math.max(attempt, 1)}`),
      occurredAt,
      progress,
      service: definition ?? project?.name ?? releaseId,
      environment: environment.name,
      version,
      commitSha: shaOf(primary?.definitionReference?.sourceVersion?.id ?? ""),
      by: deployment?.requestedBy?.displayName ?? environment.owner?.displayName,
    },
  ];
}
