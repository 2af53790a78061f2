import type { ServerResponse } from "node:http";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { createPrometheusSource } from "@/lib/telemetry/adapters/prometheus";
import { PrometheusSourceConfig } from "@/lib/telemetry/contract";
import type { CountsReading, ScalarReading } from "@/lib/telemetry/port";
import { startHttpServer, type TestHttpServer } from "@/tests/support/http-canary";
import { later } from "@/tests/support/later";
import { countingClient } from "@/tests/support/outbound";

const http = countingClient();
let server: TestHttpServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});
afterAll(() => http.close());

const seen: { authorization: string | undefined; method: string | undefined; url: string | undefined }[] = [];

/** Both kinds of reading from a server that answers in its own way. */
async function readFrom(
  answer: (response: ServerResponse) => void,
  path = "",
): Promise<readonly (CountsReading | ScalarReading | undefined)[]> {
  seen.length = 0;
  server = await startHttpServer((request, response) => {
    seen.push({ authorization: request.headers.authorization, method: request.method, url: request.url });
    answer(response);
  });
  const config = PrometheusSourceConfig.parse({ kind: "prometheus", url: server.url + path });
  const source = createPrometheusSource({ config, http, bearerToken: "secret-token" });
  const selectors = { a: { version: "1" }, b: { version: "2" } };
  const counts = await source.readCounts(
    [
      { key: "k", selectors },
      { key: "l", selectors },
    ],
    AbortSignal.timeout(400),
  );
  const scalars = await source.readScalars([{ key: "k", query: "sum(x)" }], AbortSignal.timeout(400));
  return [counts.get("k"), scalars.get("k")];
}

const json = (status: number, body: unknown) => (response: ServerResponse) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

describe("an address that is not a well Prometheus", () => {
  test.each([
    ["query_error", "asks for a credential", (response: ServerResponse) => response.writeHead(401).end("no")],
    ["query_error", "forbids", (response: ServerResponse) => response.writeHead(403).end("no")],
    ["query_error", "has no such path", (response: ServerResponse) => response.writeHead(404).end("<html>")],
    [
      "unreachable",
      "is a proxy without Prometheus",
      (response: ServerResponse) => response.writeHead(502).end("<html>"),
    ],
    ["timeout", "is a proxy that gave up", (response: ServerResponse) => response.writeHead(504).end("<html>")],
    [
      "unreachable",
      "redirects to a sign-in page",
      (response: ServerResponse) => response.writeHead(302, { location: "/login" }).end(),
    ],
    ["unreachable", "hangs up", (response: ServerResponse) => response.destroy()],
    ["wrong_shape", "answers a page", (response: ServerResponse) => response.end("<html>")],
    ["wrong_shape", "answers other JSON", json(200, { hello: "world" })],
    ["wrong_shape", "answers a range", json(200, { status: "success", data: { resultType: "matrix", result: [] } })],
    ["query_error", "answers an error", json(422, { status: "error", errorType: "execution", error: "many-to-many" })],
    ["timeout", "gave up", json(503, { status: "error", errorType: "timeout", error: "query timed out" })],
    ["timeout", "never answers", () => undefined],
  ] as const)("%s: %s", async (cause, _words, answer) => {
    for (const reading of await readFrom(answer)) {
      expect(reading).toMatchObject({ status: "blind", cause });
      expect(JSON.stringify(reading)).not.toContain("secret-token");
    }
    expect(seen.length).toBeLessThanOrEqual(2);
  });

  test("nobody listens", async () => {
    const gone = await startHttpServer(() => undefined);
    await gone.close();
    const config = PrometheusSourceConfig.parse({ kind: "prometheus", url: gone.url });
    const source = createPrometheusSource({ config, http, bearerToken: null });
    const readings = await source.readScalars([{ key: "k", query: "x" }], AbortSignal.timeout(1_000));
    expect(readings.get("k")).toMatchObject({ cause: "unreachable", detail: expect.stringContaining("refused") });
  });

  test("an address that policy forbids", async () => {
    const config = PrometheusSourceConfig.parse({ kind: "prometheus", url: "http://169.254.169.254" });
    const source = createPrometheusSource({ config, http, bearerToken: "secret-token" });
    const readings = await source.readScalars([{ key: "k", query: "x" }], AbortSignal.timeout(1_000));
    expect(readings.get("k")).toMatchObject({ cause: "unreachable", detail: expect.stringContaining("may not reach") });
  });
});

test("the credential goes with each query, to the path below the address", async () => {
  await readFrom(json(200, { status: "success", data: { resultType: "vector", result: [] } }), "/base/");
  expect(seen).toEqual([
    { authorization: "Bearer secret-token", method: "POST", url: "/base/api/v1/query" },
    { authorization: "Bearer secret-token", method: "POST", url: "/base/api/v1/query" },
  ]);
});

test("queries that take long make the next ones smaller", async () => {
  const empty = JSON.stringify({ status: "success", data: { resultType: "vector", result: [] } });
  let delayMs = 1_600;
  const slow = await startHttpServer((_request, response) => later(delayMs, () => response.end(empty)));
  server = slow;
  const config = PrometheusSourceConfig.parse({ kind: "prometheus", url: slow.url });
  const source = createPrometheusSource({ config, http, bearerToken: null });
  const selectors = { a: { version: "1" }, b: { version: "2" } };
  const requests = Array.from({ length: 200 }, (_, index) => ({ key: `${index}`, selectors }));
  await source.readCounts(requests, AbortSignal.timeout(5_000));
  expect(slow.requests()).toBe(1);
  delayMs = 0;
  await source.readCounts(requests, AbortSignal.timeout(5_000));
  expect(slow.requests()).toBe(1 + 2);
});
