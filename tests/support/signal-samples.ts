/**
 * Bodies as the vendors document them, in our own words and with invented names: for parsers, and to damage them in
 * every way that we can think of.
 */
export interface Sample {
  readonly kind: string;
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export function sample(
  kind: string,
  name: string,
  body: unknown,
  rest: { headers?: Readonly<Record<string, string>>; config?: Readonly<Record<string, unknown>> } = {},
): Sample {
  return { kind, name, body, headers: rest.headers ?? {}, config: rest.config ?? {} };
}

export const sha = "b83d6e391c22777fca1ed3012fce84f633d7fed0";
export const mergeSha = "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c";

const githubRepository = { full_name: "acme/shop", html_url: "https://github.com/acme/shop" };

export const githubPull = {
  number: 7,
  title: "SHOP-12 take cards",
  body: "for CHG0030052",
  html_url: "https://github.com/acme/shop/pull/7",
  user: { login: "mona" },
  created_at: "2026-11-19T08:00:00Z",
  updated_at: "2026-11-20T09:00:00Z",
  closed_at: "2026-11-20T09:00:00Z",
  merged_at: "2026-11-20T09:00:00Z",
  merge_commit_sha: mergeSha,
  merged_by: { login: "lisa" },
  head: { ref: "feature/SHOP-13-cards", sha },
  additions: 10,
  deletions: 2,
  changed_files: 3,
};

export const githubReview = {
  id: 80,
  user: { login: "lisa" },
  state: "approved",
  submitted_at: "2026-11-19T16:00:00Z",
  html_url: "https://github.com/acme/shop/pull/7#pullrequestreview-80",
};

export const githubCommit = {
  id: sha,
  timestamp: "2026-11-19T09:00:00+02:00",
  message: "take cards\n\nlong text",
  author: { name: "Mona", username: "mona" },
  added: ["src/b.ts"],
  removed: [],
  modified: ["src/a.ts"],
};

export const githubDeployment = {
  id: 42,
  sha,
  ref: "v4.12.0",
  environment: "production",
  created_at: "2026-11-20T10:00:00Z",
  updated_at: "2026-11-25T10:00:00Z",
  creator: { login: "mona" },
  payload: { service: "shop-api", ticket: "CHG0030052", flags: ["new-cart"], team: "checkout" },
};

export const githubStatus = {
  state: "success",
  created_at: "2026-11-20T10:07:00Z",
  creator: { login: "bot" },
  log_url: "https://ci.example/42",
  target_url: "",
};

export const githubRun = {
  id: 900,
  name: "Deliver",
  run_attempt: 1,
  status: "completed",
  conclusion: "success",
  created_at: "2026-11-20T09:01:00Z",
  updated_at: "2026-11-20T09:21:00Z",
  run_started_at: "2026-11-20T09:01:00Z",
  head_branch: "main",
  head_sha: mergeSha,
  html_url: "https://github.com/acme/shop/actions/runs/900",
  actor: { login: "mona" },
};

export const githubJob = {
  id: 901,
  run_id: 900,
  run_attempt: 1,
  name: "deploy (production)",
  workflow_name: "Deliver",
  status: "completed",
  conclusion: "success",
  created_at: "2026-11-20T09:10:00Z",
  started_at: "2026-11-20T09:11:00Z",
  completed_at: "2026-11-20T09:20:00Z",
  head_branch: "main",
  head_sha: mergeSha,
  html_url: "https://github.com/acme/shop/actions/runs/900/job/901",
};

function github(event: string, body: object, config: Readonly<Record<string, unknown>> = {}): Sample {
  const headers = { "x-github-event": event, "x-github-delivery": `d-${event}` };
  return sample(
    "github",
    event,
    { repository: githubRepository, sender: { login: "mona" }, ...body },
    { headers, config },
  );
}

const jobRule = { deployments: [{ run: "Deliver", job: "deploy (*", environment: "production" }] };

export const githubSamples: readonly Sample[] = [
  github("pull_request", { action: "closed", pull_request: githubPull }),
  github("pull_request_review", { action: "submitted", review: githubReview, pull_request: githubPull }),
  github("push", { ref: "refs/heads/main", deleted: false, commits: [githubCommit], head_commit: githubCommit }),
  github("deployment", { action: "created", deployment: githubDeployment }),
  github("deployment_status", { action: "created", deployment: githubDeployment, deployment_status: githubStatus }),
  github("workflow_run", { action: "completed", workflow_run: githubRun }),
  github("workflow_job", { action: "completed", workflow_job: githubJob }, jobRule),
  github(
    "issues",
    {
      action: "closed",
      issue: {
        number: 12,
        title: "nobody can pay",
        body: `root cause: ${sha}`,
        html_url: "https://github.com/acme/shop/issues/12",
        user: { login: "lisa" },
        created_at: "2026-11-20T11:00:00Z",
        updated_at: "2026-11-20T12:00:00Z",
        closed_at: "2026-11-20T12:00:00Z",
        labels: [{ name: "Incident" }],
      },
    },
    { incidentLabels: ["incident"] },
  ),
  github(
    "release",
    {
      action: "published",
      release: { id: 5, tag_name: "v4.12.0", draft: false, prerelease: false, published_at: "2026-11-20T10:00:00Z" },
    },
    { releases: { environment: "production" } },
  ),
];

export const gitlabProject = { path_with_namespace: "acme/shop", web_url: "https://gitlab.example/acme/shop" };

export const gitlabMerge = {
  iid: 3,
  title: "Draft: SHOP-12 cards",
  description: "",
  source_branch: "cards",
  created_at: "2026-11-19 08:00:00 UTC",
  updated_at: "2026-11-20 09:00:00 UTC",
  state: "merged",
  action: "merge",
  url: "https://gitlab.example/acme/shop/-/merge_requests/3",
  last_commit: { id: sha },
  merge_commit_sha: mergeSha,
};

export const gitlabJob = {
  id: 380,
  stage: "deploy",
  name: "production",
  status: "success",
  created_at: "2026-11-20 09:05:00 UTC",
  started_at: "2026-11-20 09:06:00 UTC",
  finished_at: "2026-11-20 09:09:00 UTC",
};

function gitlab(name: string, body: object, config: Readonly<Record<string, unknown>> = {}): Sample {
  const headers = { "x-gitlab-event": "some Hook", "idempotency-key": `k-${name}` };
  return sample("gitlab", name, { object_kind: name, project: gitlabProject, ...body }, { headers, config });
}

const gitlabUser = { username: "mona", name: "Mona" };

export const gitlabSamples: readonly Sample[] = [
  gitlab("push", {
    ref: "refs/heads/main",
    after: sha,
    total_commits_count: 1,
    commits: [
      {
        id: sha,
        message: "take cards",
        timestamp: "2026-11-19T09:00:00+02:00",
        author: { name: "Mona" },
        added: ["b"],
        modified: ["a"],
        removed: [],
      },
    ],
  }),
  gitlab("merge_request", { user: gitlabUser, object_attributes: gitlabMerge }),
  gitlab("pipeline", {
    user: gitlabUser,
    object_attributes: {
      id: 31,
      name: null,
      source: "push",
      ref: "main",
      sha: mergeSha,
      status: "success",
      created_at: "2026-11-20 09:01:00 UTC",
      finished_at: "2026-11-20 09:10:00 UTC",
    },
    builds: [gitlabJob],
  }),
  gitlab("build", {
    build_id: 380,
    build_name: "production",
    build_stage: "deploy",
    build_status: "success",
    build_created_at: "2026-11-20 09:05:00 UTC",
    build_started_at: "2026-11-20T09:06:00.000Z",
    build_finished_at: "2026-11-20 11:09:00 +0200",
    pipeline_id: 31,
    ref: "main",
    sha: mergeSha,
  }),
  gitlab("deployment", {
    user: gitlabUser,
    status: "success",
    status_changed_at: "2026-11-20 11:09:00 +0200",
    deployment_id: 15,
    deployable_id: 380,
    environment: "production",
    ref: "main",
    commit_url: `https://gitlab.example/acme/shop/-/commit/${mergeSha}`,
  }),
  gitlab("issue", {
    user: gitlabUser,
    object_attributes: {
      iid: 23,
      title: "nobody can pay",
      description: "",
      created_at: "2026-11-20 11:00:00 UTC",
      updated_at: "2026-11-20 12:00:00 UTC",
      closed_at: "2026-11-20 12:00:00 UTC",
      type: "Incident",
      severity: "critical",
      action: "close",
      url: "https://gitlab.example/acme/shop/-/issues/23",
    },
  }),
  gitlab(
    "release",
    { tag: "v4.12.0", action: "create", released_at: "2026-11-20 10:00:00 UTC", url: "https://gitlab.example/r" },
    { releases: { environment: "production" } },
  ),
];

export const jenkinsConfig = {
  deployments: [
    { run: "shop/deploy", environmentParameter: "ENVIRONMENT", versionParameter: "VERSION", service: "shop" },
  ],
};

function jenkins(phase: string, timestamp: number, status?: string): Sample {
  const build = {
    full_url: "https://ci.example/job/shop/job/deploy/42/",
    number: 42,
    phase,
    status,
    timestamp,
    url: "job/shop/job/deploy/42/",
    scm: { url: "git@github.com:acme/shop.git", branch: "origin/main", commit: sha },
    parameters: { ENVIRONMENT: "production", VERSION: "4.12.0" },
  };
  return sample("jenkins", phase, { name: "deploy", url: "job/shop/job/deploy/", build }, { config: jenkinsConfig });
}

export const jenkinsSamples: readonly Sample[] = [
  jenkins("QUEUED", Date.parse("2026-11-20T09:00:00Z")),
  jenkins("STARTED", Date.parse("2026-11-20T09:00:05Z")),
  jenkins("COMPLETED", Date.parse("2026-11-20T09:04:00Z"), "SUCCESS"),
  jenkins("FINALIZED", Date.parse("2026-11-20T09:04:02Z"), "SUCCESS"),
];
