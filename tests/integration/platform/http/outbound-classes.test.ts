import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { fetchThrough } from "@/lib/platform/http/fetch-outbound";
import { checkHealth } from "@/lib/platform/http/health-check";
import { createOutboundClient } from "@/lib/platform/http/outbound";
import { outboundLimits } from "@/lib/platform/http/outbound-limits";
import { createEdgeCounters } from "@/lib/telemetry/adapters/edge-counters";
import { createHaproxyCounters } from "@/lib/telemetry/adapters/haproxy-counters";
import { createHttpJsonSource } from "@/lib/telemetry/adapters/http-json";
import { createPrometheusSource } from "@/lib/telemetry/adapters/prometheus";
import { HttpJsonSourceConfig, PrometheusSourceConfig } from "@/lib/telemetry/contract";
import type { TelemetrySource } from "@/lib/telemetry/port";
import { createEdgeDoors } from "@/lib/traffic/adapters/edge-door";
import { createEdgeTarget } from "@/lib/traffic/adapters/edge-target";
import { createHaproxyTarget } from "@/lib/traffic/adapters/haproxy/haproxy-target";
import { createWebhookTarget } from "@/lib/traffic/adapters/webhook-target";
import type { TrafficTarget } from "@/lib/traffic/port";
import { TestBrowser } from "@/tests/support/browser";
import { useTestDatabase } from "@/tests/support/database";
import { createTestRuntime } from "@/tests/support/runtime";
import { until } from "@/tests/support/until";

/*
 * Goal: every kind of call that leaves the product ends by itself, whatever the other side does, and takes in no more than
 * was agreed (row 81). Method: each kind as it is composed, with its own deadline, against a server that hangs, one that
 * drips for ever and one that floods.
 */

const database = useTestDatabase();
const policy = { allowCidrs: ["127.0.0.0/8"] };
const plain = createOutboundClient(policy);
const telemetry = createOutboundClient(policy, { limits: outboundLimits.telemetry });
const fetchOutbound = fetchThrough(plain);
const now = () => instant(Date.now());
/** None from outside: what ends the call is its own. */
const patient = new AbortController().signal;
const MEBIBYTE = 1024 * 1024;

afterAll(() => Promise.all([plain.close(), telemetry.close()]));

interface CallClass {
  readonly what: string;
  readonly deadlineMs: number;
  readonly maxBytes: number;
  /** Call the server on this port; says in words what went wrong. Rejects are words, too. */
  readonly call: (port: number) => Promise<string>;
}

const backend = (port: number) => ({
  kind: "haproxy" as const,
  socket: `127.0.0.1:${port}`,
  backend: "be_shop",
  slots: { a: ["a1"], b: ["b1"] },
});
const edge = (port: number) => ({ kind: "edge" as const, adminUrl: `http://127.0.0.1:${port}/`, service: "shop" });
const webhook = (port: number) => ({ kind: "webhook" as const, url: `http://127.0.0.1:${port}/traffic` });
const intent = { epoch: 1, sharePercent: { a: 100, b: 0 }, closed: [] };

const observe = (target: TrafficTarget) => target.observe(patient).then(() => "observed");
const apply = (target: TrafficTarget) => target.apply(intent, { term: 0, hold: null }, patient).then(() => "applied");

async function counts(source: TelemetrySource): Promise<string> {
  const selectors = { a: { version: "1" }, b: { version: "2" } };
  const reading = (await source.readCounts([{ key: "one", selectors }], patient)).get("one");
  return reading?.status === "blind" ? reading.detail : "read";
}

async function scalar(source: TelemetrySource): Promise<string> {
  const reading = (await source.readScalars([{ key: "one", query: "up" }], patient)).get("one");
  return reading?.status === "blind" ? reading.detail : "read";
}

const haproxyTarget = (port: number) => createHaproxyTarget({ config: backend(port), fenceToken: null, now });
const edgeTarget = (port: number) =>
  createEdgeTarget({ config: edge(port), token: "t", doors: createEdgeDoors(fetchOutbound), now });
const webhookTarget = (port: number) =>
  createWebhookTarget({ config: webhook(port), secret: "s".repeat(32), fetchOutbound, now, newId: () => "one" });
const prometheus = (port: number) =>
  createPrometheusSource({
    config: PrometheusSourceConfig.parse({ kind: "prometheus", url: `http://127.0.0.1:${port}` }),
    http: telemetry,
    bearerToken: null,
  });
const httpJson = (port: number) =>
  createHttpJsonSource({
    config: HttpJsonSourceConfig.parse({
      kind: "http_json",
      url: `http://127.0.0.1:${port}/numbers`,
      counts: { requests: "/{{version}}/requests", errors: "/{{version}}/errors" },
    }),
    http: telemetry,
    bearerToken: null,
    now,
  });

async function health(port: number): Promise<string> {
  const result = await checkHealth(plain, `http://127.0.0.1:${port}/`, { timeoutMs: 1_000, expectStatus: 200 });
  return result.ok ? "healthy" : result.detail;
}

async function signIn(port: number): Promise<string> {
  const runtime = createTestRuntime({
    databaseUrl: database().url,
    settings: {
      SIGNALBOX_OIDC_ISSUER: `http://127.0.0.1:${port}`,
      SIGNALBOX_OIDC_CLIENT_ID: "signalbox",
      SIGNALBOX_OIDC_CLIENT_SECRET: "a secret of the client",
    },
  });
  try {
    const browser = new TestBrowser(runtime);
    const answer = await browser.auth("signin/oidc", { csrfToken: await browser.csrfToken(), json: "true" });
    return /error=/.test(await answer.text()) ? "the provider did not answer within its time" : "led on";
  } finally {
    await runtime.close();
  }
}

const ofAnEdge = { deadlineMs: 800, maxBytes: outboundLimits.default.maxBodyBytes };
const ofHaproxy = { deadlineMs: 800, maxBytes: 4 * MEBIBYTE };
const ofASource = { deadlineMs: 5_000, maxBytes: outboundLimits.telemetry.maxBodyBytes };

const classes: readonly CallClass[] = [
  { what: "HAProxy's state", ...ofHaproxy, call: (port) => observe(haproxyTarget(port)) },
  {
    what: "HAProxy's counters",
    ...ofHaproxy,
    call: (port) => counts(createHaproxyCounters({ config: backend(port), now })),
  },
  { what: "an edge's state", ...ofAnEdge, call: (port) => observe(edgeTarget(port)) },
  { what: "an intent for an edge", ...ofAnEdge, call: (port) => apply(edgeTarget(port)) },
  {
    what: "an edge's counters",
    ...ofAnEdge,
    call: (port) =>
      counts(createEdgeCounters({ config: edge(port), token: "t", doors: createEdgeDoors(fetchOutbound) })),
  },
  { what: "a webhook's state", ...ofAnEdge, deadlineMs: 2_000, call: (port) => observe(webhookTarget(port)) },
  { what: "an intent for a webhook", ...ofAnEdge, deadlineMs: 2_000, call: (port) => apply(webhookTarget(port)) },
  { what: "counters in Prometheus", ...ofASource, call: (port) => counts(prometheus(port)) },
  { what: "a number in Prometheus", ...ofASource, call: (port) => scalar(prometheus(port)) },
  { what: "counters in a JSON document", ...ofASource, call: (port) => counts(httpJson(port)) },
  { what: "a health check", deadlineMs: 1_000, maxBytes: outboundLimits.default.maxBodyBytes, call: health },
  {
    what: "the identity provider",
    // The library's own time for the head of an answer is shorter than ours for the whole.
    deadlineMs: 3_500,
    maxBytes: outboundLimits.identityProvider.maxBodyBytes,
    call: signIn,
  },
];

type Behaviour = (socket: Socket) => void;

const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";
const behaviours: Readonly<Record<string, Behaviour>> = {
  hangs: () => undefined,
  "drips for ever": (socket) => {
    socket.write(head);
    const drip = setInterval(() => socket.write(" "), 50);
    socket.on("close", () => clearInterval(drip));
  },
  "floods for ever": (socket) => {
    const chunk = Buffer.alloc(65_536, " ");
    const more = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on("drain", more);
    socket.write(head);
    more();
  },
};

/** A server that behaves so towards whoever asks; counts who is there, and what they took. */
async function startServer(behave: Behaviour) {
  const open = new Set<Socket>();
  let takenBytes = 0;
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      open.delete(socket);
      takenBytes = Math.max(takenBytes, socket.bytesWritten - socket.writableLength);
    });
    socket.once("data", () => behave(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => open.size,
    takenBytes: () => takenBytes,
    close(): void {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

describe.each(Object.entries(behaviours))("a server that %s", (name, behave) => {
  it.concurrent.each(classes)("$what: the call ends by itself, and its connection with it", async (one) => {
    const server = await startServer(behave);
    try {
      const startedMs = performance.now();
      const outcome = await one.call(server.port).catch((error: Error) => error.message);
      const tookMs = performance.now() - startedMs;
      expect(outcome).toMatch(/within|more than|in time|its time|answered more/);
      // Its own bound ended it, not the other side: a hang is waited out, a flood is cut.
      if (name === "hangs") expect(tookMs).toBeGreaterThan(one.deadlineMs * 0.9);
      await until("all connections are closed", () => server.connections() === 0);
      // What is still under way in the system's buffers was never ours.
      expect(server.takenBytes()).toBeLessThan(one.maxBytes + 16 * MEBIBYTE);
    } finally {
      server.close();
    }
  });
});
