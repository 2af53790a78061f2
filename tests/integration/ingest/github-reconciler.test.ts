import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/kernel/app-error";
import { clock, closePolling, missing, pollOnce, pollRound, serve, since, told } from "@/tests/support/polling";
import type { RecordedServer } from "@/tests/support/recorded-server";
import { githubAnswers, githubApi } from "@/tests/support/recorded-vendors";
import { githubPull, githubRun, githubSamples, mergeSha } from "@/tests/support/signal-samples";

closePolling();

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
      if (path === `${githubApi}/pulls`) {
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
      [`${githubApi}/actions/runs`]: { json: { workflow_runs: [again] } },
      [`${githubApi}/actions/runs/900/attempts/1`]: { json: githubRun },
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
    const server = await serve({ [githubApi]: answer });
    const failed = pollOnce({ kind: "github", config: config(server) }, null);
    await expect(failed).rejects.toMatchObject({ code: "unavailable", message: expect.stringMatching(/^GitHub /) });
    const error = (await failed.catch((caught: unknown) => caught)) as AppError;
    expect(error).toBeInstanceOf(AppError);
    expect(error.reasons).toMatchObject([{ code, ...(retryAfterS === undefined ? {} : { facts: { retryAfterS } }) }]);
  });

  it("that is not there is unavailable", async () => {
    const server = await serve({});
    await server.close();
    await expect(pollOnce({ kind: "github", config: config(server) }, null)).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  it("without repositories, and with a cursor of another time, begins anew and ends at once", async () => {
    expect(await pollOnce({ kind: "github", config: {} }, "old")).toEqual({
      facts: [],
      unreadable: [],
      cursor: { since, task: 0, page: null, startedAt: null },
      isComplete: true,
    });
    await expect(pollOnce({ kind: "github", config: { repositories: 7 } }, null)).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});
