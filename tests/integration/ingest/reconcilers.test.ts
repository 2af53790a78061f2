import { afterAll, afterEach, describe, expect, it } from "vitest";
import { vendorReconcilers } from "@/lib/ingest/adapters/reconcilers";
import type { Fact } from "@/lib/ingest/domain/fact";
import type { PolledPage } from "@/lib/ingest/port";
import { AppError } from "@/lib/kernel/app-error";
import { instant } from "@/lib/kernel/instant";
import { countingClient } from "@/tests/support/outbound";
import { type RecordedAnswer, type RecordedServer, startRecordedServer } from "@/tests/support/recorded-server";
import { readSample, sampleNamed } from "@/tests/support/signal-reading";
import {
  githubCommit,
  githubDeployment,
  githubJob,
  githubPull,
  githubReview,
  githubRun,
  githubSamples,
  githubStatus,
  gitlabJob,
  gitlabMerge,
  gitlabProject,
  gitlabSamples,
  jenkinsConfig,
  jenkinsSamples,
  mergeSha,
  mona,
  pagerdutyIncident,
  pagerdutySamples,
  sha,
} from "@/tests/support/signal-samples";
import { factsOf, idsOf, sourceOf } from "@/tests/support/signals";

const client = countingClient();
const servers: RecordedServer[] = [];
const since = instant(Date.parse("2026-11-19T00:00:00Z"));
const clock = "Fri, 20 Nov 2026 12:00:00 GMT";

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(() => client.close());

async function serve(
  answers:
    | Readonly<Record<string, RecordedAnswer>>
    | ((path: string, query: URLSearchParams) => RecordedAnswer | undefined),
): Promise<RecordedServer> {
  const find = typeof answers === "function" ? answers : (path: string) => answers[path];
  const server = await startRecordedServer((path, query) => {
    const found = find(decodeURIComponent(path), query);
    return found && { ...found, headers: { date: clock, ...found.headers } };
  });
  servers.push(server);
  return server;
}

interface Polling {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly secret?: string | null;
}

function pollOnce({ kind, config, secret = "token-1" }: Polling, cursor: unknown): Promise<PolledPage> {
  const reconciler = vendorReconcilers.find((one) => one.kind === kind);
  if (!reconciler) throw new Error(`no reconciler of ${kind}`);
  return reconciler.poll({ source: sourceOf(kind, config), secret, cursor, since, outbound: client });
}

/** All pages of one round, as the runner would ask for them; the cursor goes through JSON, as it does there. */
async function pollRound(
  polling: Polling,
  start: unknown = null,
): Promise<{ facts: Fact[]; cursor: unknown; pages: number }> {
  const facts: Fact[] = [];
  let cursor = start;
  for (let pages = 1; pages <= 40; pages += 1) {
    const page = await pollOnce(polling, cursor);
    facts.push(...page.facts);
    cursor = JSON.parse(JSON.stringify(page.cursor));
    if (page.isComplete) return { facts, cursor, pages };
  }
  throw new Error("the round did not end");
}

function told(samples: readonly (typeof githubSamples)[number][], names: readonly string[]): readonly Fact[] {
  return names.flatMap((name) => factsOf(readSample(sampleNamed(samples, name))));
}

/** Those of the hook's facts that the poller did not tell. */
function missing(hook: readonly Fact[], polled: readonly Fact[]): Fact[] {
  const known = new Set(idsOf(polled));
  return hook.filter((fact) => !known.has(idsOf([fact])[0] ?? ""));
}

const api = "/repos/acme/shop";
const apiCommit = {
  sha,
  commit: {
    author: { name: "Mona", date: "2026-11-19T06:50:00Z" },
    committer: { name: "GitHub", date: "2026-11-19T07:00:00Z" },
    message: githubCommit.message,
  },
  parents: [{ sha: mergeSha }],
};
const githubAnswers: Readonly<Record<string, RecordedAnswer>> = {
  [api]: { json: { full_name: "acme/shop", html_url: "https://github.com/acme/shop" } },
  [`${api}/pulls`]: { json: [githubPull, { number: 3, updated_at: "2026-10-01T00:00:00Z" }] },
  [`${api}/pulls/7`]: { json: githubPull },
  [`${api}/pulls/7/reviews`]: {
    json: [
      { ...githubReview, state: "APPROVED" },
      { id: 1, state: "PENDING", user: null },
    ],
  },
  [`${api}/pulls/7/commits`]: { json: [apiCommit] },
  [`${api}/commits`]: { json: [apiCommit] },
  [`${api}/deployments`]: { json: [githubDeployment] },
  [`${api}/deployments/42/statuses`]: {
    json: [githubStatus, { ...githubStatus, state: "inactive", created_at: "2026-11-25T10:00:00Z" }],
  },
  [`${api}/actions/runs`]: { json: { total_count: 1, workflow_runs: [githubRun] } },
  [`${api}/actions/runs/900/jobs`]: { json: { total_count: 1, jobs: [githubJob] } },
};

describe("GitHub", () => {
  const config = (server: RecordedServer) => ({
    apiUrl: server.url,
    repositories: ["acme/shop"],
    deployments: [{ run: "Deliver", job: "deploy (*", environment: "production" }],
  });

  it("tells by polling every fact that its hooks told of the same objects", async () => {
    const server = await serve(githubAnswers);
    const { facts } = await pollRound({ kind: "github", config: config(server) });
    const hook = told(githubSamples, [
      "pull_request",
      "pull_request_review",
      "push",
      "deployment_status",
      "workflow_run",
      "workflow_job",
    ]);
    // Files of a commit are told by pushes only.
    expect(missing(hook, facts).map((fact) => Object.keys(fact))).toEqual([expect.arrayContaining(["paths"])]);
    expect(missing(facts, hook).map((fact) => (fact.kind === "commit" ? fact.parents : fact))).toEqual([
      [mergeSha],
      [mergeSha],
    ]);
    expect(server.headers.every((headers) => headers.authorization === "Bearer token-1")).toBe(true);
  });

  it("goes on a little before the last round began, by GitHub's clock", async () => {
    const server = await serve(githubAnswers);
    const first = await pollRound({ kind: "github", config: config(server) });
    expect(first.pages).toBe(4);
    expect(first.cursor).toMatchObject({ since: Date.parse("2026-11-20T11:50:00Z"), task: 0, page: null });
    const second = await pollRound({ kind: "github", config: config(server) }, first.cursor);
    expect(second.facts.filter((fact) => fact.kind === "change_request")).toEqual([]);
  });

  it("reads all pages of a list", async () => {
    const pulls = Array.from({ length: 25 }, (_, at) => ({ ...githubPull, number: 100 + at }));
    const server = await serve((path, query) => {
      if (path === `${api}/pulls`) {
        const [page, size] = [Number(query.get("page")), Number(query.get("per_page"))];
        return { json: pulls.slice((page - 1) * size, page * size) };
      }
      const number = Number(/\/pulls\/(\d+)$/.exec(path)?.[1]);
      if (number > 0) return { json: pulls.find((pull) => pull.number === number) };
      return /\/pulls\/\d+\//.test(path) ? { json: [] } : githubAnswers[path];
    });
    const { facts } = await pollRound({ kind: "github", config: config(server) });
    const numbers = new Set(facts.flatMap((fact) => (fact.kind === "change_request" ? [fact.number] : [])));
    expect(numbers.size).toBe(25);
  });

  it("asks for the earlier attempts of a run", async () => {
    const again = {
      ...githubRun,
      run_attempt: 2,
      run_started_at: "2026-11-20T10:00:00Z",
      updated_at: "2026-11-20T10:05:00Z",
    };
    const server = await serve({
      ...githubAnswers,
      [`${api}/actions/runs`]: { json: { workflow_runs: [again] } },
      [`${api}/actions/runs/900/attempts/1`]: { json: githubRun },
    });
    const { facts } = await pollRound({ kind: "github", config: config(server) });
    const runs = new Set(facts.flatMap((fact) => (fact.kind === "pipeline_run" ? [fact.subjectKey] : [])));
    expect(runs.size).toBe(2);
  });

  it("stops early when little of the quota is left, and goes on from there", async () => {
    const low = { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "200" };
    const server = await serve((path) => githubAnswers[path] && { ...githubAnswers[path], headers: low });
    const page = await pollOnce({ kind: "github", config: config(server) }, null);
    expect(page).toMatchObject({ isComplete: true, cursor: { task: 1 } });
    expect(page.facts.length).toBeGreaterThan(0);
  });

  it.each([
    [{ status: 429, headers: { "retry-after": "90" } }, "rate_limited", 90],
    [
      {
        status: 403,
        headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Date.parse(clock) / 1_000 + 30) },
      },
      "rate_limited",
      30,
    ],
    [{ status: 429, headers: { "retry-after": "Fri, 20 Nov 2026 12:02:00 GMT" } }, "rate_limited", 120],
    [{ status: 401 }, "token_refused", undefined],
    [{ status: 404 }, "not_found", undefined],
    [{ status: 502 }, "bad_answer", undefined],
    [{ json: { full_name: 7 } }, "wrong_shape", undefined],
  ] as const)("that answers %j is unavailable: %s", async (answer, code, retryAfterS) => {
    const server = await serve({ [api]: answer });
    const failed = pollOnce({ kind: "github", config: config(server) }, null);
    await expect(failed).rejects.toMatchObject({ code: "unavailable", message: expect.stringMatching(/^GitHub /) });
    const error = (await failed.catch((caught: unknown) => caught)) as AppError;
    expect(error).toBeInstanceOf(AppError);
    expect(error.reasons).toMatchObject([{ code, ...(retryAfterS === undefined ? {} : { facts: { retryAfterS } }) }]);
  });

  it("that is not there is unavailable", async () => {
    const server = await serve({});
    await server.close();
    servers.pop();
    await expect(pollOnce({ kind: "github", config: config(server) }, null)).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  it("without repositories, and with a cursor of another time, begins anew and ends at once", async () => {
    expect(await pollOnce({ kind: "github", config: {} }, "old")).toEqual({
      facts: [],
      cursor: { since, task: 0, page: null, startedAt: null },
      isComplete: true,
    });
    await expect(pollOnce({ kind: "github", config: { repositories: 7 } }, null)).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});

describe("GitLab", () => {
  const base = "/api/v4/projects/acme/shop";
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
  const job = {
    ...gitlabJob,
    created_at: precise(gitlabJob.created_at),
    started_at: precise(gitlabJob.started_at),
    finished_at: precise(gitlabJob.finished_at),
  };
  const issue = (sampleNamed(gitlabSamples, "issue").body as { object_attributes: Record<string, unknown> })
    .object_attributes;
  const answers: Readonly<Record<string, RecordedAnswer>> = {
    [base]: { json: gitlabProject },
    [`${base}/merge_requests`]: { json: [apiMerge] },
    [`${base}/merge_requests/3/commits`]: { json: [] },
    [`${base}/repository/commits`]: {
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
    [`${base}/pipelines`]: { json: [{ id: 31 }] },
    [`${base}/pipelines/31`]: {
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
    [`${base}/pipelines/31/jobs`]: { json: [job] },
    [`${base}/deployments`]: {
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
          deployable: { id: 380, started_at: job.started_at, finished_at: job.finished_at },
        },
      ],
    },
    [`${base}/issues`]: {
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

  it("tells by polling every fact that its hooks told of the same objects", async () => {
    const server = await serve(answers);
    const config = { apiUrl: server.url, projects: ["acme/shop"] };
    const { facts } = await pollRound({ kind: "gitlab", config });
    const hook = told(gitlabSamples, ["push", "merge_request", "pipeline", "build", "deployment", "issue"]);
    expect(missing(hook, facts).map((fact) => Object.keys(fact))).toEqual([expect.arrayContaining(["paths"])]);
    expect(server.headers.every((headers) => headers["private-token"] === "token-1")).toBe(true);
  });

  it("follows the page that GitLab names", async () => {
    const server = await serve((path, query) => {
      const isList = path === `${base}/deployments`;
      if (isList && query.get("page") === "1") return { ...answers[path], headers: { "x-next-page": "2" } };
      return isList ? { json: [], headers: { "x-next-page": "" } } : answers[path];
    });
    await pollRound({ kind: "gitlab", config: { apiUrl: server.url, projects: ["acme/shop"] } });
    expect(server.asked.filter((path) => path.includes("/deployments?")).length).toBe(2);
  });
});

describe("Jenkins", () => {
  const build = {
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
  const job = "/job/shop/job/deploy";
  const polling = (server: RecordedServer): Polling => ({
    kind: "jenkins",
    // Its own address is what keys are made of, as in the plugin's bodies.
    config: { ...jenkinsConfig, apiUrl: server.url, user: "signalbox", jobs: ["shop/deploy"] },
  });
  const spaced = (facts: readonly Fact[], server: RecordedServer): Fact[] =>
    JSON.parse(JSON.stringify(facts).replaceAll(new URL(server.url).host, "ci.example")) as Fact[];

  it("tells by polling every fact that the plugin told of the same builds, and their stages", async () => {
    const server = await serve({
      [`${job}/api/json`]: { json: { builds: [build] } },
      [`${job}/42/wfapi/describe`]: {
        json: {
          stages: [
            { id: "6", name: "Unit tests", status: "SUCCESS", startTimeMillis: build.timestamp, durationMillis: 5_000 },
          ],
        },
      },
    });
    const { facts } = await pollRound(polling(server));
    const hook = told(jenkinsSamples, ["STARTED", "COMPLETED"]);
    expect(missing(hook, spaced(facts, server))).toEqual([]);
    expect(facts.filter((fact) => fact.kind === "pipeline_stage")).toMatchObject([
      { stage: "test", progress: "running" },
      { stage: "test", progress: "succeeded" },
    ]);
    expect(server.headers[0]?.authorization).toBe(`Basic ${Buffer.from("signalbox:token-1").toString("base64")}`);
  });

  it("without the stages' plugin, and while a build runs, tells the rest", async () => {
    const server = await serve({
      [`${job}/api/json`]: { json: { builds: [{ ...build, building: true, result: null, duration: 0 }] } },
    });
    const { facts } = await pollRound(polling(server));
    expect(facts).toMatchObject([
      { kind: "pipeline_run", progress: "running" },
      { kind: "deployment", progress: "running" },
    ]);
  });

  it("reads older builds page by page, until they ended before the time that is asked for", async () => {
    const builds = Array.from({ length: 80 }, (_, at) => ({
      ...build,
      number: 80 - at,
      timestamp: build.timestamp - at * 3_600_000,
      url: null,
    }));
    const server = await serve((path, query) => {
      const range = /\{(\d+),(\d+)\}/.exec(query.get("tree") ?? "");
      return path.endsWith("/api/json")
        ? { json: { builds: builds.slice(Number(range?.[1]), Number(range?.[2])) } }
        : undefined;
    });
    const { facts } = await pollRound(polling(server));
    expect(new Set(facts.map((fact) => fact.subjectKey)).size).toBe(2 * 34);
  });

  it("without an address is unavailable", async () => {
    await expect(pollOnce({ kind: "jenkins", config: { jobs: ["a"] } }, null)).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});

describe("PagerDuty", () => {
  const entry = (type: string, created_at: string, rest: object = {}) => ({
    type,
    created_at,
    agent: mona,
    incident: pagerdutyIncident,
    ...rest,
  });
  const log = [
    entry("trigger_log_entry", "2026-11-20T11:00:00Z"),
    entry("acknowledge_log_entry", "2026-11-20T11:05:00Z"),
    entry("priority_change_log_entry", "2026-11-20T11:06:00Z"),
    entry("annotate_log_entry", "2026-11-20T11:10:00Z", { channel: { type: "note", summary: "looking" } }),
    entry("notify_log_entry", "2026-11-20T11:11:00Z"),
    entry("resolve_log_entry", "2026-11-20T11:30:00Z"),
    entry("reopen_log_entry", "2026-11-20T11:40:00Z"),
  ];

  it("tells by polling every fact that its webhooks told", async () => {
    const server = await serve((path, query) => {
      const offset = Number(query.get("offset"));
      return path === "/log_entries"
        ? { json: { log_entries: offset === 0 ? log.slice(0, 4) : log.slice(4), more: offset === 0 } }
        : undefined;
    });
    const { facts, pages } = await pollRound({ kind: "pagerduty", config: { apiUrl: server.url } });
    const hook = pagerdutySamples.flatMap((sample) => factsOf(readSample(sample)));
    expect(pages).toBe(2);
    expect(idsOf(facts)).toEqual(idsOf(hook));
    expect(server.headers[0]?.authorization).toBe("Token token=token-1");
    expect(server.asked[0]).toContain("include%5B%5D=incidents");
  });

  it("tells of the services that are meant only", async () => {
    const server = await serve({ "/log_entries": { json: { log_entries: log, more: false } } });
    const config = { apiUrl: server.url, serviceIds: ["POTHER"] };
    expect((await pollRound({ kind: "pagerduty", config })).facts).toEqual([]);
  });
});
