import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { Agent, createServer, request } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, test } from "vitest";
import type { EdgeConfigInput } from "@/lib/traffic/adapters/edge/edge-config";
import { type RunningEdge, startEdge } from "@/lib/traffic/adapters/edge/start-edge";
import { freePorts } from "../../support/haproxy";
import { later } from "../../support/later";
import { startShopSlots } from "../../support/shop-slots";
import { ask, askMany, openEcho } from "../../support/traffic-clients";
import { until } from "../../support/until";

const token = "an-admin-token-of-more-than-32-characters";
const authorization = `Bearer ${token}`;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type Service = EdgeConfigInput["services"][number];

async function edge(service: Partial<Service> & Pick<Service, "slots">, more: Partial<EdgeConfigInput> = {}) {
  const running = await startEdge({
    listen: {},
    admin: { token },
    services: [{ name: "shop", ...service }],
    ...more,
  });
  closers.push(running.close);
  return running;
}

async function shop(counts = { a: 1, b: 1 }) {
  const services = await startShopSlots(counts);
  closers.push(services.close);
  return { services, slots: { a: services.a.map((one) => one.url), b: services.b.map((one) => one.url) } };
}

const put = (running: RunningEdge, body: unknown, headers: Record<string, string> = { authorization }) =>
  fetch(`${running.adminUrl}/targets/shop/intent`, { method: "PUT", headers, body: JSON.stringify(body) });

const intent = (epoch: number, b: number, closed: string[] = []) => ({
  epoch,
  sharePercent: { a: 100 - b, b },
  closed,
});

const safeSplit = { sharePercent: { a: 100, b: 0 }, closed: ["b"] };

/** A server that is no toy: it does with each connection what it is told. Its URL. */
async function rawServer(handle: Parameters<typeof createServer>[1], idleMs = 5_000): Promise<string> {
  const server = createServer(handle);
  server.keepAliveTimeout = idleMs;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("the edge's admin door", () => {
  test("takes nothing without the token, and refuses short tokens at the start", async () => {
    const running = await edge({ slots: (await shop()).slots });
    for (const headers of [
      {},
      { authorization: "Bearer wrong" },
      { authorization: token },
      { authorization: `Bearer ${token}x` },
    ]) {
      expect((await put(running, intent(1, 50), headers as Record<string, string>)).status).toBe(401);
      expect(
        (await fetch(`${running.adminUrl}/targets/shop`, { headers: headers as Record<string, string> })).status,
      ).toBe(401);
    }
    expect(running.state("shop").slots.b.sharePercent).toBe(0);
    expect(new URL(running.adminUrl).hostname).toBe("127.0.0.1");
    await expect(startEdge({ admin: { token: "short" }, services: [] })).rejects.toThrow(/32 characters/);
  });

  test.each([
    ["shares that do not add up", { epoch: 1, sharePercent: { a: 50, b: 60 }, closed: [] }, "sharePercent"],
    ["a weight of 101", { epoch: 1, sharePercent: { a: -1, b: 101 }, closed: [] }, "sharePercent"],
    ["a closed slot with traffic", { epoch: 1, sharePercent: { a: 50, b: 50 }, closed: ["b"] }, "closed"],
    ["a negative epoch", intent(-1, 50), "epoch"],
    ["no slot of that name", { ...intent(1, 0), closed: ["c"] }, "closed"],
    ["no object", "hello", "body"],
    ["a term that is no whole number", { ...intent(1, 0), term: 1.5 }, "term"],
    ["a hold of no time", { ...intent(1, 0), hold: { ttlMs: 0, safe: safeSplit } }, "hold.ttlMs"],
    [
      "a hold to nobody",
      { ...intent(1, 0), hold: { ttlMs: 10, safe: { ...safeSplit, closed: ["a"] } } },
      "hold.safe.closed",
    ],
  ])("answers %s with the field", async (_, body, field) => {
    const running = await edge({ slots: (await shop()).slots });
    const response = await put(running, body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { detail: string }).detail).toContain(field);
  });

  test("answers unknown services, wrong methods and large bodies", async () => {
    const running = await edge({ slots: (await shop()).slots });
    const get = (at: string) => fetch(`${running.adminUrl}${at}`, { headers: { authorization } });
    const unknown = await get("/targets/nope");
    expect([unknown.status, await unknown.text()]).toEqual([404, expect.stringContaining("shop")]);
    expect((await get("/targets/shop/intent")).status).toBe(405);
    const huge = await fetch(`${running.adminUrl}/targets/shop/intent`, {
      method: "PUT",
      headers: { authorization },
      body: "x".repeat(20_000),
    });
    expect(huge.status).toBe(413);
    expect((await get("/healthz")).status).toBe(200);
  });

  test("remembers the newest epoch in its state file over a restart, and begins with the safe split", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "sbx-edge-"));
    closers.push(() => rm(folder, { recursive: true }));
    const stateFile = path.join(folder, "epochs.json");
    const { slots } = await shop();
    const first = await edge({ slots }, { stateFile });
    expect((await put(first, intent(41, 30))).status).toBe(200);
    await first.close();
    const second = await edge({ slots }, { stateFile });
    expect(second.state("shop")).toMatchObject({
      acceptedEpoch: 41,
      acceptedTerm: 0,
      slots: { b: { sharePercent: 0 } },
    });
    const stale = await put(second, intent(40, 100));
    expect(stale.status).toBe(409);
    expect(await stale.json()).toMatchObject({ code: "fenced", acceptedTerm: 0, acceptedEpoch: 41 });
    expect((await put(second, intent(41, 30))).status).toBe(200);
    expect(JSON.parse(await readFile(stateFile, "utf8"))).toEqual({ shop: { term: 0, epoch: 41 } });
    await second.close();
    // As a version wrote it that knew no terms.
    await writeFile(stateFile, '{"shop":50}');
    const third = await edge({ slots }, { stateFile });
    expect((await put(third, intent(49, 30))).status).toBe(409);
    expect((await put(third, { ...intent(1, 30), term: 7 })).status).toBe(200);
    expect(JSON.parse(await readFile(stateFile, "utf8"))).toEqual({ shop: { term: 7, epoch: 1 } });
    await writeFile(stateFile, "{");
    await expect(edge({ slots }, { stateFile })).rejects.toThrow(/cannot be read/);
  });
});

describe("the edge's front door", () => {
  test("finds services by host name and by their own door", async () => {
    const [one, other] = [await shop(), await shop()];
    const running = await startEdge({
      listen: {},
      admin: { token },
      services: [
        { name: "cart", hosts: ["cart.localhost"], slots: one.slots, initialSharePercent: { a: 0, b: 100 } },
        { name: "web", hosts: ["web.localhost"], listen: {}, slots: other.slots },
      ],
    });
    closers.push(running.close);
    const port = Number(new URL(running.url ?? "").port);
    const versionAt = (host: string) =>
      new Promise((resolve, reject) => {
        request({ port, host: "127.0.0.1", headers: { host: `${host}:${port}` } }, (answer) => {
          answer.resume();
          resolve(answer.headers["x-version"] ?? answer.statusCode);
        })
          .once("error", reject)
          .end();
      });
    expect(await versionAt("cart.localhost")).toBe("canary");
    expect(await versionAt("WEB.localhost")).toBe("stable");
    expect(await versionAt("nobody.localhost")).toBe(404);
    expect((await ask(running.serviceUrls.web ?? "", {})).version).toBe("stable");
  });

  test("streams request bodies of any size", async () => {
    const { slots } = await shop();
    const running = await edge({ slots });
    const body = Buffer.alloc(20 * 1024 * 1024, 1);
    const response = await fetch(running.url ?? "", { method: "POST", body });
    expect(await response.json()).toMatchObject({ bytes: body.length });
  });

  test("passes hop-by-hop headers on to nobody, and says who asked", async () => {
    const echo = await rawServer((incoming, outgoing) => {
      outgoing.setHeader("keep-alive", "timeout=1");
      outgoing.end(JSON.stringify(incoming.headers));
    });
    const running = await edge({ slots: { a: [echo], b: [echo] } });
    const answer = await new Promise<{ headers: Record<string, unknown>; body: Record<string, string> }>((resolve) => {
      const headers = { connection: "keep-alive, x-secret-hop", "x-secret-hop": "1", te: "trailers", "x-mine": "2" };
      request(running.url ?? "", { headers }, (incoming) => {
        let text = "";
        incoming.on("data", (chunk) => {
          text += chunk;
        });
        incoming.on("end", () => resolve({ headers: incoming.headers, body: JSON.parse(text) }));
      }).end();
    });
    expect(answer.body).toMatchObject({ "x-mine": "2", "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http" });
    expect(answer.body).not.toHaveProperty("x-secret-hop");
    expect(answer.body).not.toHaveProperty("te");
    expect(answer.headers["keep-alive"]).not.toBe("timeout=1");
  });

  test("answers 502 for a server that is not there or breaks off, 504 for a silent one, and counts them", async () => {
    const [closedPort] = await freePorts(1);
    const resetting = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.on("data", () => socket.resetAndDestroy());
    });
    await new Promise<void>((resolve) => resetting.listen(0, "127.0.0.1", resolve));
    closers.push(() => new Promise((resolve) => resetting.close(resolve)));
    const silent = await rawServer(() => undefined);
    const urls = [
      `http://127.0.0.1:${closedPort}`,
      `http://127.0.0.1:${(resetting.address() as AddressInfo).port}`,
      silent,
    ];
    const running = await edge({ slots: { a: urls, b: urls }, answerTimeoutMs: 150 });
    const statuses = [];
    for (let round = 0; round < 3; round += 1) statuses.push((await ask(running.url ?? "", {})).status);
    expect(statuses.sort()).toEqual([502, 502, 504]);
    const metrics = await (await fetch(`${running.adminUrl}/metrics`)).text();
    expect(metrics).toContain('signalbox_edge_requests_total{service="shop",slot="a",code="502"} 2');
    expect(metrics).toContain('signalbox_edge_requests_total{service="shop",slot="a",code="504"} 1');
  });

  test("breaks off when the server breaks off, instead of pretending an end", async () => {
    const half = await rawServer((_, outgoing) => {
      outgoing.writeHead(200, { "content-length": "100" });
      outgoing.write("half");
      later(20, () => outgoing.destroy());
    });
    const running = await edge({ slots: { a: [half], b: [half] } });
    await expect(ask(running.url ?? "", {})).rejects.toThrow();
  });

  test("repeats a GET that a kept connection was closed under, and never a POST", async () => {
    const used = new WeakSet<object>();
    let connections = 0;
    const hasty = await rawServer((incoming, outgoing) => {
      if (used.has(incoming.socket)) return incoming.socket.destroy();
      used.add(incoming.socket);
      connections += 1;
      return outgoing.end("ok");
    });
    const running = await edge({ slots: { a: [hasty], b: [hasty] } });
    const url = running.url ?? "";
    for (let round = 0; round < 10; round += 1) expect((await ask(url, {})).status).toBe(200);
    expect(connections).toBe(10);
    expect((await fetch(url, { method: "POST", body: "order" })).status).toBe(502);
  });

  test("leaves out servers that fail their health checks, and a slot without any", async () => {
    const { services, slots } = await shop({ a: 2, b: 1 });
    const running = await edge({ slots, healthCheck: { intervalMs: 100, fall: 1 } });
    running.apply("shop", { epoch: 1, sharePercent: { a: 50, b: 50 }, closed: [] });
    await until("all to be up", () => running.state("shop").slots.a.serversUp === 2);
    services.b[0]!.setFaults({ healthy: false });
    await until("the canary to be out", () => running.state("shop").slots.b.serversUp === 0);
    expect(running.state("shop").slots.a.sharePercent).toBe(100);
    expect(await askMany(running.url ?? "", 40)).toEqual({ stable: 40 });
    services.b[0]!.setFaults({ healthy: true });
    await until("the canary to be back", () => running.state("shop").slots.b.sharePercent === 50);
    for (const one of [...services.a, ...services.b]) one.setFaults({ healthy: false });
    const serversUp = () => Object.values(running.state("shop").slots).map((slot) => slot.serversUp);
    await until("nobody to be up", () => serversUp().every((up) => up === 0));
    expect((await ask(running.url ?? "", {})).status).toBe(503);
  });

  test("a request under way may end within the drain time; a client that leaves is nobody's error", async () => {
    const { services, slots } = await shop();
    const running = await edge({ slots, drainMs: 400 });
    running.apply("shop", { epoch: 1, sharePercent: { a: 0, b: 100 }, closed: [] });
    const short = ask(running.url ?? "", { path: "/slow?ms=150" });
    const long = ask(running.url ?? "", { path: "/slow?ms=5000" });
    const left = ask(running.url ?? "", { path: "/slow?ms=5000", timeoutMs: 50 }).catch(() => "left");
    expect(await left).toBe("left");
    await until("both to be under way", () => services.b[0]!.underWay() >= 2);
    running.apply("shop", { epoch: 2, sharePercent: { a: 100, b: 0 }, closed: ["b"] });
    expect((await short).version).toBe("canary");
    expect((await long).status).toBe(503);
    const metrics = await (await fetch(`${running.adminUrl}/metrics`)).text();
    expect(metrics).toContain('slot="b",code="cut"} 1');
    expect(metrics).not.toMatch(/slot="b",code="5/);
  });

  test("refuses an upgrade that the server refuses, and closes with open websockets", async () => {
    const plain = await rawServer((_, outgoing) => outgoing.writeHead(426).end("no websockets"));
    const refusing = await edge({ slots: { a: [plain], b: [plain] } });
    await expect(openEcho(refusing.url ?? "")).rejects.toThrow(/426/);
    const { slots } = await shop();
    const running = await edge({ slots });
    const echo = await openEcho(running.url ?? "");
    expect(echo.version).toBe("stable");
    await running.close();
    await until("the websocket to be closed", () => !echo.isOpen());
  });
});

describe("the edge as its own process", () => {
  test("starts from a file, serves, and ends on SIGTERM", async () => {
    const { slots } = await shop();
    const folder = await mkdtemp(path.join(tmpdir(), "sbx-edge-"));
    closers.push(() => rm(folder, { recursive: true }));
    const file = path.join(folder, "edge.json");
    await writeFile(file, JSON.stringify({ listen: {}, admin: {}, services: [{ name: "shop", slots }] }));
    const child = spawn(process.execPath, ["--import", "tsx", "lib/entry/edge.ts", file], {
      env: { ...process.env, EDGE_ADMIN_TOKEN: token },
      stdio: ["ignore", "pipe", "inherit"],
    });
    closers.push(async () => child.kill("SIGKILL"));
    const line = await new Promise<string>((resolve) =>
      createInterface({ input: child.stdout! }).once("line", resolve),
    );
    const { url } = JSON.parse(line) as { url: string };
    const agent = new Agent({ keepAlive: true });
    expect((await ask(url, { agent })).version).toBe("stable");
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    agent.destroy();
  });
});
