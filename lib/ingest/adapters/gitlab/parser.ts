import { z } from "zod";
import { shortName } from "../../domain/deploying-run";
import type { Fact } from "../../domain/fact";
import { changeRequestKey, deploymentKey } from "../../domain/subject-key";
import type { Parsed, RawDelivery, SignalParser, SourceFacts, Verification } from "../../port";
import { commitFacts } from "../git-facts";
import { ignored, maybe, maybeWords, reading, readJson, shaOf, told } from "../reading";
import { settingsOf } from "../settings";
import { hasStandardSignature, standardId, verifySharedSecret, verifyStandardWebhooks } from "../verification";
import {
  deploymentFact,
  issueFacts,
  jobFacts,
  mergeRequestFacts,
  type Place,
  pipelineFacts,
  placeOf,
  progressIn,
  type Settings,
} from "./object-facts";
import {
  BuildEvent,
  DeploymentEvent,
  Issue,
  Job,
  MergeRequest,
  Pipeline,
  Project,
  PushedCommit,
  Release,
} from "./shapes";

/** GitLab's webhooks: https://docs.gitlab.com/user/project/integrations/webhook_events/. */

type Reader = (json: unknown, settings: Settings) => Parsed;

const MaybeUser = maybe(z.object({ username: maybeWords() }));

const PushEvent = z.object({
  ref: z.string().max(300),
  after: z.string().nullish(),
  project: Project,
  total_commits_count: z.number().nullish(),
  commits: z.array(PushedCommit).nullish(),
});

const readPush: Reader = (json, settings) =>
  reading(PushEvent, json, ({ ref, after, project, commits, total_commits_count: total }) => {
    if (shaOf(after ?? "") === undefined) return ignored("ref_deleted", "push", `${ref} was deleted.`);
    const { repository } = placeOf(project, settings);
    const sent = commits ?? [];
    const facts = sent.flatMap((commit) => {
      const common = { repository, sha: commit.id, committedAt: commit.timestamp, message: commit.message };
      const paths = [...(commit.added ?? []), ...(commit.modified ?? []), ...(commit.removed ?? [])];
      return commitFacts({ ...common, author: commit.author?.name }, { paths });
    });
    // GitLab lists 20 commits at most; the others come with the merge request, or by polling.
    const isCut = total != null && total > sent.length;
    return told(isCut ? `push (${sent.length} of ${total} commits listed)` : "push", facts);
  });

const MergeRequestEvent = z.object({
  project: Project,
  user: MaybeUser,
  object_attributes: MergeRequest.extend({ action: maybeWords(40) }),
});

const passingActions: Readonly<Record<string, "approved" | "reopened">> = {
  approved: "approved",
  approval: "approved",
  reopen: "reopened",
};

function passing(action: string, merge: MergeRequest, place: Place, by: string | undefined): Fact[] {
  const what = Object.hasOwn(passingActions, action) ? passingActions[action] : undefined;
  if (what === undefined) return [];
  const { repository } = place;
  const subjectKey = changeRequestKey(repository, merge.iid);
  return [
    { kind: "change_request", subjectKey, occurredAt: merge.updated_at, repository, number: merge.iid, what, by },
  ];
}

const readMergeRequest: Reader = (json, settings) =>
  reading(MergeRequestEvent, json, ({ project, user, object_attributes: merge }) => {
    const place = placeOf(project, settings);
    const action = merge.action ?? "";
    const by = user?.username;
    const people = { openedBy: action === "open" ? by : undefined, mergedBy: action === "merge" ? by : undefined };
    const facts = [...mergeRequestFacts(merge, place, people), ...passing(action, merge, place, by)];
    return told(`merge_request.${action}`, facts);
  });

const PipelineEvent = z.object({
  project: Project,
  user: MaybeUser,
  object_attributes: Pipeline,
  builds: z.array(Job).nullish(),
});

const readPipeline: Reader = (json, settings) =>
  reading(PipelineEvent, json, ({ project, user, object_attributes: pipeline, builds }) =>
    told(
      `pipeline.${pipeline.status}`,
      pipelineFacts(pipeline, builds ?? [], placeOf(project, settings), user?.username),
    ),
  );

/** Older hooks of jobs name their project by its page only. */
function projectOf(event: z.infer<typeof BuildEvent>): Project | null {
  if (event.project) return event.project;
  const page = event.repository?.homepage;
  const path = /^https?:\/\/[^/]+\/(.+?)\/?$/.exec(page ?? "")?.[1];
  return page === undefined || path === undefined ? null : { path_with_namespace: path, web_url: page };
}

const readBuild: Reader = (json, settings) =>
  reading(BuildEvent, json, (event) => {
    const project = projectOf(event);
    if (project === null) return ignored("not_for_us", "build", "The job names no project.");
    const job: Job = {
      id: event.build_id,
      name: event.build_name,
      stage: event.build_stage,
      status: event.build_status,
      created_at: event.build_created_at,
      started_at: event.build_started_at,
      finished_at: event.build_finished_at,
    };
    const run = { pipelineId: event.pipeline_id, ref: event.ref, sha: event.sha };
    return told(`build.${event.build_status}`, jobFacts(job, run, placeOf(project, settings)));
  });

const readDeployment: Reader = (json, settings) =>
  reading(DeploymentEvent, json, (event) => {
    const progress = progressIn(event.status);
    const name = `deployment.${event.status}`;
    if (progress === undefined) return ignored("not_interesting", name);
    const said = {
      id: event.deployment_id,
      environment: event.environment,
      ref: event.ref,
      sha: shaOf(event.commit_url?.split("/").at(-1) ?? ""),
      by: event.user?.username,
      jobId: event.deployable_id,
    };
    const moment = { progress, occurredAt: event.status_changed_at };
    return told(name, [deploymentFact(said, moment, placeOf(event.project, settings))]);
  });

const IssueEvent = z.object({
  project: Project,
  user: MaybeUser,
  labels: Issue.shape.labels,
  object_attributes: Issue.extend({ action: maybeWords(40) }),
});

const readIssue: Reader = (json, settings) =>
  reading(IssueEvent, json, ({ project, user, labels, object_attributes: issue }) => {
    const facts = issueFacts({ ...issue, labels: issue.labels ?? labels }, placeOf(project, settings));
    const name = `issue.${issue.action ?? ""}`;
    const [first] = facts;
    if (first?.kind !== "incident") return ignored("not_an_incident", name);
    if (issue.action !== "reopen") return told(name, facts);
    const { kind, subjectKey, key } = first;
    const by = user?.username;
    return told(name, [...facts, { kind, subjectKey, key, what: "reopened", occurredAt: issue.updated_at, by }]);
  });

const readRelease: Reader = (json, settings) =>
  reading(Release, json, ({ tag, action, released_at: at, url, project }) => {
    const name = `release.${action ?? ""}`;
    const rule = settings.releases;
    if (rule === undefined) return ignored("no_rule", name, "No rule says that releases are deployments.");
    if (action !== "create" || at === undefined) return ignored("not_interesting", name);
    const { space, path, repository } = placeOf(project, settings);
    const fact: Fact = {
      kind: "deployment",
      subjectKey: deploymentKey(space, `${path}/release/${encodeURIComponent(tag)}`),
      occurredAt: at,
      progress: "succeeded",
      service: rule.service ?? shortName(path) ?? path,
      environment: rule.environment,
      version: tag,
      repository,
      url,
    };
    return told(name, [fact]);
  });

const readers: Readonly<Record<string, Reader>> = {
  push: readPush,
  merge_request: readMergeRequest,
  pipeline: readPipeline,
  build: readBuild,
  deployment: readDeployment,
  issue: readIssue,
  incident: readIssue,
  release: readRelease,
};

const uninteresting = new Set(
  "tag_push note wiki_page feature_flag emoji access_token work_item milestone vulnerability project group_create".split(
    " ",
  ),
);

const Kinded = z.object({ object_kind: z.string().max(60) });

function parse(raw: RawDelivery, source: SourceFacts): Parsed {
  const read = settingsOf("gitlab", source);
  if (read.kind === "malformed") return read;
  const json = readJson(raw);
  if (json.kind === "malformed") return json;
  return reading(Kinded, json.json, ({ object_kind: kind }) => {
    if (uninteresting.has(kind)) return ignored("not_interesting", kind);
    const reader = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
    return reader ? reader(json.json, read.settings) : ignored("unknown_event", kind);
  });
}

/** A signature, when there is one, must be right: the weaker token beside it does not mend a wrong one. */
function verify(
  raw: RawDelivery,
  secrets: readonly string[],
  now: Parameters<SignalParser["verify"]>[2],
): Verification {
  if (hasStandardSignature(raw)) return verifyStandardWebhooks(raw, secrets, now);
  return verifySharedSecret(raw, secrets, ["x-gitlab-token"]);
}

export const gitlabParser: SignalParser = {
  kind: "gitlab",
  version: 1,
  verify,
  senderId: (raw) => standardId(raw) ?? (raw.headers["idempotency-key"]?.trim().slice(0, 200) || null),
  parse,
};
