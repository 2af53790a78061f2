import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { createHttpJsonSource } from "@/lib/telemetry/adapters/http-json";
import { HttpJsonSourceConfig } from "@/lib/telemetry/contract";
import type { CountsRequest, TelemetrySource } from "@/lib/telemetry/port";
import { startHttpServer, type TestHttpServer } from "@/tests/support/http-canary";
import { countingClient } from "@/tests/support/outbound";
import { describeTelemetrySource } from "./source-contract";

const now = instant(1_700_000_000_000);
const counts = { requests: "/versions/{{version}}/requests", errors: "/versions/{{version}}/errors" };
const request: CountsRequest = { key: "shop", selectors: { a: { version: "1.0/x" }, b: { version: "2~" } } };

describe("an HTTP JSON source", () => {
  const http = countingClient();
  let server: TestHttpServer;
  let body = "{}";
  let status = 200;
  beforeAll(async () => {
    server = await startHttpServer((incoming, response) => {
      response.statusCode = incoming.headers.authorization === "Bearer right" ? status : 401;
      response.end(body);
    });
  });
  afterAll(async () => {
    await http.close();
    await server.close();
  });

  function sourceOf(fields: object = {}, bearerToken = "right"): TelemetrySource {
    const config = HttpJsonSourceConfig.parse({ kind: "http_json", url: `${server.url}/stats?x=1`, counts, ...fields });
    return createHttpJsonSource({ config, http, bearerToken, now: () => now });
  }
  async function scalar(document: unknown, query: string, fields: object = {}, answerStatus = 200): Promise<unknown> {
    body = typeof document === "string" ? document : JSON.stringify(document);
    status = answerStatus;
    const readings = await sourceOf(fields).readScalars([{ key: "k", query }], AbortSignal.timeout(2_000));
    return readings.get("k");
  }

  test("answers by pointer and by name, many with one fetch", async () => {
    body = JSON.stringify({ queue: { depth: 7 }, list: [1, 2] });
    status = 200;
    http.count();
    const source = sourceOf({ values: { depth: "/queue/depth" } });
    const requests = ["depth", "/queue/depth", "/list/1"].map((query) => ({ key: query, query }));
    const readings = await source.readScalars(requests, AbortSignal.timeout(2_000));
    expect(requests.map(({ key }) => readings.get(key))).toMatchObject([{ value: 7 }, { value: 7 }, { value: 2 }]);
    expect(readings.get("depth")).toMatchObject({ sampledAt: now });
    expect(http.count()).toBe(1);
  });

  test.each([
    ["no_series", {}, "/a", {}, 200],
    ["no_series", { a: null }, "/a", {}, 200],
    ["no_series", {}, "/constructor/name", {}, 200],
    ["not_a_number", { a: "NaN" }, "/a", {}, 200],
    ["not_a_number", '{"a": 1e999}', "/a", {}, 200],
    ["wrong_shape", { a: "7" }, "/a", {}, 200],
    ["wrong_shape", { a: [1] }, "/a", {}, 200],
    ["wrong_shape", { a: true }, "/a", {}, 200],
    ["wrong_shape", "<html>", "/a", {}, 200],
    ["several_series", { a: [1, 2] }, "/a", {}, 200],
    ["query_error", {}, "no-such-name", {}, 200],
    ["query_error", {}, "constructor", {}, 200],
    ["query_error", {}, "/a", {}, 404],
    ["unreachable", {}, "/a", {}, 503],
    ["stale", { a: 1, at: "2023-11-14T22:12:00Z" }, "/a", { sampledAt: { pointer: "/at" } }, 200],
    ["stale", { a: 1, at: 1_699_999_900 }, "/a", { sampledAt: { pointer: "/at", unit: "s" } }, 200],
    ["wrong_shape", { a: 1, at: "soon" }, "/a", { sampledAt: { pointer: "/at" } }, 200],
    ["wrong_shape", { a: 1, at: 5 }, "/a", { sampledAt: { pointer: "/at" } }, 200],
  ])("blind: %s for %j at %s", async (cause, document, query, fields, answerStatus) => {
    expect(await scalar(document, query, fields, answerStatus)).toMatchObject({ status: "blind", cause });
  });

  test("a document's own time is used", async () => {
    const document = { a: 1, at: now - 3_000 };
    const fields = { sampledAt: { pointer: "/at", unit: "ms" } };
    expect(await scalar(document, "/a", fields)).toMatchObject({ status: "read", sampledAt: now - 3_000 });
  });

  test("a wrong credential is named, and never shown", async () => {
    const readings = await sourceOf({}, "wrong-one").readScalars(
      [{ key: "k", query: "/a" }],
      AbortSignal.timeout(2_000),
    );
    expect(readings.get("k")).toMatchObject({ cause: "query_error", detail: expect.stringContaining("401") });
    expect(JSON.stringify(readings.get("k"))).not.toContain("wrong-one");
  });

  test.each([
    ["wrong_shape", { requests: 1.5, errors: 0 }],
    ["wrong_shape", { requests: 1, errors: 2 }],
    ["wrong_shape", { requests: -1, errors: 0 }],
    ["no_series", { requests: 1 }],
  ])("counts are blind: %s for %j", async (cause, slot) => {
    body = JSON.stringify({ versions: { "1.0/x": slot, "2~": { requests: 1, errors: 0 } } });
    status = 200;
    const readings = await sourceOf().readCounts([request], AbortSignal.timeout(2_000));
    expect(readings.get("shop")).toMatchObject({ status: "blind", cause });
  });

  test("a source without counters says so", async () => {
    const readings = await sourceOf({ counts: null }).readCounts([request], AbortSignal.timeout(2_000));
    expect(readings.get("shop")).toMatchObject({ cause: "no_series" });
  });
});

describeTelemetrySource("HTTP JSON", async () => {
  const totals = { "1.0/x": { requests: 100, errors: 1 }, "2~": { requests: 20, errors: 0 } };
  let frozen = false;
  const server = await startHttpServer((_request, response) => {
    if (!frozen) response.end(JSON.stringify({ versions: totals }));
  });
  const http = countingClient();
  const config = HttpJsonSourceConfig.parse({ kind: "http_json", url: server.url, counts });
  return {
    source: createHttpJsonSource({ config, http, bearerToken: null, now: () => now }),
    request,
    unknown: { key: "none", selectors: { a: { version: "1.0/x" }, b: { version: "3" } } },
    hasLatency: false,
    scalarQuery: "/versions/2~0/requests",
    addTraffic: async (slot, requests, errors) => {
      const total = totals[slot === "a" ? "1.0/x" : "2~"];
      total.requests += requests;
      total.errors += errors;
    },
    freeze: async () => {
      frozen = true;
    },
    thaw: () => {
      frozen = false;
    },
    kill: server.close,
    close: async () => {
      await http.close();
      await server.close();
    },
  };
});
