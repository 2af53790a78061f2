import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { type KeptObject, KubernetesStore, type StoreEvent } from "./kubernetes-store";
import { selfSigned } from "./self-signed";

/** The kinds that are installed, by `group/version/plural`. */
const installedAtFirst = ["gateway.networking.k8s.io/v1/httproutes", "argoproj.io/v1alpha1/rollouts"];
const token = "eyJhbGciOiJSUzI1NiJ9.of-the-service-account-of-the-tests.signature";
const { key, cert } = selfSigned();

interface Asked {
  readonly verb: "get" | "list" | "watch" | "update";
  readonly kind: string;
  readonly group: string;
  /** As RBAC names it, with the subresource. */
  readonly resource: string;
  readonly collection: string;
  readonly name: string;
  readonly part: "object" | "status";
  readonly query: URLSearchParams;
}

export interface KubernetesApi {
  readonly url: string;
  /** PEM of the certificate that it shows. */
  readonly ca: string;
  readonly token: string;
  readonly store: KubernetesStore;
  /** `verb resource` of every request that came, in order. */
  readonly seen: string[];
  /** Verbs on resources that the token may not use: `update httproutes`. */
  readonly denied: Set<string>;
  /** The kinds that are installed. */
  readonly installed: Set<string>;
  /** Answers before the real one: for the next request of this verb, once. */
  readonly next: { verb: string; status: number; retryAfterSeconds?: number }[];
  /** Do something just before a replacement is tried, once: somebody else's write in the meantime. */
  beforeUpdate(change: () => void): void;
  /** Answer nothing at all from now on. */
  hang(): void;
  watches(): number;
  /** End all watches: by the end of the answer, as servers do, or in the middle. */
  endWatches(how: "politely" | "abruptly"): void;
  /** Tell watches of a version without a change. */
  bookmark(): void;
  close(): Promise<void>;
}

const reasons: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  409: "Conflict",
  410: "Expired",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
};

function status(code: number, message: string, details: Record<string, unknown> = {}): Record<string, unknown> {
  const reason = reasons[code] ?? "Unknown";
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, details, code };
}

/** An API server over HTTPS on loopback, as far as custom resources are read, replaced and watched. */
export async function startKubernetesApi(): Promise<KubernetesApi> {
  const store = new KubernetesStore();
  const seen: string[] = [];
  const denied = new Set<string>();
  const installed = new Set(installedAtFirst);
  const next: KubernetesApi["next"] = [];
  const watching = new Set<ServerResponse>();
  const sockets = new Set<Socket>();
  let before: (() => void) | null = null;
  let hangs = false;

  const server = createServer({ key, cert }, (request, response) => {
    if (!hangs) void answer(request, response).catch((error: Error) => send(response, 500, status(500, error.message)));
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  function send(response: ServerResponse, code: number, body: unknown, headers: Record<string, string> = {}): void {
    response.writeHead(code, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  }

  function refusal(asked: Asked, request: IncomingMessage): readonly [number, Record<string, unknown>] | null {
    if (request.headers.authorization !== `Bearer ${token}`) return [401, status(401, "Unauthorized")];
    if (denied.has(`${asked.verb} ${asked.resource}`)) {
      const who = 'User "system:serviceaccount:shop:signalbox"';
      const what = `${asked.resource}.${asked.group} "${asked.name}" is forbidden: ${who} cannot ${asked.verb} it`;
      return [403, status(403, what, { name: asked.name, group: asked.group, kind: asked.resource })];
    }
    return null;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = askedOf(request);
    if (asked === null || !installed.has(asked.kind)) {
      response.writeHead(404, { "content-type": "text/plain" }).end("404 page not found\n");
      return;
    }
    seen.push(`${asked.verb} ${asked.resource}`);
    const refused = refusal(asked, request);
    if (refused) return send(response, ...refused);
    const planned = next.findIndex(({ verb }) => verb === asked.verb);
    const [fault] = planned < 0 ? [] : next.splice(planned, 1);
    if (fault) {
      const headers: Record<string, string> =
        fault.retryAfterSeconds === undefined ? {} : { "retry-after": String(fault.retryAfterSeconds) };
      return send(response, fault.status, status(fault.status, "as planned"), headers);
    }
    if (asked.verb === "watch") return watch(asked, response);
    if (asked.verb === "list") return send(response, 200, { kind: "List", items: store.list(asked.collection) });
    if (asked.verb === "get") return sendObject(response, asked, store.find(asked.collection, asked.name));
    await update(asked, request, response);
  }

  function sendObject(response: ServerResponse, { group, resource, name }: Asked, object: KeptObject | null): void {
    const details = { name, group, kind: resource };
    if (object) send(response, 200, object);
    else send(response, 404, status(404, `${resource}.${group} "${name}" not found`, details));
  }

  async function update(asked: Asked, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const given = JSON.parse(Buffer.concat(chunks).toString("utf8")) as KeptObject;
    before?.();
    before = null;
    const replaced = store.replace(asked.collection, asked.part, given);
    if (replaced.kind === "done") return send(response, 200, replaced.object);
    if (replaced.kind === "missing") return sendObject(response, asked, null);
    const what = `${asked.resource}.${asked.group} "${asked.name}"`;
    const details = { name: asked.name, group: asked.group, kind: asked.resource };
    if (replaced.kind === "no_version") {
      const message = `${what} is invalid: metadata.resourceVersion: must be specified for an update`;
      return send(response, 422, status(422, message, details));
    }
    const modified = "the object has been modified; please apply your changes to the latest version and try again";
    send(response, 409, status(409, `Operation cannot be fulfilled on ${what}: ${modified}`, details));
  }

  function watch(asked: Asked, response: ServerResponse): void {
    const name = /^metadata\.name=(.+)$/.exec(asked.query.get("fieldSelector") ?? "")?.[1];
    const from = Number(asked.query.get("resourceVersion") ?? store.version);
    response.writeHead(200, { "content-type": "application/json" });
    const write = (type: string, object: unknown): void => {
      if (!response.writableEnded) response.write(`${JSON.stringify({ type, object })}\n`);
    };
    const missed = store.since(asked.collection, from);
    if (missed === null) {
      write("ERROR", status(410, `too old resource version: ${from} (${store.version})`));
      response.end();
      return;
    }
    const tell = (event: StoreEvent): void => {
      const isWanted = event.collection === asked.collection && (!name || event.object.metadata.name === name);
      if (isWanted) write(event.type, event.object);
    };
    response.flushHeaders();
    missed.forEach(tell);
    const stop = store.onEvent(tell);
    watching.add(response);
    response.on("close", () => {
      stop();
      watching.delete(response);
    });
  }

  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca: cert,
    token,
    store,
    seen,
    denied,
    installed,
    next,
    beforeUpdate(change): void {
      before = change;
    },
    hang(): void {
      hangs = true;
    },
    watches: () => watching.size,
    endWatches(how): void {
      for (const response of watching) {
        if (how === "politely") response.end();
        else response.destroy();
      }
    },
    bookmark(): void {
      const object = { kind: "HTTPRoute", metadata: { resourceVersion: String(store.version) } };
      for (const response of watching) response.write(`${JSON.stringify({ type: "BOOKMARK", object })}\n`);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function askedOf(request: IncomingMessage): Asked | null {
  const url = new URL(request.url ?? "/", "https://stub");
  const match =
    /^\/apis\/([^/]+)\/([^/]+)\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+))?(\/status)?$/.exec(url.pathname) ?? [];
  const [, group = "", version = "", namespace = "", plural = "", name, status] = match;
  if (plural === "") return null;
  const isWatch = url.searchParams.get("watch") === "true";
  return {
    verb: request.method === "PUT" ? "update" : name !== undefined ? "get" : isWatch ? "watch" : "list",
    kind: `${group}/${version}/${plural}`,
    group,
    resource: `${plural}${status ?? ""}`,
    collection: `${group}/${plural}/${namespace}`,
    name: name ?? "",
    part: status === undefined ? "object" : "status",
    query: url.searchParams,
  };
}
