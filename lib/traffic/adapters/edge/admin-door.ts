import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { TrafficIntentMessage } from "@/lib/traffic/contract";
import type { AcceptedPair } from "@/lib/traffic/port";
import { answersOf, claimMany, type IntentAnswer, namedServices, takeMany } from "./admin-batch";
import type { EdgeService } from "./edge-service";
import type { FenceMemory } from "./fence-file";
import { EDGE_LATENCY_BOUNDS_MS, renderPrometheus, requestsAndErrors } from "./slot-metrics";

export interface AdminDoorOptions {
  readonly services: ReadonlyMap<string, EdgeService>;
  readonly token: string;
  /** Also ask for the token at `/metrics`; wanted when the door can be reached from other machines. */
  readonly guardMetrics: boolean;
  readonly incarnation: string;
  readonly fences: FenceMemory;
  readonly now: () => number;
}

const INTENT_BYTES_MAX = 16 * 1024;
const INTENTS_BYTES_MAX = 256 * 1024;
const SLOTS = ["a", "b"] as const;

/**
 * The HTTP door through which the edge is steered and read:
 * `GET /targets/<name>` (TargetStateAnswer), `PUT /targets/<name>/intent`, `GET /targets/<name>/counters`,
 * the same for many services at once: `GET /targets`, `GET /counters` (`?service=<name>` as often as wanted), `PUT /intents`; `PUT /claims` (EdgeClaims);
 * `GET /metrics` (Prometheus text), `GET /healthz`.
 */
export function createAdminDoor(options: AdminDoorOptions): RequestListener {
  return (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      const detail = error instanceof Error ? error.message : "The edge failed.";
      if (!response.headersSent) send(response, 500, { code: "internal", detail });
    });
  };
}

async function answer(options: AdminDoorOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://edge");
  if (pathname === "/healthz") return send(response, 200, { ok: true });
  const needsToken = pathname !== "/metrics" || options.guardMetrics;
  if (needsToken && !hasToken(request, options.token)) {
    response.setHeader("www-authenticate", "Bearer");
    return send(response, 401, { code: "unauthenticated", detail: "Send the edge's admin token as bearer token." });
  }
  if (pathname === "/metrics") return sendMetrics(options, response);
  if (isForMany(pathname)) return answerMany(options, { request, response, pathname, searchParams });
  const [, name, rest = ""] = /^\/targets\/([^/]+)(?:\/(intent|counters))?$/.exec(pathname) ?? [];
  const service = name === undefined ? undefined : options.services.get(name);
  if (service === undefined) {
    const known = [...options.services.keys()].join(", ");
    return send(response, 404, { code: "service_unknown", detail: `The edge has no such service; it has ${known}.` });
  }
  if (!isAllowed(request, response, rest === "intent" ? "PUT" : "GET")) return;
  if (rest === "counters") return send(response, 200, countersOf(service, options));
  if (rest === "intent") return takeIntent(service, options, request, response);
  return send(response, 200, service.state(options.incarnation));
}

function isAllowed(request: IncomingMessage, response: ServerResponse, method: "GET" | "PUT"): boolean {
  if (request.method === method) return true;
  response.setHeader("allow", method);
  send(response, 405, { code: "method_not_allowed", detail: `Use ${method}.` });
  return false;
}

type ManyPath = "/targets" | "/counters" | "/intents" | "/claims";

function isForMany(pathname: string): pathname is ManyPath {
  return ["/targets", "/counters", "/intents", "/claims"].includes(pathname);
}

interface ManyRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly pathname: ManyPath;
  readonly searchParams: URLSearchParams;
}

/** What concerns many services of this edge at once. */
async function answerMany(options: AdminDoorOptions, given: ManyRequest): Promise<void> {
  const { request, response, pathname, searchParams } = given;
  const isWrite = pathname === "/intents" || pathname === "/claims";
  if (!isAllowed(request, response, isWrite ? "PUT" : "GET")) return;
  if (isWrite) {
    const text = await readText(request, INTENTS_BYTES_MAX);
    if (text === null) return send(response, 413, { code: "payload_too_large", detail: "Send fewer intents at once." });
    const json = parseJson(text);
    const { services } = options;
    const { status, body } =
      pathname === "/claims"
        ? claimMany(json, services, (service, term) => claimOne(service, term, options))
        : takeMany(json, services, (service, intent) => takeOne(service, intent, options));
    return send(response, status, body);
  }
  const services = namedServices(options.services, searchParams);
  if (services === null) return send(response, 400, { code: "invalid_input", detail: "Name fewer services at once." });
  const answerOf = (service: EdgeService): unknown =>
    pathname === "/counters" ? countersOf(service, options) : service.state(options.incarnation);
  send(response, 200, answersOf(services, answerOf));
}

async function takeIntent(
  service: EdgeService,
  options: AdminDoorOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await readText(request, INTENT_BYTES_MAX);
  if (text === null) return send(response, 413, { code: "payload_too_large", detail: "An intent is a few numbers." });
  const intent = TrafficIntentMessage.safeParse(parseJson(text));
  if (!intent.success) {
    const issue = intent.error.issues[0];
    const detail = `${issue?.path.join(".") || "body"}: ${issue?.message ?? "not an intent"}`;
    return send(response, 400, { code: "invalid_input", detail });
  }
  const { status, body } = takeOne(service, intent.data, options);
  send(response, status, body);
}

function takeOne(service: EdgeService, intent: TrafficIntentMessage, options: AdminDoorOptions): IntentAnswer {
  const outcome = service.apply(intent);
  if (!outcome.accepted) return fencedAnswer(`Term ${intent.term}, epoch ${intent.epoch}`, outcome.newest);
  return keptAnswer(service, options);
}

function claimOne(service: EdgeService, term: number, options: AdminDoorOptions): IntentAnswer {
  const outcome = service.claim(term);
  return outcome.accepted ? keptAnswer(service, options) : fencedAnswer(`Term ${term}`, outcome.newest);
}

function fencedAnswer(what: string, { term, epoch }: AcceptedPair): IntentAnswer {
  const detail = `${what} is older than term ${term}, epoch ${epoch}, which was accepted already.`;
  return { status: 409, body: { code: "fenced", detail, acceptedTerm: term, acceptedEpoch: epoch } };
}

function keptAnswer(service: EdgeService, options: AdminDoorOptions): IntentAnswer {
  const { accepted } = service;
  if (accepted !== null) options.fences.remember(service.config.name, accepted);
  return { status: 200, body: service.state(options.incarnation) };
}

/** Counters in the shape of EdgeCountersAnswer; the last bound is null for "no bound", as JSON has no Infinity. */
function countersOf(service: EdgeService, options: AdminDoorOptions): unknown {
  const bounds = [...EDGE_LATENCY_BOUNDS_MS, null];
  const series = SLOTS.map((slot) => {
    const counts = service.counts(slot);
    const buckets = bounds.map((upperBoundMs, index) => ({ upperBoundMs, count: counts.cumulative[index] ?? 0 }));
    return [slot, { ...requestsAndErrors(counts), latencyBuckets: buckets }] as const;
  });
  return { incarnation: options.incarnation, sampledAt: options.now(), slots: Object.fromEntries(series) };
}

function sendMetrics(options: AdminDoorOptions, response: ServerResponse): void {
  const all = [...options.services].flatMap(([service, edgeService]) =>
    SLOTS.map((slot) => ({ service, slot, counts: edgeService.counts(slot) })),
  );
  response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
  response.end(renderPrometheus(all));
}

/** Hashes are compared, so that neither the length nor the place of the first difference shows in the time it takes. */
function hasToken(request: IncomingMessage, token: string): boolean {
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

async function readText(request: IncomingMessage, maxBytes: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxBytes) return null;
    chunks.push(chunk as Buffer);
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

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
