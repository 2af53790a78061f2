import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { directDoor } from "@/lib/ingest/adapters/direct-door";
import { createEventSource } from "@/lib/ingest/use-cases/create-event-source";
import { answerBefore } from "@/lib/platform/http/direct-answer";
import { callAs, setUpHarness } from "@/tests/support/harness";

/** Goal: below the framework a sender gets the answers that the route gives, and everything else goes where it went. */

const harness = setUpHarness();
let server: Server;
let url = "";
let secret = "";

beforeAll(async () => {
  server = createServer((_request, response) => void response.writeHead(299).end("the framework"));
  answerBefore(server, directDoor);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const made = await createEventSource.run({ slug: "hooks", name: "Hooks", kind: "push" }, callAs("admin"));
  secret = made.secret ?? "";
});
afterAll(() => void server.close());

const send = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${url}${path}`, { method: "POST", body: "{}", headers: { authorization: `Bearer ${secret}` }, ...init });

describe("the direct door", () => {
  it("keeps a body and answers with its id, and a second one of the same id as a duplicate", async () => {
    const headers = { authorization: `Bearer ${secret}`, "idempotency-key": "one" };
    const first = await send("/api/webhooks/hooks?a=b", { headers });
    expect([first.status, first.headers.get("cache-control")]).toEqual([202, "no-store"]);
    const { id, outcome } = (await first.json()) as { id: string; outcome: string };
    expect(outcome).toBe("accepted");
    const kept = await harness().db.delivery.findUniqueOrThrow({ where: { id: BigInt(id) } });
    expect(Buffer.from(kept.body).toString()).toBe("{}");
    const again = await send("/api/webhooks/hooks", { headers });
    expect(await again.json()).toEqual({ outcome: "duplicate", id: null });
  });

  it("refuses with problem documents: an unknown source, a wrong secret, a body that is too large", async () => {
    const unknown = await send("/api/webhooks/nobody", { headers: { "x-request-id": "request-1" } });
    expect([unknown.status, unknown.headers.get("x-request-id")]).toEqual([404, "request-1"]);
    expect(unknown.headers.get("content-type")).toBe("application/problem+json");
    const wrong = await send("/api/webhooks/hooks", { headers: { authorization: "Bearer no" } });
    expect(await wrong.json()).toMatchObject({ code: "unauthenticated", status: 401 });
    const large = await send("/api/webhooks/hooks", { body: "x".repeat(5_000_000) }).catch(() => null);
    if (large) expect(large.status).toBe(413);
    expect(await harness().db.deliveryTally.findFirst({ where: { outcome: "too_large" } })).not.toBeNull();
  });

  it("survives a sender that goes away in the middle, and serves the next one", async () => {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1");
    socket.write(`POST /api/webhooks/hooks HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{"half"`);
    await new Promise((resolve) => server.once("request", resolve));
    socket.destroy();
    expect((await send("/api/webhooks/hooks")).status).toBe(202);
  });

  it("leaves other methods and addresses to the framework", async () => {
    for (const [path, method] of [
      ["/api/webhooks/hooks", "GET"],
      ["/api/webhooks/hooks/", "POST"],
      ["/api/webhooks/", "POST"],
      ["/api/v1/services", "POST"],
    ] as const) {
      const status = await new Promise((resolve) => {
        httpRequest(`${url}${path}`, { method }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        }).end();
      });
      expect(status, `${method} ${path}`).toBe(299);
    }
  });
});
