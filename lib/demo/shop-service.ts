import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Counter, Histogram, Registry } from "prom-client";
import { WebSocketServer } from "ws";
import { drawBaseLatencyMs, ShopFaults, ShopFaultsPatch } from "./shop-faults";

export interface ShopServiceOptions {
  readonly version: string;
  readonly service?: string;
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly faults?: ShopFaultsPatch;
  /** Opens `PUT /admin/faults` for requests whose `x-admin-token` is this; closed without it. */
  readonly adminToken?: string;
  /** Source of chance, 0 to 1. */
  readonly random?: () => number;
}

export interface ShopService {
  readonly version: string;
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** Shop requests and websocket messages answered so far; health checks and metrics do not count. */
  answered(): number;
  /** Shop requests that wait for their answer at this moment. */
  underWay(): number;
  faults(): ShopFaults;
  setFaults(patch: ShopFaultsPatch): void;
  close(): Promise<void>;
}

const LATENCY_BUCKETS_SECONDS = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10,
];
const ADMIN_BODY_BYTES_MAX = 4_096;

/**
 * A real small HTTP service of one version, with faults that can be switched on: errors, latency, failing health.
 * Serves the demonstration and the tests. Every answer carries `x-version`.
 *
 * `GET /healthz` (200 or 503), `GET /metrics` (Prometheus text), `GET /slow?ms=…` (answers after that time), websocket
 * echo on any path (messages come back as `<version>:<text>`), and JSON on every other path.
 */
export async function startShopService(options: ShopServiceOptions): Promise<ShopService> {
  const shop = new Shop(options);
  const host = options.host ?? "127.0.0.1";
  const server = createServer((request, response) => void shop.answer(request, response));
  const sockets = shop.echoWebsockets(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    version: options.version,
    host,
    port,
    url: `http://${host}:${port}`,
    answered: () => shop.answered,
    underWay: () => shop.underWay,
    faults: () => shop.faults,
    setFaults: (patch) => shop.setFaults(patch),
    async close(): Promise<void> {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

class Shop {
  answered = 0;
  underWay = 0;
  faults: ShopFaults;
  private readonly registry = new Registry();
  private readonly requests: Counter<"service" | "version" | "code">;
  private readonly durations: Histogram<"service" | "version">;
  private readonly random: () => number;

  constructor(private readonly options: ShopServiceOptions) {
    this.faults = ShopFaults.parse(options.faults ?? {});
    this.random = options.random ?? Math.random;
    this.requests = new Counter({
      name: "http_requests_total",
      help: "Requests answered",
      labelNames: ["service", "version", "code"],
      registers: [this.registry],
    });
    this.durations = new Histogram({
      name: "http_request_duration_seconds",
      help: "Time from request to answer",
      labelNames: ["service", "version"],
      buckets: LATENCY_BUCKETS_SECONDS,
      registers: [this.registry],
    });
    // Series exist from the start, so that "no errors yet" can be told from "no such series".
    for (const code of ["200", "500"]) this.requests.inc({ ...this.labels(), code }, 0);
    this.durations.zero(this.labels());
  }

  setFaults(patch: ShopFaultsPatch): void {
    this.faults = ShopFaults.parse({ ...this.faults, ...patch });
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("x-version", this.options.version);
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://shop");
    if (pathname === "/healthz") return this.answerHealth(response);
    if (pathname === "/metrics") return this.answerMetrics(response);
    if (pathname === "/admin/faults") return this.answerFaults(request, response);
    const slowMs = pathname === "/slow" ? Math.min(Number(searchParams.get("ms")) || 5_000, 60_000) : 0;
    return this.answerShop(request, response, slowMs);
  }

  echoWebsockets(server: Server): WebSocketServer {
    const sockets = new WebSocketServer({ server, maxPayload: 64 * 1024 });
    sockets.on("headers", (headers) => headers.push(`x-version: ${this.options.version}`));
    sockets.on("connection", (socket) => {
      socket.on("error", () => socket.terminate());
      socket.on("message", (data) => {
        this.answered += 1;
        socket.send(`${this.options.version}:${data.toString()}`);
      });
    });
    return sockets;
  }

  private async answerShop(request: IncomingMessage, response: ServerResponse, slowMs: number): Promise<void> {
    const startedAt = performance.now();
    const bytes = await drain(request);
    this.underWay += 1;
    await pause(slowMs + this.faults.extraLatencyMs + drawBaseLatencyMs(this.faults, this.random));
    this.underWay -= 1;
    if (response.destroyed) return;
    const code = this.random() < this.faults.errorRatio ? 500 : 200;
    this.answered += 1;
    this.requests.inc({ ...this.labels(), code: String(code) });
    this.durations.observe(this.labels(), (performance.now() - startedAt) / 1_000);
    sendJson(response, code, { version: this.options.version, path: request.url, bytes, ok: code === 200 });
  }

  private answerHealth(response: ServerResponse): void {
    const { healthy } = this.faults;
    sendJson(response, healthy ? 200 : 503, { healthy, version: this.options.version });
  }

  private async answerMetrics(response: ServerResponse): Promise<void> {
    response.setHeader("content-type", this.registry.contentType);
    response.end(await this.registry.metrics());
  }

  private async answerFaults(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isToken(request.headers["x-admin-token"], this.options.adminToken)) {
      return sendJson(response, 404, { error: "not found" });
    }
    if (request.method === "GET") return sendJson(response, 200, this.faults);
    const patch = ShopFaultsPatch.safeParse(parseJson(await readText(request)));
    if (!patch.success) return sendJson(response, 400, { error: patch.error.message });
    this.setFaults(patch.data);
    sendJson(response, 200, this.faults);
  }

  private labels(): { service: string; version: string } {
    return { service: this.options.service ?? "shop", version: this.options.version };
  }
}

function isToken(given: string | string[] | undefined, expected: string | undefined): boolean {
  if (expected === undefined || typeof given !== "string") return false;
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

async function drain(request: IncomingMessage): Promise<number> {
  let bytes = 0;
  try {
    for await (const chunk of request) bytes += (chunk as Buffer).length;
  } catch {
    // The client went away in the middle of its body; nobody is left to answer.
  }
  return bytes;
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes <= ADMIN_BODY_BYTES_MAX) chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(body));
}

/** At 0 ms the answer goes out in the same turn, so that an idle shop costs no timers. */
function pause(durationMs: number): Promise<void> {
  if (durationMs <= 0) return Promise.resolve();
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
