import { describe, expect, it } from "vitest";
import type { Fact } from "@/lib/ingest/domain/fact";
import { mona, pagerdutyIncident, pagerdutySamples } from "@/tests/support/operations-samples";
import { closePolling, missing, type Polling, pollOnce, pollRound, serve, told } from "@/tests/support/polling";
import type { RecordedAnswer, RecordedServer } from "@/tests/support/recorded-server";
import { readSample, sampleNamed } from "@/tests/support/signal-reading";
import {
  gitlabJob,
  gitlabMerge,
  gitlabProject,
  gitlabSamples,
  jenkinsConfig,
  jenkinsSamples,
  mergeSha,
  sha,
} from "@/tests/support/signal-samples";
import { factsOf, idsOf } from "@/tests/support/signals";

closePolling();

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
