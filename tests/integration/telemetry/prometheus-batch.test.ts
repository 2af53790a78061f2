import { afterAll, beforeAll, expect, test } from "vitest";
import { createPrometheusSource } from "@/lib/telemetry/adapters/prometheus";
import { PrometheusSourceConfig } from "@/lib/telemetry/contract";
import type { CountsRead, CountsRequest } from "@/lib/telemetry/port";
import { type MetricsExporter, startExporter } from "@/tests/support/metrics-exporter";
import { metricsText } from "@/tests/support/metrics-text";
import { type CountingClient, countingClient } from "@/tests/support/outbound";
import { eventually, startPrometheus, type TestPrometheus } from "@/tests/support/prometheus";

const SERVICES = 500;
let exporter: MetricsExporter;
let prometheus: TestPrometheus;
const clients: CountingClient[] = [];

/** Numbers that no two slots share, so that a mix-up cannot go unnoticed. */
const requestsOf = (service: number, version: number): number => 1_000 + service * 10 + version;
const errorsOf = (service: number, version: number): number => service + version;

beforeAll(async () => {
  const slots = Array.from({ length: SERVICES }, (_, service) =>
    [1, 2].map((version) => ({
      labels: { service: `svc.${service}`, version: `${service % 7}.${version}` },
      requests: requestsOf(service, version),
      errors: errorsOf(service, version),
      buckets: { "0.1": service, "+Inf": requestsOf(service, version) },
    })),
  );
  exporter = await startExporter(metricsText(slots.flat()));
  prometheus = await startPrometheus({ targets: [{ address: exporter.address, labels: {} }] });
  const scraped = async (): Promise<boolean> => (await prometheus.query("count(http_requests_total)"))[0] !== undefined;
  await eventually("the services are scraped", scraped);
});
afterAll(async () => {
  for (const client of clients) await client.close();
  await prometheus?.stop();
  await exporter?.close();
});

const requests: readonly CountsRequest[] = Array.from({ length: SERVICES }, (_, service) => {
  const selector = (version: number) => ({ service: `svc.${service}`, version: `${service % 7}.${version}` });
  return { key: `${service}`, selectors: { a: selector(1), b: selector(2) } };
});

async function readAll(maxBodyBytes: number): Promise<{ asked: number; readings: ReadonlyMap<string, unknown> }> {
  const http = countingClient(maxBodyBytes);
  clients.push(http);
  const config = PrometheusSourceConfig.parse({ kind: "prometheus", url: prometheus.url });
  const source = createPrometheusSource({ config, http, bearerToken: null });
  const readings = await source.readCounts(requests, AbortSignal.timeout(10_000));
  return { asked: http.count(), readings };
}

function expectExact(readings: ReadonlyMap<string, unknown>): void {
  for (let service = 0; service < SERVICES; service += 1) {
    const { slots } = readings.get(`${service}`) as CountsRead;
    for (const [slot, version] of [["a", 1] as const, ["b", 2] as const]) {
      expect(slots[slot]).toEqual([
        {
          id: exporter.address,
          requests: requestsOf(service, version),
          errors: errorsOf(service, version),
          latencyBuckets: [
            { upperBoundMs: 100, count: service },
            { upperBoundMs: Number.POSITIVE_INFINITY, count: requestsOf(service, version) },
          ],
        },
      ]);
    }
  }
}

test("500 rollouts are read in one HTTP query, each with its own numbers", async () => {
  const { asked, readings } = await readAll(24 * 1_048_576);
  expect(asked).toBe(1);
  expectExact(readings);
});

test("an answer that is too large is asked for in halves", async () => {
  const { asked, readings } = await readAll(400_000);
  expect(asked).toBeGreaterThan(1);
  expect(asked).toBeLessThan(16);
  expectExact(readings);
});

test("an answer that stays too large is blind after a bounded number of queries", async () => {
  const { asked, readings } = await readAll(1_000);
  expect(asked).toBeLessThan(64);
  for (const reading of readings.values()) expect(reading).toMatchObject({ status: "blind", cause: "wrong_shape" });
  expect(readings.size).toBe(SERVICES);
});
