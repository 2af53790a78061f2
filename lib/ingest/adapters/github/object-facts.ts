import type { Instant } from "@/lib/kernel/instant";
import { shortName, versionName } from "../../domain/deploying-run";
import type { Fact, Progress } from "../../domain/fact";
import { repositoryName } from "../../domain/repository-name";
import { changeRequestKey, deploymentKey, incidentKey, type KeySpace } from "../../domain/subject-key";
import { ticketKeysIn } from "../../domain/ticket-keys";
import type { VendorSettings } from "../../vendor-settings-contract";
import { commitFacts, namedCauses } from "../git-facts";
import { clipped, hostOf } from "../reading";
import type {
  ApiCommit,
  Deployment,
  DeploymentStatus,
  Issue,
  PullRequest,
  PushedCommit,
  Release,
  Repository,
  Review,
} from "./shapes";

/** What a GitHub object says, whether a webhook brought it or we asked for it. */

export type Settings = VendorSettings<"github">;

/** A repository with the settings of its source. */
export interface Place {
  readonly settings: Settings;
  readonly space: KeySpace;
  /** `acme/shop`. */
  readonly path: string;
  /** `github.com/acme/shop`. */
  readonly repository: string;
}

export function placeOf(repository: Repository, settings: Settings): Place {
  const host = hostOf(repository.html_url) ?? "github.com";
  return {
    settings,
    space: { system: "github", host },
    path: repository.full_name,
    repository: repositoryName(repository.html_url) ?? `${host}/${repository.full_name}`,
  };
}

/**
 * What a pull request has been through. What never changes is told at the moment it happened; what may change (title, size,
 * head) is told as of its last update, so that two looks at it never contradict one another.
 */
export function pullRequestFacts(pull: PullRequest, place: Place): Fact[] {
  const { repository, settings } = place;
  const { number } = pull;
  const base = {
    kind: "change_request",
    subjectKey: changeRequestKey(repository, number),
    repository,
    number,
  } as const;
  const state: Fact = {
    ...base,
    what: "updated",
    occurredAt: pull.updated_at,
    title: pull.title,
    headSha: pull.head.sha,
    additions: pull.additions,
    deletions: pull.deletions,
    changedFiles: pull.changed_files,
    ticketKeys: ticketKeysIn([pull.title, pull.head.ref, pull.body], settings.ticketPrefixes),
  };
  const opened: Fact = {
    ...base,
    what: "opened",
    occurredAt: pull.created_at,
    author: pull.user?.login,
    url: pull.html_url,
  };
  return [opened, state, ...endOf(pull, base)];
}

function endOf(
  pull: PullRequest,
  base: { kind: "change_request"; subjectKey: string; repository: string; number: number },
): Fact[] {
  if (pull.merged_at !== undefined) {
    const mergeSha = pull.merge_commit_sha;
    return [{ ...base, what: "merged", occurredAt: pull.merged_at, mergeSha, by: pull.merged_by?.login }];
  }
  return pull.closed_at === undefined ? [] : [{ ...base, what: "closed", occurredAt: pull.closed_at }];
}

/** A review that was handed in; one that is still being written, or was dismissed, says nothing. */
export function reviewFacts(
  review: Review,
  pull: { number: number; author?: string | undefined },
  place: Place,
): Fact[] {
  const state = review.state.toLowerCase();
  if (review.submitted_at === undefined || state === "pending" || state === "dismissed") return [];
  return [
    {
      kind: "change_request",
      subjectKey: changeRequestKey(place.repository, pull.number),
      occurredAt: review.submitted_at,
      repository: place.repository,
      number: pull.number,
      what: state === "approved" ? "approved" : "reviewed",
      author: pull.author,
      by: review.user?.login,
      url: review.html_url,
    },
  ];
}

export function pushedCommitFacts(commit: PushedCommit, place: Place): Fact[] {
  const { message, timestamp } = commit;
  const common = { repository: place.repository, sha: commit.id, committedAt: timestamp, message };
  const paths = [...(commit.added ?? []), ...(commit.removed ?? []), ...(commit.modified ?? [])];
  return commitFacts({ ...common, author: commit.author?.name }, { paths });
}

export function apiCommitFacts({ sha, commit, parents }: ApiCommit, place: Place): Fact[] {
  const { author, committer, message } = commit;
  const common = { repository: place.repository, sha, committedAt: committer.date, message, author: author.name };
  return commitFacts(common, { authoredAt: author.date, parents: parents?.map((parent) => parent.sha) });
}

const progressOf: Readonly<Record<string, Progress>> = {
  queued: "queued",
  pending: "queued",
  waiting: "queued",
  in_progress: "running",
  success: "succeeded",
  failure: "failed",
  error: "failed",
};

/** What the creator of a deployment put into its payload, where it is text. */
function payloadOf(deployment: Deployment): Readonly<Record<string, unknown>> {
  if (typeof deployment.payload !== "string") return deployment.payload ?? {};
  try {
    const parsed: unknown = JSON.parse(deployment.payload);
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function textIn(payload: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = payload[name];
  return typeof value === "string" ? clipped(value, 200) || undefined : undefined;
}

function flagsIn(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const flags = value.filter((flag): flag is string => typeof flag === "string").map((flag) => clipped(flag, 200));
  return [...new Set(flags.filter((flag) => flag !== ""))].sort().slice(0, 200);
}

function deploymentBase(deployment: Deployment, place: Place) {
  const payload = payloadOf(deployment);
  const text = (name: string): string | undefined => textIn(payload, name);
  const service = text("service") ?? shortName(place.path);
  const version = text("version") ?? versionName(deployment.ref, deployment.sha) ?? deployment.ref;
  return {
    kind: "deployment",
    subjectKey: deploymentKey(place.space, `${place.path}/${deployment.id}`),
    service: service ?? place.path,
    environment: deployment.environment,
    version: version ?? deployment.id,
    repository: place.repository,
    commitSha: deployment.sha,
    artifactDigest: text("digest"),
    changeOwner: text("owner"),
    team: text("team"),
    ticketKey: text("ticket"),
    flags: flagsIn(payload.flags),
    isEmergency: payload.emergency === true ? true : undefined,
  } as const;
}

export function deploymentFacts(deployment: Deployment, place: Place): Fact[] {
  const by = deployment.creator?.login;
  return [{ ...deploymentBase(deployment, place), progress: "queued", occurredAt: deployment.created_at, by }];
}

/**
 * What a status says, at the moment of the status: a deployment's own `updated_at` moves when a later one replaces it.
 * `inactive` says only that, and is no fact.
 */
export function deploymentStatusFacts(status: DeploymentStatus, deployment: Deployment, place: Place): Fact[] {
  const progress = progressOf[status.state.toLowerCase()];
  if (progress === undefined) return [];
  const url = status.log_url ?? status.target_url;
  const by = deployment.creator?.login;
  return [{ ...deploymentBase(deployment, place), progress, occurredAt: status.created_at, by, url }];
}

/** An issue with one of the source's labels is an incident. */
export function issueFacts(issue: Issue, place: Place): Fact[] {
  const labels = (issue.labels ?? []).map(({ name }) => name.toLowerCase());
  const wanted = place.settings.incidentLabels ?? [];
  if (!wanted.some((label) => labels.includes(label.toLowerCase()))) return [];
  const key = `${place.path}#${issue.number}`;
  const base = { kind: "incident", subjectKey: incidentKey(place.space, key), key } as const;
  const { title, html_url: url } = issue;
  const service = shortName(place.path);
  const triggered: Fact = {
    ...base,
    what: "triggered",
    occurredAt: issue.created_at,
    title,
    service,
    by: issue.user?.login,
    url,
  };
  const causes = namedCauses(issue.body);
  const named: Fact[] = causes ? [{ ...base, what: "note", occurredAt: issue.updated_at, causes }] : [];
  const closed: Fact[] = issue.closed_at ? [{ ...base, what: "resolved", occurredAt: issue.closed_at }] : [];
  return [triggered, ...named, ...closed];
}

/** A published release is a deployment when the source's rule says so. */
export function releaseFacts(release: Release, place: Place): Fact[] {
  const rule = place.settings.releases;
  const at: Instant | undefined = release.published_at;
  if (!rule || at === undefined || release.draft || (release.prerelease && !rule.includePrereleases)) return [];
  return [
    {
      kind: "deployment",
      subjectKey: deploymentKey(place.space, `${place.path}/release/${release.id}`),
      occurredAt: at,
      progress: "succeeded",
      service: rule.service ?? shortName(place.path) ?? place.path,
      environment: rule.environment,
      version: release.tag_name,
      repository: place.repository,
      by: release.author?.login,
      url: release.html_url,
    },
  ];
}
