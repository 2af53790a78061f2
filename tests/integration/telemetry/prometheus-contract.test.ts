import { createPrometheusSource } from "@/lib/telemetry/adapters/prometheus";
import { PrometheusSourceConfig } from "@/lib/telemetry/contract";
import { startExporter } from "@/tests/support/metrics-exporter";
import { metricsText } from "@/tests/support/metrics-text";
import { countingClient } from "@/tests/support/outbound";
import { eventually, startPrometheus } from "@/tests/support/prometheus";
import { describeTelemetrySource } from "./source-contract";

describeTelemetrySource("Prometheus", async () => {
  const totals = { a: { requests: 100, errors: 1 }, b: { requests: 20, errors: 0 } };
  const textOf = (slot: "a" | "b"): string => {
    const { requests, errors } = totals[slot];
    return metricsText([{ requests, errors, buckets: { "0.1": requests - errors, "+Inf": requests } }]);
  };
  const exporters = { a: await startExporter(textOf("a")), b: await startExporter(textOf("b")) };
  const prometheus = await startPrometheus({
    scrapeIntervalMs: 200,
    targets: [
      { address: exporters.a.address, labels: { service: "shop", version: "1" } },
      { address: exporters.b.address, labels: { service: "shop", version: "2" } },
    ],
  });
  await eventually("both are scraped", async () => (await prometheus.query("http_requests_total")).length >= 3);
  const http = countingClient();
  const config = PrometheusSourceConfig.parse({ kind: "prometheus", url: prometheus.url });
  return {
    source: createPrometheusSource({ config, http, bearerToken: null }),
    request: { key: "shop", selectors: { a: { service: "shop", version: "1" }, b: { service: "shop", version: "2" } } },
    unknown: { key: "none", selectors: { a: { service: "shop", version: "1" }, b: { service: "shop", version: "3" } } },
    hasLatency: true,
    scalarQuery: "sum(http_requests_total)",
    addTraffic: async (slot, requests, errors) => {
      totals[slot].requests += requests;
      totals[slot].errors += errors;
      exporters[slot].setText(textOf(slot));
    },
    freeze: prometheus.freeze,
    thaw: prometheus.thaw,
    kill: prometheus.stop,
    close: async () => {
      await http.close();
      await prometheus.stop();
      await exporters.a.close();
      await exporters.b.close();
    },
  };
});
