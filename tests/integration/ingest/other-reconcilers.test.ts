import { describe, expect, it } from "vitest";
import type { Fact } from "@/lib/ingest/domain/fact";
import { pagerdutySamples } from "@/tests/support/operations-samples";
import { closePolling, missing, type Polling, pollOnce, pollRound, serve, told } from "@/tests/support/polling";
import type { RecordedServer } from "@/tests/support/recorded-server";
import { gitlabAnswers, gitlabBase, jenkinsBuild, pagerdutyLog } from "@/tests/support/recorded-vendors";
import { readSample } from "@/tests/support/signal-reading";
import { gitlabSamples, jenkinsConfig, jenkinsSamples } from "@/tests/support/signal-samples";
import { factsOf, idsOf } from "@/tests/support/signals";

closePolling();

describe("GitLab", () => {
  it("tells by polling every fact that its hooks told of the same objects", async () => {
    const server = await serve(gitlabAnswers);
    const config = { apiUrl: server.url, projects: ["acme/shop"] };
    const { facts } = await pollRound({ kind: "gitlab", config });
    const hook = told(gitlabSamples, ["push", "merge_request", "pipeline", "build", "deployment", "issue"]);
    expect(missing(hook, facts).map((fact) => Object.keys(fact))).toEqual([expect.arrayContaining(["paths"])]);
    expect(server.headers.every((headers) => headers["private-token"] === "token-1")).toBe(true);
  });

  it("follows the page that GitLab names", async () => {
    const server = await serve((path, query) => {
      const isList = path === `${gitlabBase}/deployments`;
      if (isList && query.get("page") === "1") return { ...gitlabAnswers[path], headers: { "x-next-page": "2" } };
      return isList ? { json: [], headers: { "x-next-page": "" } } : gitlabAnswers[path];
    });
    await pollRound({ kind: "gitlab", config: { apiUrl: server.url, projects: ["acme/shop"] } });
    expect(server.asked.filter((path) => path.includes("/deployments?")).length).toBe(2);
  });
});

describe("Jenkins", () => {
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
      [`${job}/api/json`]: { json: { builds: [jenkinsBuild] } },
      [`${job}/42/wfapi/describe`]: {
        json: {
          stages: [
            {
              id: "6",
              name: "Unit tests",
              status: "SUCCESS",
              startTimeMillis: jenkinsBuild.timestamp,
              durationMillis: 5_000,
            },
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
      [`${job}/api/json`]: { json: { builds: [{ ...jenkinsBuild, building: true, result: null, duration: 0 }] } },
    });
    const { facts } = await pollRound(polling(server));
    expect(facts).toMatchObject([
      { kind: "pipeline_run", progress: "running" },
      { kind: "deployment", progress: "running" },
    ]);
  });

  it("reads older builds page by page, until they ended before the time that is asked for", async () => {
    const builds = Array.from({ length: 80 }, (_, at) => ({
      ...jenkinsBuild,
      number: 80 - at,
      timestamp: jenkinsBuild.timestamp - at * 3_600_000,
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
  it("tells by polling every fact that its webhooks told", async () => {
    const server = await serve((path, query) => {
      const offset = Number(query.get("offset"));
      return path === "/log_entries"
        ? { json: { log_entries: offset === 0 ? pagerdutyLog.slice(0, 4) : pagerdutyLog.slice(4), more: offset === 0 } }
        : undefined;
    });
    const { facts, pages } = await pollRound({ kind: "pagerduty", config: { apiUrl: server.url } });
    const hook = pagerdutySamples.flatMap((sample) => factsOf(readSample(sample)));
    expect(pages).toBe(2);
    expect(idsOf(facts)).toEqual(idsOf(hook));
    expect(server.headers[0]?.authorization).toBe("Token token=token-1");
    expect(server.asked[0]).toContain("include%5B%5D=incidents");
  });

  it("goes on with older entries where PagerDuty lists no further", async () => {
    const asked: string[] = [];
    const server = await serve((_path, query) => {
      const [offset, until] = [Number(query.get("offset")), query.get("until")];
      asked.push(`${offset} ${until ?? ""}`);
      const isLast = until !== null && offset === 100;
      return { json: { log_entries: until === null ? pagerdutyLog : pagerdutyLog.slice(0, 1), more: !isLast } };
    });
    const config = { apiUrl: server.url };
    let cursor: unknown = { since: Date.parse("2026-11-19T00:00:00Z"), task: 0, page: "9900", startedAt: null };
    for (let isComplete = false; !isComplete; ) {
      const page = await pollOnce({ kind: "pagerduty", config }, cursor);
      cursor = page.cursor;
      isComplete = page.isComplete;
    }
    expect(asked).toEqual(["9900 ", "0 2026-11-20T11:00:01.000Z", "100 2026-11-20T11:00:01.000Z"]);
    const stuck = { since: 0, task: 0, page: `9900 ${Date.parse("2026-11-20T11:00:01Z")}`, startedAt: null };
    await expect(pollOnce({ kind: "pagerduty", config }, stuck)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("tells of the services that are meant only", async () => {
    const server = await serve({ "/log_entries": { json: { log_entries: pagerdutyLog, more: false } } });
    const config = { apiUrl: server.url, serviceIds: ["POTHER"] };
    expect((await pollRound({ kind: "pagerduty", config })).facts).toEqual([]);
  });
});
