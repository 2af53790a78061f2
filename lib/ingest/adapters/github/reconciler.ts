import { z } from "zod";
import { type Instant, plusMs } from "@/lib/kernel/instant";
import type { Fact } from "../../domain/fact";
import type { Reconciler } from "../../port";
import { type Ask, pageAfter, pageNumber, pollRound, type Task, type TaskPage } from "../polling";
import { settingsToAskWith } from "../settings";
import {
  apiCommitFacts,
  deploymentFacts,
  deploymentStatusFacts,
  issueFacts,
  type Place,
  placeOf,
  pullRequestFacts,
  releaseFacts,
  reviewFacts,
  type Settings,
} from "./object-facts";
import { workflowJobFacts, workflowRunFacts } from "./run-facts";
import {
  ApiCommit,
  Deployment,
  DeploymentStatus,
  Issue,
  PullRequest,
  Release,
  Repository,
  Review,
  WorkflowJob,
  WorkflowRun,
} from "./shapes";

/** GitHub's REST API: https://docs.github.com/rest. Pages are small, since most things must be asked for one by one. */

const pageSize = 10;
const listSize = 100;

/** Statuses and attempts may come so long after what they are about was made. */
const lateMs = 24 * 3_600_000;

/** Attempts of one run that are asked for, from the first on. */
const mostAttempts = 10;

interface Polled {
  readonly ask: Ask;
  readonly place: Place;
  readonly path: string;
  readonly since: Instant;
  readonly page: string | null;
}

type PlacedTask = (polled: Polled) => Promise<TaskPage>;

function query(values: Readonly<Record<string, string | number>>): string {
  return `?${new URLSearchParams(Object.entries(values).map(([name, value]): [string, string] => [name, String(value)]))}`;
}

async function each<Item>(items: readonly Item[], of: (item: Item) => Promise<readonly Fact[]>): Promise<Fact[]> {
  const facts: Fact[] = [];
  // One after the other: GitHub asks not to be called in parallel.
  for (const item of items) facts.push(...(await of(item)));
  return facts;
}

const PullHead = z.object({ number: PullRequest.shape.number, updated_at: PullRequest.shape.updated_at });

const pulls: PlacedTask = async ({ ask, place, path, since, page }) => {
  const asked = query({ state: "all", sort: "updated", direction: "desc", per_page: pageSize, page: pageNumber(page) });
  const { value: heads } = await ask.get(`${path}/pulls${asked}`, z.array(PullHead));
  const fresh = heads.filter((head) => head.updated_at >= since);
  const facts = await each(fresh, async ({ number }) => {
    const one = `${path}/pulls/${number}`;
    const found = await ask.find(one, PullRequest);
    // Taken away since it was listed: there is nothing to tell of it.
    if (found === null) return [];
    const pull = found.value;
    const { value: reviews } = await ask.get(`${one}/reviews${query({ per_page: listSize })}`, z.array(Review));
    const { value: commits } = await ask.get(`${one}/commits${query({ per_page: listSize })}`, z.array(ApiCommit));
    const author = pull.user?.login;
    return [
      ...pullRequestFacts(pull, place),
      ...reviews.flatMap((review) => reviewFacts(review, { number, author }, place)),
      ...commits.flatMap((commit) => apiCommitFacts(commit, place)),
    ];
  });
  return { facts, nextPage: pageAfter(page, { got: fresh.length, full: pageSize }) };
};

const commits: PlacedTask = async ({ ask, place, path, since, page }) => {
  const asked = query({ since: new Date(since).toISOString(), per_page: listSize, page: pageNumber(page) });
  const { value } = await ask.get(`${path}/commits${asked}`, z.array(ApiCommit));
  const facts = value.flatMap((commit) => apiCommitFacts(commit, place));
  return { facts, nextPage: pageAfter(page, { got: value.length, full: listSize }) };
};

const deployments: PlacedTask = async ({ ask, place, path, since, page }) => {
  const asked = query({ per_page: pageSize, page: pageNumber(page) });
  const { value } = await ask.get(`${path}/deployments${asked}`, z.array(Deployment));
  const fresh = value.filter((one) => one.created_at >= plusMs(since, -lateMs));
  const facts = await each(fresh, async (deployment) => {
    const statusPath = `${path}/deployments/${deployment.id}/statuses${query({ per_page: listSize })}`;
    const { value: statuses } = await ask.get(statusPath, z.array(DeploymentStatus));
    const said = statuses.flatMap((status) => deploymentStatusFacts(status, deployment, place));
    return [...deploymentFacts(deployment, place), ...said];
  });
  return { facts, nextPage: pageAfter(page, { got: fresh.length, full: pageSize }) };
};

const runs: PlacedTask = async ({ ask, place, path, since, page }) => {
  const created = `>=${new Date(plusMs(since, -lateMs)).toISOString()}`;
  const asked = query({ created, per_page: pageSize, page: pageNumber(page) });
  const { value } = await ask.get(`${path}/actions/runs${asked}`, z.object({ workflow_runs: z.array(WorkflowRun) }));
  const facts = await each(value.workflow_runs, async (run) => {
    const one = `${path}/actions/runs/${run.id}`;
    const earlier = Array.from({ length: Math.min((run.run_attempt ?? 1) - 1, mostAttempts) }, (_, at) => at + 1);
    const attempts = await each(earlier, async (attempt) => {
      const before = await ask.find(`${one}/attempts/${attempt}`, WorkflowRun);
      return before === null ? [] : workflowRunFacts(before.value, place);
    });
    const jobs = await ask.get(
      `${one}/jobs${query({ filter: "all", per_page: listSize })}`,
      z.object({ jobs: z.array(WorkflowJob) }),
    );
    const ofJobs = jobs.value.jobs.flatMap((job) => workflowJobFacts(job, place));
    return [...attempts, ...workflowRunFacts(run, place), ...ofJobs];
  });
  return { facts, nextPage: pageAfter(page, { got: value.workflow_runs.length, full: pageSize }) };
};

function issues(label: string): PlacedTask {
  return async ({ ask, place, path, since, page }) => {
    const from = new Date(since).toISOString();
    const asked = query({ labels: label, state: "all", since: from, per_page: listSize, page: pageNumber(page) });
    const { value } = await ask.get(`${path}/issues${asked}`, z.array(Issue.extend({ pull_request: z.unknown() })));
    const own = value.filter((issue) => issue.pull_request === undefined);
    const facts = own.flatMap((issue) => issueFacts(issue, place));
    return { facts, nextPage: pageAfter(page, { got: value.length, full: listSize }) };
  };
}

const releases: PlacedTask = async ({ ask, place, path, since, page }) => {
  const asked = query({ per_page: listSize, page: pageNumber(page) });
  const { value } = await ask.get(`${path}/releases${asked}`, z.array(Release));
  const fresh = value.filter((release) => (release.published_at ?? since) >= since);
  const facts = fresh.flatMap((release) => releaseFacts(release, place));
  return { facts, nextPage: pageAfter(page, { got: fresh.length, full: listSize }) };
};

/** The repository is asked for first, so that keys hold its name as GitHub writes it, whatever was typed. */
function inRepository(name: string, settings: Settings, task: PlacedTask): Task {
  const path = `/repos/${name.split("/").map(encodeURIComponent).join("/")}`;
  return async (ask, since, page) => {
    const { value: repository } = await ask.get(path, Repository);
    return task({ ask, place: placeOf(repository, settings), path, since, page });
  };
}

function tasksOf(settings: Settings): Task[] {
  const ofIssues = (settings.incidentLabels ?? []).map(issues);
  const all = [pulls, commits, deployments, runs, ...ofIssues, ...(settings.releases ? [releases] : [])];
  return (settings.repositories ?? []).flatMap((name) => all.map((task) => inRepository(name, settings, task)));
}

export const githubReconciler: Reconciler = {
  kind: "github",
  async poll(request) {
    const settings = settingsToAskWith("github", request.source);
    const token: Record<string, string> = request.secret === null ? {} : { authorization: `Bearer ${request.secret}` };
    const asked = {
      name: "GitHub",
      baseUrl: (settings.apiUrl ?? "https://api.github.com").replace(/\/+$/, ""),
      headers: { accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28", ...token },
      outbound: request.outbound,
    };
    return await pollRound(request, asked, tasksOf(settings));
  },
};
