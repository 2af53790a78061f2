import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createSecureContext, TLSSocket } from "node:tls";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { root, typeScriptArguments, typeScriptEnvironment } from "@/lib/entry/launcher/runtime.mjs";
import { createOutboundClient } from "@/lib/platform/http/outbound";
import { startEdge } from "@/lib/traffic/adapters/edge/start-edge";
import { startHaproxy } from "../../support/haproxy";
import { edgeToken } from "../../support/release-rig";
import { selfSigned } from "../../support/self-signed";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Send these bytes as they are and read until the other side ends or is silent for a moment. */
function speak(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(Buffer.from(bytes, "latin1")));
    socket.setTimeout(400, () => socket.destroy());
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(heard));
  });
}

const hidden = "GET /hidden HTTP/1.1\r\nHost: shop\r\n\r\n";
const head = (lines: string[], body = "") =>
  `POST /open HTTP/1.1\r\nHost: shop\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
const chunked = `0\r\n\r\n${hidden}`;

/** Messages whose end two servers could see in different places. */
const ambiguous: readonly [string, string][] = [
  ["CL.TE", head([`Content-Length: ${chunked.length}`, "Transfer-Encoding: chunked"], chunked)],
  [
    "TE.CL",
    head(
      ["Transfer-Encoding: chunked", "Content-Length: 4"],
      `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`,
    ),
  ],
  ["two lengths", head(["Content-Length: 0", `Content-Length: ${hidden.length}`], hidden)],
  ["a list of lengths", head([`Content-Length: 0, ${hidden.length}`], hidden)],
  ["a length with a sign", head([`Content-Length: +${hidden.length}`], hidden)],
  ["a length in hex", head(["Content-Length: 0x2c"], hidden)],
  ["an unknown coding", head(["Transfer-Encoding: xchunked", `Content-Length: ${hidden.length}`], hidden)],
  ["two codings", head(["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], chunked)],
  ["a coding that is not last", head(["Transfer-Encoding: chunked, identity"], chunked)],
  ["a space before the colon", head(["Transfer-Encoding : chunked", `Content-Length: ${chunked.length}`], chunked)],
  [
    "a vertical tab in the coding",
    head(["Transfer-Encoding:\u000bchunked", `Content-Length: ${chunked.length}`], chunked),
  ],
  ["a folded header", head(["X-Fold: a", " Transfer-Encoding: chunked", `Content-Length: ${chunked.length}`], chunked)],
  ["bare line feeds", `POST /open HTTP/1.1\nHost: shop\nContent-Length: ${hidden.length}\n\n${hidden}`],
  ["a bare line feed in a header", head([`X: a\nContent-Length: ${hidden.length}`], hidden)],
  ["a bare carriage return", head([`X: a\rContent-Length: ${hidden.length}`], hidden)],
  ["a chunk size that overflows", head(["Transfer-Encoding: chunked"], `fffffffffffffffff\r\n${hidden}`)],
  ["a chunk extension with a line feed", head(["Transfer-Encoding: chunked"], `1;\nx\r\n0\r\n\r\n${hidden}`)],
  ["NUL in a header", head([`X: a\u0000b`, `Content-Length: ${hidden.length}`], hidden)],
];

interface Front {
  readonly port: number;
  readonly seen: string[];
}

async function recorder(): Promise<{ port: number; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    request.resume();
    request.on("end", () => response.end("seen"));
    request.on("error", () => undefined);
  });
  return { port: await listen(server), seen };
}

async function edgeFront(): Promise<Front> {
  const { port, seen } = await recorder();
  const upstream = [`http://127.0.0.1:${port}`];
  const listenAt = { host: "127.0.0.1", port: 0 };
  const edge = await startEdge({
    admin: { ...listenAt, token: edgeToken },
    services: [{ name: "shop", listen: listenAt, slots: { a: upstream, b: upstream } }],
  });
  closers.push(() => edge.close());
  return { port: Number(new URL(edge.serviceUrls.shop ?? "").port), seen };
}

async function haproxyFront(): Promise<Front> {
  const { port, seen } = await recorder();
  const haproxy = await startHaproxy({ slots: { a: [port], b: [port] } });
  closers.push(() => haproxy.close());
  return { port: Number(new URL(haproxy.url).port), seen };
}

describe.each([
  ["the embedded edge", edgeFront],
  ["HAProxy", haproxyFront],
])("%s in front of a Node server (row 76)", (_name, start) => {
  it("lets no message through whose end the two see in different places", async () => {
    const { port, seen } = await start();
    expect(await speak(port, head(["Content-Length: 2", "Connection: close"], "ok"))).toContain("seen");
    for (const [what, bytes] of ambiguous) {
      seen.length = 0;
      const heard = await speak(port, bytes);
      const answered = heard.split(/HTTP\/1\.1 200/).length - 1;
      // A hidden request that was served must have been one of its own for the server in front too, answered after the first.
      const served = seen.filter((request) => request.includes("hidden")).length;
      expect(served, `${what}: ${seen.join(", ")}, but ${answered} answers`).toBeLessThanOrEqual(
        Math.max(0, answered - 1),
      );
    }
    seen.length = 0;
    expect(await speak(port, head(["Content-Length: 2", "Connection: close"], "ok"))).toContain("seen");
    expect(seen).toEqual(["POST /open"]);
  });
});

describe("certificates (row 80)", () => {
  const stranger = selfSigned();

  async function stub(): Promise<{ url: string; hits: () => number }> {
    let hits = 0;
    const server = createTlsServer(stranger, (_request, response) => {
      hits += 1;
      response.end("in the open");
    });
    return { url: `https://127.0.0.1:${await listen(server)}`, hits: () => hits };
  }

  /** What a process of the product says about this address, with the certificates that its operator added. */
  async function askFrom(url: string, added: string | null): Promise<string> {
    const child = spawn(process.execPath, [...typeScriptArguments("tests/support/outbound-once.ts"), url], {
      cwd: root,
      env: { ...typeScriptEnvironment(), NODE_EXTRA_CA_CERTS: added ?? "" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
    });
    await once(child, "close");
    return said.trim();
  }

  it("of outbound requests are verified: a stranger's is refused, one that the operator added is taken", async () => {
    const { url, hits } = await stub();
    const folder = await mkdtemp(path.join(tmpdir(), "signalbox-ca-"));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const [added, other] = [path.join(folder, "added.pem"), path.join(folder, "other.pem")];
    await Promise.all([writeFile(added, stranger.cert), writeFile(other, selfSigned().cert)]);
    expect(await askFrom(url, null)).toMatch(/^upstream_failed: .*SELF_SIGNED/);
    expect(await askFrom(url, other)).toMatch(/^upstream_failed: /);
    expect(hits()).toBe(0);
    expect(await askFrom(url, added)).toBe("status 200");
  }, 60_000);

  it("of outbound requests are verified for the name that was asked", async () => {
    const { url, hits } = await stub();
    const strict = createOutboundClient({ allowCidrs: ["127.0.0.0/8"] });
    closers.push(strict.close);
    await expect(strict.request({ url: url.replace("127.0.0.1", "localhost") })).rejects.toMatchObject({
      code: "upstream_failed",
    });
    expect(hits()).toBe(0);
  });

  it("of the database are verified wherever its URL asks for TLS", async () => {
    // A PostgreSQL server as far as TLS goes: says yes to TLS and hands over the connection.
    let spoken = 0;
    const server = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => {
        socket.write("S");
        const secure = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(stranger) });
        secure.on("error", () => undefined);
        secure.on("data", () => {
          spoken += 1;
          secure.destroy();
        });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    for (const mode of ["require", "verify-ca", "verify-full"]) {
      const client = new pg.Client({ connectionString: `postgres://u:p@127.0.0.1:${port}/d?sslmode=${mode}` });
      await expect(client.connect(), mode).rejects.toThrow(/self.signed|certificate/i);
    }
    expect(spoken).toBe(0);
  });
});
