import { afterEach, describe, expect, test } from "vitest";
import { createEdgeCounters } from "@/lib/telemetry/adapters/edge-counters";
import type { CountsRead, CountsReading } from "@/lib/telemetry/port";
import { startEdge } from "@/lib/traffic/adapters/edge/start-edge";
import { createEdgeDoors } from "@/lib/traffic/adapters/edge-door";
import type { EdgeTargetConfig } from "@/lib/traffic/contract";
import { bestOf, tookMs } from "../../support/best-of";
import { plainFetchOutbound } from "../../support/fetch-outbound";
import { startShopSlots } from "../../support/shop-slots";
import { askMany } from "../../support/traffic-clients";

const token = "an-admin-token-of-more-than-32-characters";
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function rig() {
  const services = await startShopSlots({ a: 1, b: 1 });
  const edge = await startEdge({
    listen: {},
    admin: { token },
    services: [
      {
        name: "shop",
        slots: { a: [services.a[0]!.url], b: [services.b[0]!.url] },
        initialSharePercent: { a: 50, b: 50 },
      },
    ],
  });
  closers.push(edge.close, services.close);
  const config: EdgeTargetConfig = { kind: "edge", adminUrl: edge.adminUrl, service: "shop" };
  return { services, edge, config };
}

async function readOne(config: EdgeTargetConfig, secret = token): Promise<CountsReading> {
  const source = createEdgeCounters({ config, token: secret, doors: createEdgeDoors(plainFetchOutbound) });
  const readings = await source.readCounts([{ key: "k", selectors: { a: {}, b: {} } }], AbortSignal.timeout(5_000));
  return readings.get("k")!;
}

describe("the edge's counters as a source", () => {
  test("count requests, errors and latency of each slot, as /metrics does", async () => {
    const { services, edge, config } = await rig();
    services.b[0]!.setFaults({ errorRatio: 1, extraLatencyMs: 60 });
    await askMany(edge.url ?? "", 60);
    const { slots, sampledAt } = (await readOne(config)) as CountsRead;
    expect(Math.abs(Date.now() - sampledAt)).toBeLessThan(30_000);
    const [a, b] = [slots.a[0]!, slots.b[0]!];
    expect(a).toMatchObject({ requests: 30, errors: 0 });
    expect(b).toMatchObject({ requests: 30, errors: 30 });
    const below = (series: typeof a, ms: number) =>
      series.latencyBuckets?.find((bucket) => bucket.upperBoundMs === ms)?.count;
    expect(below(b, 50)).toBe(0);
    expect(below(a, 50)).toBeGreaterThan(0);
    expect(b.latencyBuckets?.at(-1)).toEqual({ upperBoundMs: Number.POSITIVE_INFINITY, count: 30 });
    const counts = b.latencyBuckets?.map((bucket) => bucket.count) ?? [];
    expect(counts).toEqual([...counts].sort((one, other) => one - other));
    const metrics = await (await fetch(`${edge.adminUrl}/metrics`)).text();
    expect(metrics).toContain('signalbox_edge_requests_total{service="shop",slot="b",code="500"} 30');
    expect(metrics).toContain('signalbox_edge_request_duration_seconds_bucket{service="shop",slot="b",le="0.05"} 0');
    expect(metrics).toContain('signalbox_edge_request_duration_seconds_count{service="shop",slot="b"} 30');
  });

  test("are blind with a cause", async () => {
    const { edge, config } = await rig();
    const causeOf = async (one: EdgeTargetConfig, secret?: string) => {
      const reading = await readOne(one, secret);
      return reading.status === "blind" ? reading.cause : "read";
    };
    expect(await causeOf(config)).toBe("read");
    expect(await causeOf({ ...config, service: "nope" })).toBe("no_series");
    expect(await causeOf(config, "x".repeat(40))).toBe("query_error");
    expect(await causeOf({ ...config, adminUrl: `${edge.url}` })).toBe("wrong_shape");
    await edge.close();
    expect(await causeOf(config)).toBe("unreachable");
    const source = createEdgeCounters({ config, token, doors: createEdgeDoors(plainFetchOutbound) });
    const scalars = await source.readScalars([{ key: "depth", query: "up" }], AbortSignal.timeout(1_000));
    expect(scalars.get("depth")).toMatchObject({ status: "blind", cause: "wrong_shape" });
  });

  test("a source that hangs is a timeout within the deadline, even when the call does not heed its signal", async () => {
    const { config } = await rig();
    const source = createEdgeCounters({
      config,
      token,
      doors: createEdgeDoors(() => new Promise(() => undefined)),
      deadlineMs: 80,
    });
    const endedMs = await bestOf(500, () =>
      tookMs(async () => {
        const readings = await source.readCounts(
          [{ key: "k", selectors: { a: {}, b: {} } }],
          AbortSignal.timeout(5_000),
        );
        expect(readings.get("k")).toMatchObject({ status: "blind", cause: "timeout" });
      }),
    );
    expect(endedMs).toBeLessThan(500);
  });
});
