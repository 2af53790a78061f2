import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createConnection, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startToxicProxy, type ToxicProxy } from "../../support/toxic-proxy";
import { until } from "../../support/until";

/** Goal: each illness of the network is what its name says, for open connections and for new ones. */

const closing: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** A server that sends back what it is sent, and closes when the other side does. */
async function startEcho(at?: { path: string }): Promise<{ host: string; port: number }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => (at ? server.listen(at.path, resolve) : server.listen(0, "127.0.0.1", resolve)));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return { host: "127.0.0.1", port: at ? 0 : (server.address() as AddressInfo).port };
}

async function startProxy(): Promise<ToxicProxy> {
  const proxy = await startToxicProxy(await startEcho());
  closing.push(() => proxy.close());
  return proxy;
}

interface Client {
  readonly socket: Socket;
  text(): string;
  chunks(): number;
  isEnded(): boolean;
  isReset(): boolean;
}

async function connectTo(proxy: ToxicProxy): Promise<Client> {
  const socket = createConnection({ host: "127.0.0.1", port: proxy.port });
  closing.push(() => socket.destroy());
  let text = "";
  let chunks = 0;
  let isEnded = false;
  let isReset = false;
  socket.on("data", (bytes) => {
    text += bytes.toString();
    chunks += 1;
  });
  socket.on("close", () => {
    isEnded = true;
  });
  socket.on("error", () => {
    isReset = true;
  });
  await until("the connection to be made", () => socket.readyState === "open" || isReset);
  return { socket, text: () => text, chunks: () => chunks, isEnded: () => isEnded, isReset: () => isReset };
}

describe("the toxic proxy", () => {
  it("passes bytes and closes on when it is well", async () => {
    const proxy = await startProxy();
    const client = await connectTo(proxy);
    client.socket.write("hello");
    await until("the echo", () => client.text() === "hello");
    client.socket.end();
    await until("the close", () => client.isEnded());
    await until("the proxy to forget it", () => proxy.openCount() === 0);
  });

  it("stands before a Unix socket too", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "sbx-toxic-"));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const at = { path: path.join(folder, "echo.sock") };
    await startEcho(at);
    const proxy = await startToxicProxy(at);
    closing.push(() => proxy.close());
    const client = await connectTo(proxy);
    client.socket.write("hello");
    await until("the echo", () => client.text() === "hello");
  });

  it("delays each direction by the latency", async () => {
    const proxy = await startProxy();
    const client = await connectTo(proxy);
    proxy.set({ kind: "latency", delayMs: 150 });
    const sinceMs = performance.now();
    client.socket.write("hello");
    await until("the echo", () => client.text() === "hello");
    expect(performance.now() - sinceMs).toBeGreaterThanOrEqual(295);
  });

  it("is a black hole: accepts and forwards nothing, not even a close, until it is well again", async () => {
    const proxy = await startProxy();
    const before = await connectTo(proxy);
    proxy.set({ kind: "blackhole" });
    const after = await connectTo(proxy);
    for (const client of [before, after]) client.socket.write("hello");
    await until("both connections to be accepted", () => proxy.openCount() === 2);
    // What another proxy needs for the whole way is long enough for what must not come.
    const control = await connectTo(await startProxy());
    control.socket.write("hello");
    await until("the echo of a proxy that is well", () => control.text() === "hello");
    expect([before.text(), after.text()]).toEqual(["", ""]);
    proxy.set(null);
    await until("both echoes", () => before.text() === "hello" && after.text() === "hello");
  });

  it("resets open connections and new ones", async () => {
    const proxy = await startProxy();
    const before = await connectTo(proxy);
    proxy.set({ kind: "refuse" });
    await until("the open connection to be reset", () => before.isReset());
    const after = await connectTo(proxy);
    await until("the new connection to be reset", () => after.isReset());
    proxy.set(null);
    const again = await connectTo(proxy);
    again.socket.write("hello");
    await until("the echo", () => again.text() === "hello");
  });

  it("slices what it passes on and loses nothing", async () => {
    const proxy = await startProxy();
    const client = await connectTo(proxy);
    proxy.set({ kind: "slicer", sliceBytes: 3, pauseMs: 5 });
    client.socket.write("hello, world");
    await until("the echo", () => client.text() === "hello, world");
    expect(client.chunks()).toBeGreaterThan(1);
  });

  it("cuts a connection after so many bytes of the answer", async () => {
    const proxy = await startProxy();
    const client = await connectTo(proxy);
    proxy.set({ kind: "limit_data", bytes: 4 });
    client.socket.write("hello, world");
    await until("the cut", () => client.isEnded());
    expect(client.text()).toBe("hell");
  });

  it("lets a close arrive late", async () => {
    const proxy = await startProxy();
    const client = await connectTo(proxy);
    proxy.set({ kind: "slow_close", delayMs: 150 });
    const sinceMs = performance.now();
    client.socket.end();
    await until("the close", () => client.isEnded());
    expect(performance.now() - sinceMs).toBeGreaterThanOrEqual(295);
  });
});
