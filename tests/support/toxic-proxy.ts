import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type NetConnectOpts, type Socket } from "node:net";

/** What is wrong with the network, in both directions, for connections that are open and for new ones. */
export type Toxic =
  /** Everything arrives this much later. */
  | { readonly kind: "latency"; readonly delayMs: number }
  /** Accepts and forwards nothing, not even a close; what was sent arrives when it ends, as with TCP. */
  | { readonly kind: "blackhole" }
  /** Open connections are reset, and new ones as soon as they come. */
  | { readonly kind: "refuse" }
  /** In pieces of so many bytes, with a pause between them. */
  | { readonly kind: "slicer"; readonly sliceBytes: number; readonly pauseMs: number }
  /** Each connection is cut when this much of the answer has passed, counted from its beginning. */
  | { readonly kind: "limit_data"; readonly bytes: number }
  /** A close arrives this much later. */
  | { readonly kind: "slow_close"; readonly delayMs: number };

export type Upstream = { readonly host: string; readonly port: number } | { readonly path: string };

export interface ToxicProxy {
  readonly port: number;
  /** From now on; null: the network is well. */
  set(toxic: Toxic | null): void;
  /** Lead elsewhere from now on; what is open is reset. */
  lead(upstream: Upstream): void;
  /** Connections that are open at this moment. */
  openCount(): number;
  close(): Promise<void>;
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
}

interface Network {
  readonly toxic: Toxic | null;
  /** Resolves when the toxic is another one. */
  readonly changed: Promise<void>;
}

/** A TCP proxy on loopback before a host and port or a Unix socket, that can be made ill while it runs. Close it. */
export async function startToxicProxy(firstUpstream: Upstream): Promise<ToxicProxy> {
  let upstream = firstUpstream;
  const links = new Set<Link>();
  let change: () => void = () => undefined;
  const networkOf = (toxic: Toxic | null): Network => ({
    toxic,
    changed: new Promise((resolve) => {
      change = resolve;
    }),
  });
  let network = networkOf(null);

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const options: NetConnectOpts = { ...upstream, allowHalfOpen: true };
    const link = { client, server: connect(options).setNoDelay(true) };
    links.add(link);
    for (const socket of [link.client, link.server]) socket.on("error", () => undefined);
    if (network.toxic?.kind === "refuse") reset(link);
    const passed = [pump(client, link.server, false, () => network), pump(link.server, client, true, () => network)];
    void Promise.all(passed).finally(() => links.delete(link));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    port: (server.address() as AddressInfo).port,
    openCount: () => links.size,
    lead(next) {
      upstream = next;
      for (const link of links) reset(link);
    },
    set(toxic) {
      const tell = change;
      network = networkOf(toxic);
      tell();
      if (toxic?.kind === "refuse") for (const link of links) reset(link);
    },
    async close() {
      for (const { client, server: far } of links) {
        client.destroy();
        far.destroy();
      }
      const tell = change;
      network = networkOf(null);
      tell();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function reset({ client, server }: Link): void {
  client.resetAndDestroy();
  server.destroy();
}

type Item = { readonly bytes: Buffer; readonly atMs: number } | { readonly bytes: null; readonly isBroken: boolean };

/** Carry bytes and their end from one side to the other, in order, through the network as it is at each moment. */
async function pump(from: Socket, to: Socket, isAnswer: boolean, network: () => Network): Promise<void> {
  let carriedBytes = 0;
  for await (const item of itemsOf(from)) {
    await passable(network);
    const { toxic } = network();
    if (item.bytes === null) {
      if (toxic?.kind === "slow_close") await pause(toxic.delayMs);
      if (item.isBroken) to.destroy();
      else to.end();
      return;
    }
    if (toxic?.kind === "latency") await pause(item.atMs + toxic.delayMs - performance.now());
    const leftBytes = isAnswer && toxic?.kind === "limit_data" ? toxic.bytes - carriedBytes : Number.POSITIVE_INFINITY;
    await write(to, item.bytes.subarray(0, Math.max(0, leftBytes)), toxic);
    carriedBytes += item.bytes.length;
    if (item.bytes.length > leftBytes) {
      to.destroy();
      from.destroy();
      return;
    }
  }
}

async function passable(network: () => Network): Promise<void> {
  while (network().toxic?.kind === "blackhole") await network().changed;
}

async function write(to: Socket, bytes: Buffer, toxic: Toxic | null): Promise<void> {
  const sliceBytes = toxic?.kind === "slicer" ? toxic.sliceBytes : bytes.length;
  for (let offset = 0; offset < bytes.length && to.writable; offset += sliceBytes) {
    to.write(bytes.subarray(offset, offset + sliceBytes));
    if (toxic?.kind === "slicer") await pause(toxic.pauseMs);
  }
}

/** What comes out of a socket, then how it ended. Read at once, so that the time of each piece is that of its arrival. */
async function* itemsOf(socket: Socket): AsyncGenerator<Item> {
  const items: Item[] = [];
  let wake: () => void = () => undefined;
  let isOver = false;
  const add = (item: Item): void => {
    if (isOver) return;
    isOver = item.bytes === null;
    items.push(item);
    wake();
  };
  socket.on("data", (bytes: Buffer) => add({ bytes, atMs: performance.now() }));
  socket.on("end", () => add({ bytes: null, isBroken: false }));
  socket.on("close", () => add({ bytes: null, isBroken: true }));
  for (;;) {
    const item = items.shift();
    if (item) yield item;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
}

function pause(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
