import { gzipSync } from "node:zlib";
import fc from "fast-check";
import protobuf from "protobufjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { createConnection } from "@/lib/connections/use-cases/create-connection";
import { answerOtlp } from "@/lib/otlp/adapters/otlp-endpoint";
import { createTraceSender } from "@/lib/otlp/adapters/otlp-sender";
import { shipTraces } from "@/lib/otlp/loop/ship-traces";
import { getLatency } from "@/lib/otlp/use-cases/get-latency";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import { callAs, setUpHarness, T0 } from "@/tests/support/harness";
import { countingClient } from "@/tests/support/outbound";
import { type StubServer, startStub } from "@/tests/support/stub-server";

const harness = setUpHarness({ SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.0/8" });
const admin = callAs("admin");

beforeAll(async () => {
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, admin);
  await createService.run({ slug: "checkout", name: "Checkout", tier: 0 }, admin);
});

const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const resourceOf = (version: string, service = "checkout") => ({
  attributes: [
    attribute("service.name", service),
    attribute("service.version", version),
    attribute("deployment.environment.name", "production"),
  ],
});
const spans = (version: string, count: number, ms: number, endMs: number = T0) =>
  Array.from({ length: count }, (_, at) => ({
    kind: 2,
    startTimeUnixNano: `${endMs - ms - at}000000`,
    endTimeUnixNano: `${endMs}000000`,
    status: at % 10 === 0 ? { code: 2 } : {},
    version,
  }));
const traces = (version: string, count: number, ms: number, service?: string) => ({
  resourceSpans: [{ resource: resourceOf(version, service), scopeSpans: [{ spans: spans(version, count, ms) }] }],
});

async function post(
  signal: "traces" | "metrics",
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): Promise<{ status: number; json: unknown; bytes: Uint8Array; type: string | null }> {
  const given = { "content-type": "application/json", authorization: "Bearer role:developer", ...headers };
  const request = new Request(`http://signalbox/v1/${signal}`, {
    method: "POST",
    body: body as BodyInit,
    headers: given,
  });
  const answer = await answerOtlp(request, signal);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const type = answer.headers.get("content-type");
  const json = type === "application/json" ? JSON.parse(Buffer.from(bytes).toString("utf8")) : null;
  return { status: answer.status, json, bytes, type };
}

const latency = () => getLatency.run({ slug: "checkout", environment: "production", hours: 1 }, callAs("viewer"));

describe("spans of clients", () => {
  it("tell which services are related, as far as they are here", async () => {
    await createService.run({ slug: "catalog", name: "Catalog", tier: 1 }, admin);
    const calling = (peer: string) => ({
      ...spans("1.0.0", 1, 20)[0],
      kind: 3,
      attributes: [attribute("peer.service", peer)],
    });
    const body = {
      resourceSpans: [
        {
          resource: resourceOf("1.0.0"),
          scopeSpans: [{ spans: [calling("catalog"), calling("catalog"), calling("elsewhere")] }],
        },
      ],
    };
    for (let round = 0; round < 2; round += 1) expect((await post("traces", JSON.stringify(body))).status).toBe(200);
    const db = prismaExecutor(harness().db);
    const rows = await db.query(sql`
      select c.slug as consumer, p.slug as provider, consumer_version, calls from observed_call o
      join service c on c.id = o.consumer_id join service p on p.id = o.provider_id`);
    expect(rows).toEqual([{ consumer: "checkout", provider: "catalog", consumer_version: "1.0.0", calls: 4n }]);
  });
});

describe("spans of running services", () => {
  it("become latency by version, with the change and its interval", async () => {
    expect(await post("traces", JSON.stringify(traces("1.0.0", 1_000, 100)))).toMatchObject({ status: 200, json: {} });
    harness().runtime.advance(120_000);
    const later = T0 + 120_000;
    const newer = {
      resourceSpans: [{ resource: resourceOf("2.0.0"), scopeSpans: [{ spans: spans("2.0.0", 1_000, 4_000, later) }] }],
    };
    await post("traces", gzipSync(JSON.stringify(newer)), { "content-encoding": "gzip" });
    const view = await latency();
    expect(view.versions.map(({ version, requests, errors }) => [version, requests, errors])).toEqual([
      ["2.0.0", 1_000, 100],
      ["1.0.0", 1_000, 100],
    ]);
    expect(view.change).toMatchObject({ from: "1.0.0", to: "2.0.0", p95: { verdict: "slower" } });
    expect(view.versions[1]?.p95?.n).toBe(1_000);
  });

  it("that are of nobody here are told as partial success, and can be seen", async () => {
    const { json } = await post("traces", JSON.stringify(traces("1.0.0", 3, 10, "stranger")));
    expect(json).toMatchObject({ partialSuccess: { rejectedSpans: "3" } });
    expect(JSON.stringify(json)).toContain("service “stranger”");
    const unknown = await harness().db.unknownResource.findMany({});
    expect(unknown).toMatchObject([{ service: "stranger", environment: "production" }]);
  });

  it("sent by many at once are each counted", async () => {
    const before = (await latency()).versions.find(({ version }) => version === "1.0.0")?.requests ?? 0;
    const body = JSON.stringify(traces("1.0.0", 10, 50));
    await Promise.all(Array.from({ length: 12 }, () => post("traces", body)));
    expect((await latency()).versions.find(({ version }) => version === "1.0.0")?.requests).toBe(before + 120);
  });

  it("come in protobuf, and are answered in it", async () => {
    const { root } = protobuf.parse(`syntax = "proto3";
      message AnyValue { string string_value = 1; } message KeyValue { string key = 1; AnyValue value = 2; }
      message Resource { repeated KeyValue attributes = 1; }
      message Span { bytes trace_id = 1; string name = 5; int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; }
      message Scope { repeated Span spans = 2; }
      message ResourceSpans { Resource resource = 1; repeated Scope scope_spans = 2; }
      message Request { repeated ResourceSpans resource_spans = 1; }`);
    const type = root.lookupType("Request");
    const encoded = type.encode(type.fromObject(traces("3.0.0", 25, 20))).finish();
    const answer = await post("traces", encoded, { "content-type": "application/x-protobuf" });
    expect(answer).toMatchObject({ status: 200, type: "application/x-protobuf" });
    expect(answer.bytes).toHaveLength(0);
    expect((await latency()).versions.find(({ version }) => version === "3.0.0")?.requests).toBe(25);
    const stranger = type.encode(type.fromObject(traces("3.0.0", 2, 20, "stranger"))).finish();
    const partial = await post("traces", stranger, { "content-type": "application/x-protobuf" });
    // Field 1, length-delimited; inside: field 1 is 2.
    expect([...partial.bytes.subarray(0, 1), ...partial.bytes.subarray(2, 4)]).toEqual([0x0a, 0x08, 2]);
  });
});

describe("the door", () => {
  it.each([
    [{ authorization: "" }, 401],
    [{ authorization: "Bearer role:viewer" }, 403],
    [{ "content-type": "text/plain" }, 415],
    [{ "content-encoding": "br" }, 400],
    [{ "content-encoding": "gzip" }, 400],
  ])("with %j answers %i", async (headers, status) => {
    expect(
      (await post("traces", JSON.stringify(traces("1.0.0", 1, 1)), headers as Record<string, string>)).status,
    ).toBe(status);
  });

  it("refuses what is too large, packed or unpacked", async () => {
    expect((await post("traces", Buffer.alloc(4_194_305, "a"))).status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(17 * 1_048_576, " "));
    expect((await post("traces", bomb, { "content-encoding": "gzip" })).status).toBe(413);
  });

  it("answers whatever bytes come, and never with a 5xx", async () => {
    const types = fc.constantFrom("application/json", "application/x-protobuf");
    const signals = fc.constantFrom<("traces" | "metrics")[]>("traces", "metrics");
    await fc.assert(
      fc.asyncProperty(types, signals, fc.uint8Array({ maxLength: 300 }), async (type, signal, bytes) => {
        expect((await post(signal, bytes, { "content-type": type })).status).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });
});

describe("histograms of running services", () => {
  const point = (counts: number[], atMs: number, temporality: 1 | 2) => ({
    resourceMetrics: [
      {
        resource: resourceOf("4.0.0"),
        scopeMetrics: [
          {
            metrics: [
              {
                name: "http.server.request.duration",
                unit: "s",
                histogram: {
                  aggregationTemporality: temporality,
                  dataPoints: [
                    {
                      startTimeUnixNano: `${T0}000000`,
                      timeUnixNano: `${atMs}000000`,
                      explicitBounds: [0.1, 1],
                      bucketCounts: counts,
                    },
                  ],
                },
              },
            ],
          },
        ],
      },
    ],
  });

  it("count what happened between two points of a cumulative stream, once", async () => {
    const requests = async () => (await latency()).versions.find(({ version }) => version === "4.0.0")?.requests;
    await post("metrics", JSON.stringify(point([50, 5, 0], T0 + 1_000, 2)));
    expect(await requests()).toBeUndefined();
    const second = JSON.stringify(point([150, 8, 1], T0 + 2_000, 2));
    await post("metrics", second);
    await post("metrics", second);
    expect(await requests()).toBe(104);
    await post("metrics", JSON.stringify(point([10, 0, 0], T0 + 3_000, 1)));
    expect(await requests()).toBe(114);
  });
});

describe("spans of pipelines", () => {
  const outbound = countingClient();
  let stub: StubServer;
  let isBroken = true;

  beforeAll(async () => {
    stub = await startStub(() => (isBroken ? { status: 503, body: {} } : { body: {} }));
    const config = { kind: "otlp_traces" as const, url: stub.url, header: "X-Api-Key" };
    await createConnection.run({ slug: "spans", name: "Spans", config, secret: "key" }, admin);
    const db = prismaExecutor(harness().db);
    await db.query(sql`
      insert into event_source (id, slug, name, kind, config, updated_at) values ('evs_1', 'ci', 'CI', 'push', '{}', now())`);
    await db.query(sql`
      insert into pipeline_run (subject_key, source_id, name, state, started_at, finished_at, updated_at)
      values ('pipeline_run:push:ci:1', 'evs_1', 'shop', 'succeeded', now() - interval '10 minutes', now() - interval '5 minutes',
        now() - interval '1 minute')`);
    await db.query(sql`
      insert into pipeline_stage (run_key, stage_key, name, kind, state, started_at, finished_at)
      values ('pipeline_run:push:ci:1', 'build', 'Build', 'build', 'succeeded', now() - interval '10 minutes', now() - interval '6 minutes')`);
  });
  afterAll(async () => {
    await stub.close();
    await outbound.close();
  });

  it("are sent when the receiver takes them, once, and again when a run says something else", async () => {
    const { runtime } = harness();
    const { send } = createTraceSender(outbound);
    await shipTraces(runtime, send);
    expect(await harness().db.shippedTrace.count()).toBe(0);
    isBroken = false;
    await shipTraces(runtime, send);
    await shipTraces(runtime, send);
    expect(stub.seen).toHaveLength(2);
    expect(stub.seen[1]).toMatchObject({ path: "/v1/traces", headers: { "x-api-key": "key" } });
    const sent = JSON.parse(stub.seen[1]?.body ?? "{}").resourceSpans[0].scopeSpans[0].spans;
    expect(sent.map(({ name }: { name: string }) => name)).toEqual(["shop", "Build"]);
    await prismaExecutor(harness().db).query(sql`
      update pipeline_run set state = 'failed', updated_at = now() - interval '25 seconds'`);
    await prismaExecutor(harness().db).query(sql`update shipped_trace set shipped_at = now() - interval '30 seconds'`);
    await shipTraces(runtime, send);
    const again = JSON.parse(stub.seen[2]?.body ?? "{}").resourceSpans[0].scopeSpans[0].spans;
    expect(again[0]).toMatchObject({ traceId: sent[0].traceId, spanId: sent[0].spanId, status: { code: 2 } });
  });
});
