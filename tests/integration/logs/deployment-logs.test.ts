import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { composeConnections } from "@/lib/composition-connections";
import { testOneConnection } from "@/lib/connections/loop/register-tests";
import { createConnection } from "@/lib/connections/use-cases/create-connection";
import { getConnection } from "@/lib/connections/use-cases/read-connections";
import { requestConnectionTest } from "@/lib/connections/use-cases/request-connection-test";
import { importDeployments } from "@/lib/deployments/use-cases/import-deployments";
import { setLogReaders } from "@/lib/logs/log-readers";
import { getDeploymentLogs } from "@/lib/logs/use-cases/get-deployment-logs";
import { callAs, setUpHarness } from "@/tests/support/harness";
import { countingClient } from "@/tests/support/outbound";
import { type StubRequest, type StubServer, startStub } from "@/tests/support/stub-server";

const harness = setUpHarness({ SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.0/8" });
const admin = callAs("admin");
const outbound = countingClient();
const minute = 60_000;
const started = Date.parse("2026-11-19T10:00:00Z");
const finished = Date.parse("2026-11-19T10:02:00Z");

/** Error lines in both systems: one a minute before the deployment, four a minute after it. */
const errorsAt = (at: number): number => (at < started ? 1 : at >= finished + minute ? 4 : 0);
let elasticMode: "fine" | "shards" | "silent" | "html" = "fine";
let elastic: StubServer;
let splunk: StubServer;
let deploymentId = "";

function elasticAnswer({ body }: StubRequest): { status?: number; body: unknown } {
  if (elasticMode === "html") return { body: "<html>Kibana</html>" };
  const shards = { total: 5, successful: 5, failed: elasticMode === "shards" ? 1 : 0 };
  const query = JSON.parse(body);
  if (!query.query) return { body: { timed_out: false, _shards: shards, hits: { total: { value: 7 } } } };
  const { gte, lt } = query.query.bool.filter[0].range["@timestamp"];
  const minutes = Array.from({ length: (lt - gte) / minute }, (_, at) => gte + at * minute);
  const buckets = minutes.map((key) => ({ key, doc_count: errorsAt(key) })).filter(({ doc_count }) => doc_count > 0);
  const value = elasticMode === "silent" ? 0 : 1_000;
  return {
    body: {
      timed_out: false,
      _shards: shards,
      hits: { total: { value } },
      aggregations: { errors: { minutes: { buckets } } },
    },
  };
}

function splunkAnswer({ body, headers }: StubRequest): { status?: number; body: unknown } {
  if (headers.authorization !== "Bearer splunk-token") return { status: 401, body: { messages: [{ type: "WARN" }] } };
  const form = new URLSearchParams(body);
  const from = Number(form.get("earliest_time")) * 1_000;
  const to = Number(form.get("latest_time")) * 1_000;
  const lines = Array.from({ length: (to - from) / minute }, (_, at) => {
    const time = from + at * minute;
    const result = {
      _time: new Date(time).toISOString().replace("Z", "+00:00"),
      lines: "20",
      errors: String(errorsAt(time)),
    };
    return JSON.stringify({ preview: false, offset: at, result });
  });
  return { body: [JSON.stringify({ preview: true, result: { lines: "9" } }), ...lines].join("\n") };
}

beforeAll(async () => {
  elastic = await startStub(elasticAnswer);
  splunk = await startStub(splunkAnswer);
  const policy = { allowCidrs: ["127.0.0.0/8"] };
  setLogReaders(composeConnections(outbound, policy).logReaders);
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, admin);
  await createService.run({ slug: "checkout", name: "Checkout", tier: 0 }, admin);
  const iso = (ms: number) => new Date(ms).toISOString();
  const row = { service: "checkout", environment: "production", version: "1.0.0", externalRef: "one" };
  const { items } = await importDeployments.run(
    { rows: [{ ...row, startedAt: iso(started), finishedAt: iso(finished) }] },
    admin,
  );
  deploymentId = items[0]?.id ?? "";
  const shared = { serviceField: "service.name", environmentField: "", levelField: "level", errorLevels: ["error"] };
  const elasticConfig = {
    kind: "elasticsearch" as const,
    url: elastic.url,
    index: "logs-*",
    authentication: "api_key" as const,
    user: "",
    timeField: "@timestamp",
    webUrl: "https://kibana.example",
    ...shared,
  };
  await createConnection.run({ slug: "elastic", name: "Elastic", config: elasticConfig, secret: "elastic-key" }, admin);
  const splunkConfig = {
    kind: "splunk" as const,
    url: splunk.url,
    index: "main",
    authentication: "bearer" as const,
    user: "",
    webUrl: "",
    ...shared,
  };
  await createConnection.run({ slug: "splunk", name: "Splunk", config: splunkConfig, secret: "splunk-token" }, admin);
});
afterAll(async () => {
  await elastic.close();
  await splunk.close();
  await outbound.close();
});

const logs = () => getDeploymentLogs.run({ id: deploymentId }, callAs("viewer"));

describe("errors around a deployment", () => {
  it("are counted in each log system, before, after, and at the same time before", async () => {
    const { sources } = await logs();
    expect(sources.map(({ source, unknown }) => [source.slug, unknown])).toEqual([
      ["elastic", null],
      ["splunk", null],
    ]);
    for (const counts of sources) {
      expect(counts.before).toMatchObject({ errors: 30, errorsPerMinute: 1 });
      expect(counts.after).toMatchObject({ errors: 240, errorsPerMinute: 4 });
      expect(counts.dayBefore).toMatchObject({ errors: 60, errorsPerMinute: 1 });
      expect(counts.ratio?.value).toBe(4);
      expect(counts.ratio?.low).toBeGreaterThan(2);
      expect(counts.perMinute).toHaveLength(93);
    }
    expect(sources[0]?.url).toContain("https://kibana.example/app/discover");
    expect(elastic.seen[0]).toMatchObject({
      path: "/logs-*/_search",
      headers: { authorization: "ApiKey elastic-key" },
    });
  });

  it.each([
    ["shards", "Some shards"],
    ["silent", "No line of this service"],
    ["html", "not JSON"],
  ] as const)("are unknown, never 0, when Elasticsearch is: %s", async (mode, words) => {
    elasticMode = mode;
    const { sources } = await logs();
    elasticMode = "fine";
    expect(sources[0]?.unknown).toContain(words);
    expect(sources[0]).toMatchObject({ before: { errors: null }, after: { errors: null }, ratio: null, perMinute: [] });
    expect(sources[1]?.unknown).toBeNull();
  });

  it("are not looked for before a minute has passed", async () => {
    harness().runtime.setNow(finished + 30_000);
    expect((await logs()).sources).toEqual([]);
    harness().runtime.setNow("2026-11-20T12:00:00Z");
  });
});

describe("a test of a connection", () => {
  it("says whether it answers, and never its secret", async () => {
    const { runtime } = harness();
    const { test } = composeConnections(outbound, { allowCidrs: ["127.0.0.0/8"] });
    await requestConnectionTest.run({ slug: "elastic" }, admin);
    expect((await getConnection.run({ slug: "elastic" }, admin)).testPending).toBe(true);
    const { id } = await getConnection.run({ slug: "elastic" }, admin);
    await testOneConnection(runtime, test, id);
    const passed = await getConnection.run({ slug: "elastic" }, admin);
    expect(passed).toMatchObject({ testPending: false, test: { ok: true } });
    expect(passed.test?.message).toContain("7 lines");
    elasticMode = "html";
    await testOneConnection(runtime, test, id);
    elasticMode = "fine";
    const failed = await getConnection.run({ slug: "elastic" }, admin);
    expect(failed.test).toMatchObject({ ok: false });
    expect(JSON.stringify([passed, failed])).not.toContain("elastic-key");
  });
});
