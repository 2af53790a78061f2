import { afterEach, describe, expect, test } from "vitest";
import { startToyProcess, startToyService } from "../../support/toy-service";
import { ask, openEcho } from "../../support/traffic-clients";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

describe("the shop service", () => {
  test("answers with its version, counts itself, and echoes websockets", async () => {
    const shop = await startToyService({ version: "1.2.3" });
    closers.push(shop.close);
    expect(await ask(shop.url, {})).toMatchObject({ status: 200, version: "1.2.3" });
    const echo = await openEcho(shop.url);
    expect(echo.version).toBe("1.2.3");
    echo.close();
    const metrics = await (await fetch(`${shop.url}/metrics`)).text();
    expect(metrics).toContain('http_requests_total{service="shop",version="1.2.3",code="200"} 1');
    expect(metrics).toContain('http_requests_total{service="shop",version="1.2.3",code="500"} 0');
    expect(metrics).toContain('http_request_duration_seconds_bucket{le="+Inf",service="shop",version="1.2.3"} 1');
  });

  test("does what its faults say, while it runs", async () => {
    const shop = await startToyService({ version: "2", faults: { errorRatio: 1 } });
    closers.push(shop.close);
    expect((await ask(shop.url, {})).status).toBe(500);
    shop.setFaults({ errorRatio: 0, extraLatencyMs: 80, healthy: false });
    const startedAt = performance.now();
    expect((await ask(shop.url, {})).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(79);
    expect((await ask(shop.url, { path: "/healthz" })).status).toBe(503);
    expect(() => shop.setFaults({ errorRatio: 2 })).toThrow();
  });

  test("runs as its own process, and its faults need the token", async () => {
    const toy = await startToyProcess({ version: "4" });
    closers.push(toy.close);
    expect((await ask(toy.url, {})).version).toBe("4");
    const refused = await fetch(`${toy.url}/admin/faults`, { method: "PUT", body: '{"errorRatio":1}' });
    expect(refused.status).toBe(404);
    await toy.setFaults({ errorRatio: 1 });
    expect((await ask(toy.url, {})).status).toBe(500);
    await expect(toy.setFaults({ errorRatio: 3 })).rejects.toThrow(/errorRatio/);
  });
});
