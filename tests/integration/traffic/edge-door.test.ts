import { afterEach, expect, it } from "vitest";
import { AppError } from "@/lib/kernel/app-error";
import { instant } from "@/lib/kernel/instant";
import { fetchThrough } from "@/lib/platform/http/fetch-outbound";
import { createEdgeCounters } from "@/lib/telemetry/adapters/edge-counters";
import { type RunningEdge, startEdge } from "@/lib/traffic/adapters/edge/start-edge";
import { createEdgeDoors, type EdgeDoors } from "@/lib/traffic/adapters/edge-door";
import { createEdgeTarget } from "@/lib/traffic/adapters/edge-target";
import type { TrafficIntent, TrafficTarget } from "@/lib/traffic/port";
import { startHttpServer, type TestHttpServer } from "../../support/http-canary";
import { countingClient } from "../../support/outbound";

/** Goal: what many targets ask of one edge at the same moment is one request, and each is answered as if it were alone. */

const token = "an-admin-token-of-more-than-32-characters";
const names = ["one", "two", "three"];
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function startServices(): Promise<RunningEdge> {
  const slots = { a: ["http://127.0.0.1:9"], b: ["http://127.0.0.1:9"] };
  const edge = await startEdge({ admin: { token }, services: names.map((name) => ({ name, slots })) });
  ends.push(() => edge.close());
  return edge;
}

/** Passes everything on to the edge and counts, as an edge of an earlier version where it is told to. */
async function startCounted(edge: RunningEdge, isOld = false): Promise<TestHttpServer & { paths: string[] }> {
  const paths: string[] = [];
  const server = await startHttpServer(async (request, response) => {
    const url = request.url ?? "/";
    paths.push(`${request.method} ${url.split("?")[0]}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (isOld && !url.startsWith("/targets/")) return void response.writeHead(404).end("{}");
    const authorization = request.headers.authorization ?? "";
    const answer = await fetch(edge.adminUrl + url, {
      method: request.method ?? "GET",
      headers: { authorization },
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    });
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  ends.push(() => server.close());
  return { ...server, paths };
}

function openDoors(): EdgeDoors {
  const outbound = countingClient();
  ends.push(() => outbound.close());
  return createEdgeDoors(fetchThrough(outbound));
}

function targetsOf(adminUrl: string, doors: EdgeDoors, services = names): TrafficTarget[] {
  const now = () => instant(Date.now());
  return services.map((service) =>
    createEdgeTarget({ config: { kind: "edge", adminUrl, service }, token, doors, now }),
  );
}

const signal = () => AbortSignal.timeout(2_000);
const intentOf = (epoch: number, canaryPercent: number): TrafficIntent => ({
  epoch,
  sharePercent: { a: 100 - canaryPercent, b: canaryPercent },
  closed: [],
});

it("reads and writes many services with one request each", async () => {
  const edge = await startServices();
  const counted = await startCounted(edge);
  const doors = openDoors();
  const targets = targetsOf(counted.url, doors);
  await Promise.all(
    targets.map((target, index) => target.apply(intentOf(1, 10 * (index + 1)), { term: 1, hold: null }, signal())),
  );
  const seen = await Promise.all(targets.map((target) => target.observe(signal())));
  expect(seen.map(({ slots }) => slots.b.sharePercent)).toEqual([10, 20, 30]);
  const counters = names.map((service) =>
    createEdgeCounters({ config: { kind: "edge", adminUrl: counted.url, service }, token, doors }),
  );
  const selectors = { a: {}, b: {} };
  const read = await Promise.all(counters.map((source) => source.readCounts([{ key: "k", selectors }], signal())));
  expect(read.map((answers) => answers.get("k")?.status)).toEqual(["read", "read", "read"]);
  expect(counted.paths).toEqual(["PUT /intents", "GET /targets", "GET /counters"]);
});

it("tells each service what became of its own: refused, unknown, or taken", async () => {
  const edge = await startServices();
  edge.apply("two", { term: 7, epoch: 7, sharePercent: { a: 100, b: 0 }, closed: [], hold: null });
  const targets = targetsOf(edge.adminUrl, openDoors(), ["one", "two", "none"]);
  const settled = await Promise.allSettled(
    targets.map((target) => target.apply(intentOf(1, 5), { term: 1, hold: null }, signal())),
  );
  const codes = settled.map((one) =>
    one.status === "rejected" && one.reason instanceof AppError ? one.reason.reasons[0]?.code : "taken",
  );
  expect(codes).toEqual(["taken", "fenced", "service_unknown"]);
  const looked = await Promise.allSettled(targets.map((target) => target.observe(signal())));
  expect(looked.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
  expect(edge.state("one").slots.b.sharePercent).toBe(5);
});

it("claims many services with one request: earlier terms are refused, and no split moves", async () => {
  const edge = await startServices();
  const counted = await startCounted(edge);
  const targets = targetsOf(counted.url, openDoors());
  await targets[0]?.apply(intentOf(3, 20), { term: 5, hold: null }, signal());
  const claims = await Promise.allSettled(targets.map((target) => target.claim?.(4, signal())));
  expect(claims.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  expect(counted.paths.slice(1)).toEqual(["PUT /claims"]);
  await targets[0]?.claim?.(6, signal());
  expect(edge.state("one")).toMatchObject({ acceptedTerm: 6, acceptedEpoch: 3, slots: { b: { sharePercent: 20 } } });
  for (const target of targets)
    await expect(target.apply(intentOf(9, 50), { term: 3, hold: null }, signal())).rejects.toMatchObject({
      reasons: [{ code: "fenced" }],
    });
});

it("asks an edge of an earlier version one by one", async () => {
  const edge = await startServices();
  const counted = await startCounted(edge, true);
  const targets = targetsOf(counted.url, openDoors());
  const all = () => Promise.all(targets.map((target) => target.observe(signal())));
  expect((await all()).map(({ slots }) => slots.a.sharePercent)).toEqual([100, 100, 100]);
  await all();
  expect(counted.paths.filter((path) => path === "GET /targets")).toHaveLength(1);
  expect(counted.paths.filter((path) => path.startsWith("GET /targets/"))).toHaveLength(6);
});

it("refuses lists that are too long or no lists, and other methods", async () => {
  const { adminUrl } = await startServices();
  const headers = { authorization: `Bearer ${token}` };
  const many = Array.from({ length: 101 }, (_, index) => `service=s${index}`).join("&");
  expect((await fetch(`${adminUrl}/targets?${many}`, { headers })).status).toBe(400);
  expect((await fetch(`${adminUrl}/targets`)).status).toBe(401);
  expect((await fetch(`${adminUrl}/intents`, { headers })).status).toBe(405);
  expect((await fetch(`${adminUrl}/intents`, { method: "PUT", headers, body: "[]" })).status).toBe(400);
  const all = (await (await fetch(`${adminUrl}/targets`, { headers })).json()) as { targets: object };
  expect(Object.keys(all.targets)).toEqual(names);
});
