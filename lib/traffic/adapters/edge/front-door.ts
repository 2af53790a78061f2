import type { ClientRequest, IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createProxyServer } from "http-proxy-3";
import type { EdgeService, Flight, Upstream } from "./edge-service";

/** Which service a request belongs to; null when none. */
export type FindService = (request: IncomingMessage) => EdgeService | null;

export interface FrontDoor {
  readonly onRequest: RequestListener;
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  close(): void;
}

interface Passage {
  readonly service: EdgeService;
  flight: Flight;
  outgoing: ClientRequest | null;
  readonly wantsClose: boolean;
}

type Proxy = ReturnType<typeof createProxyServer>;

/** Route requests and websockets of clients to the servers that their service chooses. */
export function createFrontDoor(findService: FindService): FrontDoor {
  const passages = new WeakMap<IncomingMessage, Passage>();
  const proxy: Proxy = createProxyServer({ xfwd: true });
  proxy.on("proxyReq", (outgoing, request) => {
    const passage = passages.get(request);
    if (passage !== undefined) passage.outgoing = outgoing;
  });
  proxy.on("proxyRes", (answer, request, response) => {
    const passage = passages.get(request);
    if (passage !== undefined) prepareAnswer(passage, answer, response);
  });
  proxy.on("proxyReqWs", (outgoing, request) => {
    const passage = passages.get(request);
    if (passage !== undefined) followUpgrade(passage, outgoing);
  });
  return {
    onRequest(request, response): void {
      const service = findService(request);
      const upstream = chooseFor(service, request);
      if (service === null || upstream === null) {
        refuse(response, service === null ? 404 : 503);
        return;
      }
      const passage = beginRequest(service, upstream, request, response);
      passages.set(request, passage);
      send(proxy, request, response, passage, 0);
    },
    onUpgrade(request, socket, head): void {
      const service = findService(request);
      const upstream = chooseFor(service, request);
      socket.on("error", () => socket.destroy());
      if (service === null || upstream === null) {
        socket.end(`HTTP/1.1 ${service === null ? "404 Not Found" : "503 Service Unavailable"}\r\n\r\n`);
        return;
      }
      const passage = beginUpgrade(service, upstream, socket);
      passages.set(request, passage);
      const options = { target: upstream.url, connectTimeout: service.config.connectTimeoutMs };
      proxy.ws(request, socket, head, options, () => {
        if (!passage.flight.isRecorded) socket.write("HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n");
        service.record(passage.flight, 502, performance.now());
      });
    },
    close: () => proxy.removeAllListeners(),
  };
}

function beginRequest(
  service: EdgeService,
  upstream: Upstream,
  request: IncomingMessage,
  response: ServerResponse,
): Passage {
  const wantsClose = /\bclose\b/i.test(request.headers.connection ?? "");
  removeHopByHop(request);
  const flight = service.begin(upstream, performance.now(), () => cutRequest(passage, response));
  const passage: Passage = { service, flight, outgoing: null, wantsClose };
  response.on("close", () => service.end(passage.flight));
  return passage;
}

function beginUpgrade(service: EdgeService, upstream: Upstream, socket: Duplex): Passage {
  const flight = service.begin(upstream, performance.now(), () => {
    service.record(passage.flight, "cut", performance.now());
    passage.outgoing?.destroy();
    socket.destroy();
  });
  const passage: Passage = { service, flight, outgoing: null, wantsClose: true };
  socket.on("close", () => service.end(passage.flight));
  return passage;
}

function send(
  proxy: Proxy,
  request: IncomingMessage,
  response: ServerResponse,
  passage: Passage,
  attempt: number,
): void {
  const { service, flight } = passage;
  const options = {
    target: flight.upstream.url,
    agent: service.agentFor(flight.upstream),
    connectTimeout: service.config.connectTimeoutMs,
    proxyTimeout: service.config.answerTimeoutMs,
  };
  proxy.web(request, response, options, () => {
    const next = attempt === 0 && mayRepeat(request, response, passage) ? service.choose(flight.upstream.id) : null;
    if (next === null) return finishFailed(passage, response);
    service.end(flight);
    passage.flight = service.begin(next, flight.startedAtMs, flight.cut);
    send(proxy, request, response, passage, attempt + 1);
  });
}

/** Count the answer at its first byte: how long the rest takes depends on the client as well. */
function prepareAnswer(passage: Passage, answer: IncomingMessage, response: ServerResponse): void {
  const { service, flight, wantsClose } = passage;
  service.record(flight, answer.statusCode ?? 502, performance.now());
  delete answer.headers["keep-alive"];
  answer.headers.connection = wantsClose ? "close" : "keep-alive";
  const cookie = service.config.stickyCookie;
  if (cookie !== undefined) {
    const pin = `${cookie}=${flight.upstream.id}; Path=/; HttpOnly; SameSite=Lax`;
    answer.headers["set-cookie"] = [...(answer.headers["set-cookie"] ?? []), pin];
  }
  // A pipe does not pass on that its source broke off; the client must see it.
  answer.once("close", () => {
    if (!answer.complete) response.destroy();
  });
}

function followUpgrade(passage: Passage, outgoing: ClientRequest): void {
  passage.outgoing = outgoing;
  outgoing.once("upgrade", (answer: IncomingMessage, upstreamSocket: Socket) => {
    passage.service.record(passage.flight, answer.statusCode ?? 101, performance.now());
    const cut = passage.flight.cut;
    passage.flight.cut = () => {
      upstreamSocket.destroy();
      cut();
    };
  });
  outgoing.once("response", (answer: IncomingMessage) => {
    passage.service.record(passage.flight, answer.statusCode ?? 502, performance.now());
  });
}

/**
 * A connection that was kept open may be closed by the server in the very moment it is used again. That is nobody's
 * error, and a request without effect and without a body is simply sent once more.
 */
function mayRepeat(request: IncomingMessage, response: ServerResponse, passage: Passage): boolean {
  const isRepeatable = request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS";
  const hasBody = request.headers["content-length"] !== undefined || request.headers["transfer-encoding"] !== undefined;
  const isOpen = !response.headersSent && !response.destroyed && !passage.flight.isCut;
  return isRepeatable && !hasBody && isOpen && passage.outgoing?.reusedSocket === true;
}

function finishFailed(passage: Passage, response: ServerResponse): void {
  const { service, flight } = passage;
  // The client left first: that says nothing about the server.
  if (response.destroyed) return;
  if (flight.isCut) return;
  const waitedMs = performance.now() - flight.startedAtMs;
  const status = waitedMs >= service.config.answerTimeoutMs ? 504 : 502;
  service.record(flight, status, performance.now());
  if (response.headersSent) response.destroy();
  else refuse(response, status);
}

/** The slot was closed: the client may ask again at once and will be served by the other slot. */
function cutRequest(passage: Passage, response: ServerResponse): void {
  passage.service.record(passage.flight, "cut", performance.now());
  if (response.headersSent) response.destroy();
  else refuse(response, 503);
  passage.outgoing?.destroy();
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "retry-after": "1", connection: "close" });
  response.end(REFUSALS[status] ?? "The request could not be served.\n");
}

const REFUSALS: Readonly<Record<number, string>> = {
  404: "No service answers at this host name.\n",
  502: "The server failed to answer.\n",
  503: "No server takes this request at the moment.\n",
  504: "The server did not answer in time.\n",
};

/** Headers that concern one connection only must not travel on; the library adds its own. */
function removeHopByHop(request: IncomingMessage): void {
  const named = (request.headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  for (const name of [...named, "keep-alive", "proxy-connection", "te", "upgrade", "expect"]) {
    if (name !== "" && name !== "close" && name !== "transfer-encoding" && name !== "content-length") {
      delete request.headers[name];
    }
  }
  request.headers.connection = "keep-alive";
}

function chooseFor(service: EdgeService | null, request: IncomingMessage): Upstream | null {
  return service?.choose(stickyId(service, request)) ?? null;
}

function stickyId(service: EdgeService, request: IncomingMessage): Upstream["id"] | null {
  const name = service.config.stickyCookie;
  if (name === undefined) return null;
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const [key, value] = pair.split("=", 2);
    if (key?.trim() === name) return value?.trim() ?? null;
  }
  return null;
}
