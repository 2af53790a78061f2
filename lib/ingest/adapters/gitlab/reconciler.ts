import { z } from "zod";
import type { Instant } from "@/lib/kernel/instant";
import type { Fact } from "../../domain/fact";
import type { Reconciler } from "../../port";
import { commitFacts } from "../git-facts";
import { momentsOf } from "../moments";
import { type Answer, type Ask, pageNumber, pollRound, type Task, type TaskPage } from "../polling";
import { maybe, maybeWords } from "../reading";
import { settingsToAskWith } from "../settings";
import {
  deploymentFact,
  issueFacts,
  mergeRequestFacts,
  type Place,
  pipelineFacts,
  placeOf,
  progressIn,
  type Settings,
} from "./object-facts";
import { ApiCommit, ApiDeployment, Issue, Job, MergeRequest, Pipeline, Project } from "./shapes";

/** GitLab's REST API: https://docs.gitlab.com/api/rest/. */

const pageSize = 20;
const listSize = 100;

interface Polled {
  readonly ask: Ask;
  readonly place: Place;
  readonly path: string;
  readonly since: Instant;
  readonly page: string | null;
}

type PlacedTask = (polled: Polled) => Promise<TaskPage>;

function listing({ since, page }: Polled, more: Readonly<Record<string, string | number>> = {}): string {
  const values = { updated_after: new Date(since).toISOString(), per_page: pageSize, page: pageNumber(page), ...more };
  return `?${new URLSearchParams(Object.entries(values).map(([name, value]): [string, string] => [name, String(value)]))}`;
}

/** GitLab says itself which page comes next. */
function nextOf(answer: Answer<unknown>): string | null {
  return answer.header("x-next-page") || null;
}

function apiCommitFacts(commit: ApiCommit, { repository }: Place): Fact[] {
  const { id: sha, committed_date: committedAt, author_name: author, message } = commit;
  const extras = { authoredAt: commit.authored_date, parents: commit.parent_ids ?? [] };
  return commitFacts({ repository, sha, committedAt, author, message }, extras);
}

const merges: PlacedTask = async (polled) => {
  const { ask, place, path } = polled;
  const asked = listing(polled, { scope: "all", order_by: "updated_at", sort: "asc" });
  const answer = await ask.get(`${path}/merge_requests${asked}`, z.array(MergeRequest));
  const facts: Fact[] = [];
  for (const merge of answer.value) {
    const people = {
      openedBy: merge.author?.username,
      mergedBy: merge.merge_user?.username ?? merge.merged_by?.username,
    };
    facts.push(...mergeRequestFacts(merge, place, people));
    const commits = await ask.find(
      `${path}/merge_requests/${merge.iid}/commits?per_page=${listSize}`,
      z.array(ApiCommit),
    );
    facts.push(...(commits?.value ?? []).flatMap((commit) => apiCommitFacts(commit, place)));
  }
  return { facts, nextPage: nextOf(answer) };
};

const commits: PlacedTask = async ({ ask, place, path, since, page }) => {
  const asked = `?since=${new Date(since).toISOString()}&per_page=${listSize}&page=${pageNumber(page)}`;
  const answer = await ask.get(`${path}/repository/commits${asked}`, z.array(ApiCommit));
  return { facts: answer.value.flatMap((commit) => apiCommitFacts(commit, place)), nextPage: nextOf(answer) };
};

const Detailed = Pipeline.extend({ user: maybe(z.object({ username: maybeWords() })) });

const pipelines: PlacedTask = async (polled) => {
  const { ask, place, path } = polled;
  const asked = listing(polled, { order_by: "updated_at", sort: "asc" });
  const answer = await ask.get(`${path}/pipelines${asked}`, z.array(z.object({ id: Pipeline.shape.id })));
  const facts: Fact[] = [];
  for (const { id } of answer.value) {
    const { value: pipeline } = await ask.get(`${path}/pipelines/${id}`, Detailed);
    const jobs = await ask.get(`${path}/pipelines/${id}/jobs?include_retried=true&per_page=${listSize}`, z.array(Job));
    facts.push(...pipelineFacts(pipeline, jobs.value, place, pipeline.user?.username));
  }
  return { facts, nextPage: nextOf(answer) };
};

function deploymentFacts(deployment: ApiDeployment, place: Place): Fact[] {
  const { id, ref, sha, environment, user, deployable } = deployment;
  const said = { id, ref, sha, environment: environment.name, by: user?.username, jobId: deployable?.id };
  const progress = progressIn(deployment.status);
  const isEnd = progress === "succeeded" || progress === "failed" || progress === "cancelled";
  const moments = momentsOf([
    { progress: "queued", occurredAt: deployment.created_at },
    { progress: "running", occurredAt: deployable?.started_at },
    { progress: progress ?? "failed", occurredAt: isEnd ? (deployable?.finished_at ?? deployment.updated_at) : null },
  ]);
  return moments.map((moment) => deploymentFact(said, moment, place));
}

const deployments: PlacedTask = async (polled) => {
  const asked = listing(polled, { order_by: "updated_at", sort: "asc" });
  const answer = await polled.ask.get(`${polled.path}/deployments${asked}`, z.array(ApiDeployment));
  return { facts: answer.value.flatMap((one) => deploymentFacts(one, polled.place)), nextPage: nextOf(answer) };
};

function issues(filter: Readonly<Record<string, string>>): PlacedTask {
  return async (polled) => {
    const answer = await polled.ask.get(
      `${polled.path}/issues${listing(polled, { scope: "all", ...filter })}`,
      z.array(Issue),
    );
    return { facts: answer.value.flatMap((issue) => issueFacts(issue, polled.place)), nextPage: nextOf(answer) };
  };
}

function inProject(name: string, settings: Settings, task: PlacedTask): Task {
  const path = `/api/v4/projects/${encodeURIComponent(name)}`;
  return async (ask, since, page) => {
    const { value: project } = await ask.get(path, Project);
    return task({ ask, place: placeOf(project, settings), path, since, page });
  };
}

function tasksOf(settings: Settings): Task[] {
  const labelled = (settings.incidentLabels ?? []).map((labels) => issues({ labels }));
  const all = [merges, commits, pipelines, deployments, issues({ issue_type: "incident" }), ...labelled];
  return (settings.projects ?? []).flatMap((name) => all.map((task) => inProject(name, settings, task)));
}

export const gitlabReconciler: Reconciler = {
  kind: "gitlab",
  async poll(request) {
    const settings = settingsToAskWith("gitlab", request.source);
    const headers: Record<string, string> = request.secret === null ? {} : { "private-token": request.secret };
    const asked = {
      name: "GitLab",
      baseUrl: (settings.apiUrl ?? "https://gitlab.com").replace(/\/+$/, ""),
      headers,
      outbound: request.outbound,
    };
    return await pollRound(request, asked, tasksOf(settings));
  },
};
