import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import path from "node:path";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { LoopPool } from "@/lib/platform/db/loop-pool";
import { fetchThrough } from "@/lib/platform/http/fetch-outbound";
import { checkHealth } from "@/lib/platform/http/health-check";
import { createOutboundClient } from "@/lib/platform/http/outbound";
import { outboundLimits } from "@/lib/platform/http/outbound-limits";
import type { Runtime } from "@/lib/platform/runtime";
import { createSyncedClock } from "@/lib/platform/synced-clock";
import { systemTimers } from "@/lib/platform/timers";
import { createBudgetWatch } from "@/lib/rollouts/loop/budget-watch";
import { type LoopParts, type LoopSource, type LoopTarget, loopLimits } from "@/lib/rollouts/loop/loop-parts";
import { openFileJournal } from "@/lib/rollouts/loop/safety-journal";
import { createSqlLeaseStore } from "@/lib/rollouts/loop/sql-lease-store";
import { createSqlLoopStore } from "@/lib/rollouts/loop/sql-loop-store";
import { createWindowWatch } from "@/lib/rollouts/loop/window-watch";
import { createDatadogSource } from "@/lib/telemetry/adapters/datadog";
import { createEdgeCounters } from "@/lib/telemetry/adapters/edge-counters";
import { createHaproxyCounters } from "@/lib/telemetry/adapters/haproxy-counters";
import { createHttpJsonSource } from "@/lib/telemetry/adapters/http-json";
import { createPrometheusSource } from "@/lib/telemetry/adapters/prometheus";
import { MetricSourceConfig } from "@/lib/telemetry/contract";
import type { TelemetrySource } from "@/lib/telemetry/port";
import { createEdgeDoors } from "@/lib/traffic/adapters/edge-door";
import { createEdgeTarget } from "@/lib/traffic/adapters/edge-target";
import { createHaproxyFleet } from "@/lib/traffic/adapters/haproxy/haproxy-fleet";
import { createApiServers } from "@/lib/traffic/adapters/kubernetes/api-servers";
import { createArgoTarget } from "@/lib/traffic/adapters/kubernetes/argo-target";
import { createGatewayTarget } from "@/lib/traffic/adapters/kubernetes/gateway-target";
import { createWebhookTarget } from "@/lib/traffic/adapters/webhook-target";
import { TargetConfig } from "@/lib/traffic/contract";
import type { TrafficTarget } from "@/lib/traffic/port";

/** Choose the adapters of the control loop: which code stands behind which kind of target and source. */
export function composeLoop(runtime: Runtime, pool: LoopPool): LoopParts {
  // Everything in the loop shows one time, the database's.
  const clock = createSyncedClock(runtime.clock);
  const now = () => clock.now();
  const fetchOutbound = fetchThrough(runtime.outbound);
  const doors = createEdgeDoors(fetchOutbound);
  const policy = { allowCidrs: runtime.config.SIGNALBOX_OUTBOUND_ALLOW_CIDRS };
  const apiServers = createApiServers(policy);
  const http = createOutboundClient(policy, { limits: outboundLimits.telemetry });

  function secretOf(
    table: "target" | "metric_source",
    row: { readonly id: string; readonly secret: string | null },
  ): string | null {
    return row.secret === null ? null : runtime.secrets.open(row.secret, { table, column: "secret", rowId: row.id });
  }

  function openTarget(target: LoopTarget): TrafficTarget {
    const config = TargetConfig.parse(target.config);
    const stored = secretOf("target", target);
    if (config.kind === "haproxy") return createHaproxyFleet({ config, fenceToken: stored, now });
    const secret = stored ?? "";
    if (config.kind === "edge") return createEdgeTarget({ config, token: secret, doors, now });
    if (config.kind === "gateway_api")
      return createGatewayTarget(config, apiServers({ ...config, token: secret }), now);
    if (config.kind === "argo_rollouts") return createArgoTarget(config, apiServers({ ...config, token: secret }), now);
    return createWebhookTarget({ config, secret, fetchOutbound, now, newId: () => randomUUID() });
  }

  function doorOf(target: LoopTarget): string {
    const config = TargetConfig.safeParse(target.config).data;
    if (config?.kind === "edge") return config.adminUrl;
    return config?.kind === "haproxy" ? config.socket : target.id;
  }

  function openCounters(target: LoopTarget): TelemetrySource | null {
    const config = TargetConfig.parse(target.config);
    if (config.kind === "haproxy") return createHaproxyCounters({ config, now });
    if (config.kind === "edge") return createEdgeCounters({ config, token: secretOf("target", target) ?? "", doors });
    return null;
  }

  function openSource(source: LoopSource): TelemetrySource {
    const config = MetricSourceConfig.parse(source.config);
    const bearerToken = secretOf("metric_source", source);
    if (config.kind === "prometheus") return createPrometheusSource({ config, http, bearerToken });
    if (config.kind === "http_json") return createHttpJsonSource({ config, http, bearerToken, now });
    if (config.kind === "datadog") return createDatadogSource({ config, http, secret: bearerToken });
    throw new Error(`a metric source of kind ${config.kind} belongs to its target`);
  }

  const { log, config } = runtime;
  const workerId = runtime.ids.next("wrk");
  return {
    clock,
    timers: systemTimers,
    log,
    store: createSqlLoopStore({ pool, workerId, clock, log }),
    leases: createSqlLeaseStore({
      databaseUrl: config.DATABASE_URL,
      workerId,
      hostName: hostname(),
      ttlMs: loopLimits.leaseTtlMs,
      log,
    }),
    journal: openFileJournal(path.join(config.SIGNALBOX_DATA_DIR, "journal")),
    workerId,
    hostName: hostname(),
    async checkHealth(url, { timeoutMs, expectStatus, bodyContains }) {
      const words = bodyContains ? { bodyContains } : {};
      return checkHealth(runtime.outbound, url, { timeoutMs, expectStatus, ...words });
    },
    tickMs: runtime.config.SIGNALBOX_TICK_MS,
    openTarget,
    doorOf,
    openCounters,
    openSource,
    windowsOf: createWindowWatch(prismaExecutor(runtime.db), clock),
    budgetsOf: createBudgetWatch(runtime.db, clock),
  };
}
