import http from "node:http";
import { WebSocket } from "ws";
import type { ReleaseRig } from "../../support/release-rig";
import { canaryVersion, planOfTrial } from "./trial";

interface StickyClient {
  readonly kind: string;
  /** Canary answers seen after this time of the monotonic clock. */
  canaryAfter(sinceMs: number): number;
  stop(): void;
}

/** Asks again and again over one kept connection, with the cookie of its first answer. */
function cookieClient(url: string, path: string, kind: string): StickyClient {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const seen: number[] = [];
  let cookie: string | undefined;
  let stopped = false;

  function ask(): void {
    if (stopped) return;
    const request = http.get(new URL(path, url), { agent, headers: cookie ? { cookie } : {} }, (response) => {
      const setCookie = response.headers["set-cookie"]?.[0]?.split(";")[0];
      const version = response.headers["x-version"];
      // Only a user of the canary is of interest; the others try again without a cookie.
      if (setCookie && version === canaryVersion) cookie = setCookie;
      response.resume();
      response.on("end", () => {
        if (version === canaryVersion) seen.push(performance.now());
        setTimeout(ask, 20);
      });
    });
    request.on("error", () => setTimeout(ask, 20));
  }

  ask();
  return {
    kind,
    canaryAfter: (sinceMs) => seen.filter((atMs) => atMs > sinceMs).length,
    stop() {
      stopped = true;
      agent.destroy();
    },
  };
}

/** Keeps a websocket open and talks over it; connects again when it is cut. */
function websocketClient(url: string): StickyClient {
  const seen: number[] = [];
  let stopped = false;
  let socket: WebSocket | undefined;
  let timer: NodeJS.Timeout | undefined;

  function connect(): void {
    if (stopped) return;
    let version: string | undefined;
    socket = new WebSocket(url.replace("http", "ws"));
    socket.on("upgrade", (response) => {
      version = response.headers["x-version"] as string | undefined;
    });
    socket.on("open", () => {
      timer = setInterval(() => socket?.readyState === WebSocket.OPEN && socket.send("hello"), 50);
    });
    socket.on("message", (data) => {
      if (version === canaryVersion || String(data).includes(canaryVersion)) seen.push(performance.now());
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearInterval(timer);
      setTimeout(connect, 30);
    });
  }

  connect();
  return {
    kind: "websocket",
    canaryAfter: (sinceMs) => seen.filter((atMs) => atMs > sinceMs).length,
    stop() {
      stopped = true;
      clearInterval(timer);
      socket?.terminate();
    },
  };
}

/** Canary answers that sticky users of each kind still got 1 s after the abort was done. */
export async function measureAfterAbort(
  rig: ReleaseRig,
  abort: (id: string) => Promise<unknown>,
): Promise<Record<string, number>> {
  const id = await rig.ship(planOfTrial(false));
  await rig.reach(id, (rollout) => rollout.phase === "baking", 30_000);
  const clients = [
    ...Array.from({ length: 10 }, () => cookieClient(rig.url, "/", "cookie")),
    ...Array.from({ length: 5 }, () => cookieClient(rig.url, "/slow?ms=300", "slow")),
    ...Array.from({ length: 10 }, () => websocketClient(rig.url)),
  ];
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const before = clients.reduce((sum, client) => sum + client.canaryAfter(0), 0);
  await abort(id);
  await rig.reach(id, (rollout) => rollout.phase === "rolled_back", 20_000);
  const doneMs = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const result: Record<string, number> = { before };
  for (const client of clients) {
    result[client.kind] = (result[client.kind] ?? 0) + client.canaryAfter(doneMs + 1_000);
    client.stop();
  }
  return result;
}
