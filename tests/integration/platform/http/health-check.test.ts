import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkHealth } from "@/lib/platform/http/health-check";
import { createOutboundClient, type OutboundClient } from "@/lib/platform/http/outbound";
import { startHttpServer, type TestHttpServer } from "@/tests/support/http-canary";

describe("checkHealth", () => {
  let server: TestHttpServer;
  let client: OutboundClient;
  beforeAll(async () => {
    server = await startHttpServer((request, response) => {
      if (request.url === "/hang") return;
      response.writeHead(Number(request.url?.slice(1)), { location: "/200" }).end("status: ready");
    });
    client = createOutboundClient({ allowCidrs: ["127.0.0.0/8"] });
  });
  afterAll(async () => {
    await client.close();
    await server.close();
  });
  const expectation = { timeoutMs: 300, expectStatus: { from: 200, to: 299 } };

  test("healthy", async () => {
    const result = await checkHealth(client, `${server.url}/204`, expectation);
    expect(result).toMatchObject({ ok: true, status: 204 });
    expect(result.latencyMs).toBeLessThan(300);
  });

  test("the wrong status, also a redirect", async () => {
    const failed = await checkHealth(client, `${server.url}/503`, expectation);
    expect(failed).toMatchObject({ ok: false, status: 503, detail: expect.stringContaining("expected 200 to 299") });
    const requestsBefore = server.requests();
    expect(await checkHealth(client, `${server.url}/302`, expectation)).toMatchObject({ ok: false, status: 302 });
    expect(await checkHealth(client, `${server.url}/302`, { ...expectation, expectStatus: 302 })).toMatchObject({
      ok: true,
    });
    expect(server.requests() - requestsBefore).toBe(2);
  });

  test("the wrong words", async () => {
    const good = await checkHealth(client, `${server.url}/200`, { ...expectation, bodyContains: "ready" });
    const bad = await checkHealth(client, `${server.url}/200`, { ...expectation, bodyContains: "Ready" });
    expect([good.ok, bad.ok, bad.status]).toEqual([true, false, 200]);
  });

  test("no answer", async () => {
    const hung = await checkHealth(client, `${server.url}/hang`, expectation);
    expect(hung).toMatchObject({ ok: false, status: null, detail: expect.stringContaining("within 300 ms") });
    const gone = await startHttpServer(() => undefined);
    await gone.close();
    expect(await checkHealth(client, gone.url, expectation)).toMatchObject({ ok: false, status: null });
  });

  test("an address that is not allowed is the caller's mistake", async () => {
    await expect(checkHealth(client, "http://169.254.169.254/", expectation)).rejects.toMatchObject({
      code: "invalid_input",
    });
  });
});
