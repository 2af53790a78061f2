import { z } from "zod";
import type { Fact } from "../../domain/fact";
import { changeRequestKey } from "../../domain/subject-key";
import type { Parsed, RawDelivery, SignalParser, SourceFacts } from "../../port";
import { ignored, reading, readJson, told, words } from "../reading";
import { settingsOf } from "../settings";
import { verifyHexSignature } from "../verification";
import {
  deploymentFacts,
  deploymentStatusFacts,
  issueFacts,
  type Place,
  placeOf,
  pullRequestFacts,
  pushedCommitFacts,
  releaseFacts,
  reviewFacts,
  type Settings,
} from "./object-facts";
import { workflowJobFacts, workflowRunFacts } from "./run-facts";
import {
  Deployment,
  DeploymentStatus,
  Issue,
  PullRequest,
  PushedCommit,
  Release,
  Repository,
  Review,
  User,
  WorkflowJob,
  WorkflowRun,
} from "./shapes";

/** GitHub's webhooks, of a repository, an organisation or an app: https://docs.github.com/webhooks. */

type Reader = (json: unknown, settings: Settings) => Parsed;

const action = z.string().max(60).default("");

const PullRequestEvent = z.object({
  action,
  repository: Repository,
  pull_request: PullRequest,
  sender: User.nullish(),
});

/** Moments that only the hook knows: the object itself keeps no trace of them. */
function passing(event: z.infer<typeof PullRequestEvent>, place: Place): Fact[] {
  const what = event.action === "ready_for_review" ? "ready" : event.action === "reopened" ? "reopened" : null;
  if (what === null) return [];
  const { number, updated_at: occurredAt } = event.pull_request;
  const subjectKey = changeRequestKey(place.repository, number);
  const by = event.sender?.login;
  return [{ kind: "change_request", subjectKey, occurredAt, repository: place.repository, number, what, by }];
}

const readPullRequest: Reader = (json, settings) =>
  reading(PullRequestEvent, json, (event) => {
    const place = placeOf(event.repository, settings);
    const facts = [...pullRequestFacts(event.pull_request, place), ...passing(event, place)];
    return told(`pull_request.${event.action}`, facts);
  });

const ReviewEvent = z.object({
  action,
  repository: Repository,
  review: Review,
  pull_request: z.object({ number: PullRequest.shape.number, user: User.nullish() }),
});

const readReview: Reader = (json, settings) =>
  reading(ReviewEvent, json, ({ action: what, repository, review, pull_request: { number, user } }) => {
    const name = `pull_request_review.${what}`;
    if (what !== "submitted") return ignored("not_interesting", name);
    return told(name, reviewFacts(review, { number, author: user?.login }, placeOf(repository, settings)));
  });

const PushEvent = z.object({
  ref: words(300),
  deleted: z.boolean().nullish(),
  repository: Repository,
  commits: z.array(PushedCommit).nullish(),
});

const readPush: Reader = (json, settings) =>
  reading(PushEvent, json, ({ ref, deleted, repository, commits }) => {
    if (deleted) return ignored("ref_deleted", "push", `${ref} was deleted.`);
    const place = placeOf(repository, settings);
    return told(
      "push",
      (commits ?? []).flatMap((commit) => pushedCommitFacts(commit, place)),
    );
  });

const DeploymentEvent = z.object({ action, repository: Repository, deployment: Deployment });

const readDeployment: Reader = (json, settings) =>
  reading(DeploymentEvent, json, ({ action: what, repository, deployment }) =>
    told(`deployment.${what}`, deploymentFacts(deployment, placeOf(repository, settings))),
  );

const StatusEvent = DeploymentEvent.extend({ deployment_status: DeploymentStatus });

const readDeploymentStatus: Reader = (json, settings) =>
  reading(StatusEvent, json, ({ repository, deployment, deployment_status: status }) => {
    const name = `deployment_status.${status.state}`;
    const place = placeOf(repository, settings);
    const said = deploymentStatusFacts(status, deployment, place);
    // A status may come when the event of its deployment was lost.
    return told(name, said.length === 0 ? [] : [...deploymentFacts(deployment, place), ...said]);
  });

const RunEvent = z.object({ action, repository: Repository, workflow_run: WorkflowRun });

const readRun: Reader = (json, settings) =>
  reading(RunEvent, json, ({ action: what, repository, workflow_run: run }) =>
    told(`workflow_run.${what}`, workflowRunFacts(run, placeOf(repository, settings))),
  );

const JobEvent = z.object({ action, repository: Repository, workflow_job: WorkflowJob });

const readJob: Reader = (json, settings) =>
  reading(JobEvent, json, ({ action: what, repository, workflow_job: job }) =>
    told(`workflow_job.${what}`, workflowJobFacts(job, placeOf(repository, settings))),
  );

const IssueEvent = z.object({ action, repository: Repository, issue: Issue, sender: User.nullish() });

const readIssue: Reader = (json, settings) =>
  reading(IssueEvent, json, ({ action: what, repository, issue, sender }) => {
    const facts = issueFacts(issue, placeOf(repository, settings));
    const [first] = facts;
    if (first?.kind !== "incident") return ignored("not_an_incident", `issues.${what}`);
    if (what !== "reopened") return told(`issues.${what}`, facts);
    const { kind, subjectKey, key } = first;
    const reopened: Fact = { kind, subjectKey, key, what, occurredAt: issue.updated_at, by: sender?.login };
    return told("issues.reopened", [...facts, reopened]);
  });

const ReleaseEvent = z.object({ action, repository: Repository, release: Release });

const readRelease: Reader = (json, settings) =>
  reading(ReleaseEvent, json, ({ action: what, repository, release }) => {
    const name = `release.${what}`;
    if (settings.releases === undefined) return ignored("no_rule", name, "No rule says that releases are deployments.");
    if (what !== "published" && what !== "released") return ignored("not_interesting", name);
    return told(name, releaseFacts(release, placeOf(repository, settings)));
  });

const readers: Readonly<Record<string, Reader>> = {
  pull_request: readPullRequest,
  pull_request_review: readReview,
  push: readPush,
  deployment: readDeployment,
  deployment_status: readDeploymentStatus,
  workflow_run: readRun,
  workflow_job: readJob,
  issues: readIssue,
  release: readRelease,
};

/** Events that GitHub documents and that say nothing about deliveries. */
const uninteresting = new Set(
  (
    "branch_protection_rule cache_sync check_run check_suite code_scanning_alert commit_comment content_reference create delete dependabot_alert " +
    "deploy_key deployment_protection_rule deployment_review discussion discussion_comment enterprise fork " +
    "github_app_authorization gollum installation installation_repositories installation_target issue_comment label " +
    "marketplace_purchase member membership merge_group meta milestone org_block organization package page_build " +
    "project project_card project_column projects_v2 projects_v2_item public pull_request_review_comment " +
    "pull_request_review_thread registry_package repository repository_advisory repository_dispatch repository_import " +
    "repository_ruleset repository_vulnerability_alert secret_scanning_alert secret_scanning_alert_location " +
    "security_advisory security_and_analysis sponsorship star status team team_add user watch workflow_dispatch"
  ).split(" "),
);

function parse(raw: RawDelivery, source: SourceFacts): Parsed {
  const event = raw.headers["x-github-event"] ?? "";
  if (event === "ping") return ignored("ping", "ping");
  if (uninteresting.has(event)) return ignored("not_interesting", event);
  const reader = Object.hasOwn(readers, event) ? readers[event] : undefined;
  if (!reader) return ignored("unknown_event", event || "no X-GitHub-Event");
  const read = settingsOf("github", source);
  if (read.kind === "malformed") return read;
  const json = readJson(raw);
  return json.kind === "malformed" ? json : reader(json.json, read.settings);
}

export const githubParser: SignalParser = {
  kind: "github",
  version: 1,
  /** HMAC-SHA-256 only: the SHA-1 header that GitHub sends beside it is not looked at. */
  verify: (raw, secrets) => verifyHexSignature(raw, secrets, { header: "x-hub-signature-256", prefix: "sha256=" }),
  senderId: (raw) => raw.headers["x-github-delivery"]?.trim().slice(0, 200) || null,
  parse,
};
