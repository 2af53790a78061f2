import { mona, pagerdutyIncident } from "./operations-samples";
import type { RecordedAnswer } from "./recorded-server";
import { sampleNamed } from "./signal-reading";
import {
  githubCommit,
  githubDeployment,
  githubJob,
  githubPull,
  githubReview,
  githubRun,
  githubStatus,
  gitlabJob,
  gitlabMerge,
  gitlabProject,
  gitlabSamples,
  mergeSha,
  sha,
} from "./signal-samples";

/** What GitHub, GitLab, Jenkins and PagerDuty answer when they are asked about the objects that their samples of hooks tell of. */

export const githubApi = "/repos/acme/shop";
const apiCommit = {
  sha,
  commit: {
    author: { name: "Mona", date: "2026-11-19T06:50:00Z" },
    committer: { name: "GitHub", date: "2026-11-19T07:00:00Z" },
    message: githubCommit.message,
  },
  parents: [{ sha: mergeSha }],
};
export const githubAnswers: Readonly<Record<string, RecordedAnswer>> = {
  [githubApi]: { json: { full_name: "acme/shop", html_url: "https://github.com/acme/shop" } },
  [`${githubApi}/pulls`]: { json: [githubPull, { number: 3, updated_at: "2026-10-01T00:00:00Z" }] },
  [`${githubApi}/pulls/7`]: { json: githubPull },
  [`${githubApi}/pulls/7/reviews`]: {
    json: [
      { ...githubReview, state: "APPROVED" },
      { id: 1, state: "PENDING", user: null },
    ],
  },
  [`${githubApi}/pulls/7/commits`]: { json: [apiCommit] },
  [`${githubApi}/commits`]: { json: [apiCommit] },
  [`${githubApi}/deployments`]: { json: [githubDeployment] },
  [`${githubApi}/deployments/42/statuses`]: {
    json: [githubStatus, { ...githubStatus, state: "inactive", created_at: "2026-11-25T10:00:00Z" }],
  },
  [`${githubApi}/actions/runs`]: { json: { total_count: 1, workflow_runs: [githubRun] } },
  [`${githubApi}/actions/runs/900/jobs`]: { json: { total_count: 1, jobs: [githubJob] } },
};

export const gitlabBase = "/api/v4/projects/acme/shop";
const precise = (text: string): string => `${text.slice(0, 19).replace(" ", "T")}.714Z`;
const { action: _, url, last_commit: __, ...merge } = gitlabMerge;
const apiMerge = {
  ...merge,
  web_url: url,
  sha,
  created_at: precise(merge.created_at),
  updated_at: precise(merge.updated_at),
  merged_at: precise(merge.updated_at),
  author: { username: "lisa" },
  merge_user: { username: "mona" },
};
const apiJob = {
  ...gitlabJob,
  created_at: precise(gitlabJob.created_at),
  started_at: precise(gitlabJob.started_at),
  finished_at: precise(gitlabJob.finished_at),
};
const issue = (sampleNamed(gitlabSamples, "issue").body as { object_attributes: Record<string, unknown> })
  .object_attributes;
export const gitlabAnswers: Readonly<Record<string, RecordedAnswer>> = {
  [gitlabBase]: { json: gitlabProject },
  [`${gitlabBase}/merge_requests`]: { json: [apiMerge] },
  [`${gitlabBase}/merge_requests/3/commits`]: { json: [] },
  [`${gitlabBase}/repository/commits`]: {
    json: [
      {
        id: sha,
        message: "take cards",
        author_name: "Mona",
        authored_date: "2026-11-19T08:50:00.000+02:00",
        committed_date: "2026-11-19T09:00:00.000+02:00",
        parent_ids: [mergeSha],
      },
    ],
  },
  [`${gitlabBase}/pipelines`]: { json: [{ id: 31 }] },
  [`${gitlabBase}/pipelines/31`]: {
    json: {
      id: 31,
      name: null,
      source: "push",
      ref: "main",
      sha: mergeSha,
      status: "success",
      created_at: "2026-11-20T09:01:00.100Z",
      finished_at: "2026-11-20T09:10:00.900Z",
      user: { username: "mona" },
    },
  },
  [`${gitlabBase}/pipelines/31/jobs`]: { json: [apiJob] },
  [`${gitlabBase}/deployments`]: {
    json: [
      {
        id: 15,
        ref: "main",
        sha: mergeSha,
        status: "success",
        created_at: "2026-11-20T09:05:00.3Z",
        updated_at: "2026-11-20T09:30:00.3Z",
        environment: { name: "production" },
        user: { username: "mona" },
        deployable: { id: 380, started_at: apiJob.started_at, finished_at: apiJob.finished_at },
      },
    ],
  },
  [`${gitlabBase}/issues`]: {
    json: [
      {
        ...issue,
        url: undefined,
        web_url: issue.url,
        type: "INCIDENT",
        severity: "CRITICAL",
        created_at: "2026-11-20T11:00:00.5Z",
      },
    ],
  },
};

/** A build as Jenkins tells it when it is asked. */
export const jenkinsBuild = {
  number: 42,
  url: "https://ci.example/job/shop/job/deploy/42/",
  timestamp: Date.parse("2026-11-20T09:00:05Z"),
  duration: 235_000,
  building: false,
  result: "SUCCESS",
  actions: [
    null,
    {},
    {
      parameters: [
        { name: "ENVIRONMENT", value: "production" },
        { name: "VERSION", value: "4.12.0" },
        { name: "N", value: 7 },
      ],
    },
    {
      lastBuiltRevision: { SHA1: sha, branch: [{ name: "refs/remotes/origin/main" }] },
      remoteUrls: ["git@github.com:acme/shop.git"],
    },
  ],
};

const entry = (type: string, created_at: string, rest: object = {}) => ({
  type,
  created_at,
  agent: mona,
  incident: pagerdutyIncident,
  ...rest,
});
/** The log of an incident as PagerDuty tells it when it is asked. */
export const pagerdutyLog = [
  entry("trigger_log_entry", "2026-11-20T11:00:00Z"),
  entry("acknowledge_log_entry", "2026-11-20T11:05:00Z"),
  entry("priority_change_log_entry", "2026-11-20T11:06:00Z"),
  entry("annotate_log_entry", "2026-11-20T11:10:00Z", { channel: { type: "note", summary: "looking" } }),
  entry("notify_log_entry", "2026-11-20T11:11:00Z"),
  entry("resolve_log_entry", "2026-11-20T11:30:00Z"),
  entry("reopen_log_entry", "2026-11-20T11:40:00Z"),
];
