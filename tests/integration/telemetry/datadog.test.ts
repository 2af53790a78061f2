import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatadogSource } from "@/lib/telemetry/adapters/datadog";
import { DatadogSourceConfig } from "@/lib/telemetry/contract";
import type { EventsReading, EventsRequest } from "@/lib/telemetry/port";
import { type CountingClient, countingClient } from "@/tests/support/outbound";
import { recordedV1, recordedV2 } from "@/tests/support/recorded-datadog";
import { type StubAnswer, type StubRequest, type StubServer, startStub } from "@/tests/support/stub-server";

/** Goal: only minutes that Datadog has both numbers of are numbers; everything else has its name and is never 0. */

const noon = Date.parse("2026-11-20T12:00:00Z");
const minuteMs = 60_000;
const keys = "apikey0123456789:appkey0123456789";
let http: CountingClient;
let stub: StubServer;
let answer: (request: StubRequest) => StubAnswer;

beforeAll(async () => {
  http = countingClient();
  stub = await startStub((request) => answer(request));
});
afterAll(async () => {
  await http.close();
  await stub.close();
});
beforeEach(() => {
  answer = () => ({ status: 500, body: "unset" });
});

const source = (api: "v1" | "v2", secret: string | null = keys) =>
  createDatadogSource({ config: DatadogSourceConfig.parse({ kind: "datadog", url: stub.url, api }), http, secret });
const question = (key: string, minutes = 3): EventsRequest => ({
  key,
  good: `sum:${key}.ok{*}.as_count()`,
  total: `sum:${key}{*}.as_count()`,
  fromMs: noon,
  toMs: noon + minutes * minuteMs,
});
async function read(
  requests: readonly EventsRequest[],
  api: "v1" | "v2" = "v2",
  secret = keys,
): Promise<EventsReading[]> {
  const readings = await source(api, secret).readEvents?.(requests, AbortSignal.timeout(2_000));
  return requests.map(({ key }) => readings?.get(key) as EventsReading);
}
const line = (queryIndex: number, values: readonly (number | null)[]) => ({ queryIndex, fromMs: noon, values });

describe.each(["v2", "v1"] as const)("Datadog by its query API %s", (api) => {
  const recorded = api === "v2" ? recordedV2 : recordedV1;

  test("answers the minutes of several objectives in one exchange, with its keys in headers", async () => {
    answer = () => ({
      body: recorded([line(0, [9, 8, 7]), line(1, [10, 8, 7]), line(2, [1, 1, 1]), line(3, [2, 2, 2])]),
    });
    http.count();
    const readings = await read([question("orders"), question("logins")], api);
    expect(http.count()).toBe(1);
    expect(readings[0]).toEqual({
      status: "minutes",
      minutes: [
        { minuteMs: noon, good: 9, total: 10 },
        { minuteMs: noon + minuteMs, good: 8, total: 8 },
        { minuteMs: noon + 2 * minuteMs, good: 7, total: 7 },
      ],
    });
    expect(readings[1]).toMatchObject({ minutes: [{ good: 1, total: 2 }, {}, {}] });
    const asked = stub.seen.at(-1) as StubRequest;
    expect(asked.headers).toMatchObject({ "dd-api-key": "apikey0123456789", "dd-application-key": "appkey0123456789" });
    expect(asked.path + asked.query.toString() + asked.body).not.toContain("appkey");
  });

  test("leaves out minutes that one query has and the other has not", async () => {
    answer = () => ({ body: recorded([line(0, [9, null, 7]), line(1, [10, 8])]) });
    expect(await read([question("orders")], api)).toEqual([
      { status: "minutes", minutes: [{ minuteMs: noon, good: 9, total: 10 }] },
    ]);
    answer = () => ({ body: recorded([line(1, [10, 8, 7])]) });
    expect(await read([question("orders")], api)).toEqual([{ status: "minutes", minutes: [] }]);
  });

  test.each([
    [429, { errors: ["Rate limit of 1600 requests in 3600 seconds reached."] }, "unreachable", "429"],
    [403, { errors: ["Forbidden"] }, "query_error", "refused the keys"],
    [400, { errors: ["Error parsing query"] }, "query_error", "Error parsing query"],
    [504, "gateway", "timeout", "504"],
    [503, "busy", "unreachable", "503"],
    [200, "not json", "wrong_shape", "JSON"],
    [200, { data: 5, status: 5 }, "wrong_shape", "timeseries"],
  ])("says why it says nothing: %s", async (status, body, cause, words) => {
    answer = () => ({ status, body });
    const [reading] = await read([question("orders")], api);
    expect(reading).toMatchObject({ status: "blind", cause, detail: expect.stringContaining(words) });
    expect(JSON.stringify(reading)).not.toContain("appkey");
  });

  test("ends in time when Datadog hangs", async () => {
    const hanging = await startStub(() => ({ body: {} }));
    await hanging.close();
    const dead = createDatadogSource({
      config: DatadogSourceConfig.parse({ kind: "datadog", url: hanging.url, api }),
      http,
      secret: keys,
    });
    const readings = await dead.readEvents?.([question("orders")], AbortSignal.timeout(2_000));
    expect(readings?.get("orders")).toMatchObject({ status: "blind", cause: "unreachable" });
    const late = await source(api).readEvents?.([question("orders")], AbortSignal.abort());
    expect(late?.get("orders")).toMatchObject({ status: "blind", cause: "timeout" });
  });
});

test("one query that is refused does not blind those asked with it", async () => {
  answer = ({ body }) =>
    body.includes("broken")
      ? { status: 400, body: { errors: ["Error parsing query"] } }
      : { body: recordedV2([line(0, [1, 1, 1]), line(1, [1, 1, 1])]) };
  const readings = await read([question("orders"), question("broken"), question("logins")]);
  expect(readings.map(({ status }) => status)).toEqual(["minutes", "blind", "minutes"]);
});

test("points that are no whole minutes are a fault of the query", async () => {
  const coarse = recordedV1([line(0, [9]), line(1, [10])]) as { series: { interval: number }[] };
  for (const series of coarse.series) series.interval = 300;
  answer = () => ({ body: coarse });
  expect(await read([question("orders")], "v1")).toMatchObject([
    { cause: "wrong_shape", detail: expect.stringContaining("rollup") },
  ]);
  answer = () => ({ body: recordedV2([line(0, [9]), line(0, [3]), line(1, [10])]) });
  expect(await read([question("orders")])).toMatchObject([{ cause: "several_series" }]);
});

test("nothing is asked for an empty stretch, and rollouts are not judged by it", async () => {
  http.count();
  expect(await read([question("orders", 0)])).toEqual([{ status: "minutes", minutes: [] }]);
  expect(http.count()).toBe(0);
  const counts = await source("v2").readCounts([{ key: "k", selectors: { a: {}, b: {} } }], AbortSignal.timeout(100));
  expect(counts.get("k")).toMatchObject({ status: "blind", cause: "wrong_shape" });
  const scalars = await source("v2").readScalars([{ key: "k", query: "q" }], AbortSignal.timeout(100));
  expect(scalars.get("k")).toMatchObject({ status: "blind" });
});
