import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import type {
  Blind,
  CountsReading,
  CountsRequest,
  ScalarReading,
  ScalarRequest,
  TelemetrySource,
} from "@/lib/telemetry/port";
import { readServerCounters } from "@/lib/traffic/adapters/haproxy/server-counters";
import type { HaproxyTargetConfig } from "@/lib/traffic/contract";

export interface HaproxyCountersOptions {
  readonly config: HaproxyTargetConfig;
  readonly now: () => Instant;
  readonly deadlineMs?: number;
}

/**
 * HAProxy's own counters of the servers of one target: there without any scraping, and so faster than Prometheus and
 * independent of it. It knows no latency distribution and answers no queries. Selectors are not needed: the slots of
 * the target say which servers are meant.
 */
export function createHaproxyCounters({ config, now, deadlineMs }: HaproxyCountersOptions): TelemetrySource {
  const readOnce = async (signal: AbortSignal): Promise<CountsReading> => {
    try {
      const slots = await readServerCounters({ config, deadlineMs }, signal);
      return { status: "read", sampledAt: now(), slots };
    } catch (error) {
      return blindFrom(error);
    }
  };
  return {
    async readCounts(requests: readonly CountsRequest[], signal): Promise<ReadonlyMap<string, CountsReading>> {
      if (requests.length === 0) return new Map();
      const reading = await readOnce(signal);
      return new Map(requests.map((request) => [request.key, reading]));
    },
    async readScalars(requests: readonly ScalarRequest[]): Promise<ReadonlyMap<string, ScalarReading>> {
      const detail = "HAProxy's counters answer no queries; give this check a Prometheus or HTTP source.";
      return new Map(requests.map((request) => [request.key, { status: "blind", cause: "wrong_shape", detail }]));
    },
    async close(): Promise<void> {},
  };
}

function blindFrom(error: unknown): Blind {
  if (!(error instanceof AppError)) throw error;
  const reason = error.reasons[0]?.code;
  if (error.code === "upstream_timeout") return { status: "blind", cause: "timeout", detail: error.message };
  const isUnknown = reason === "backend_unknown" || reason === "server_unknown";
  if (isUnknown) return { status: "blind", cause: "no_series", detail: error.message };
  const isGarbled = reason === "answer_garbled" || reason === "answer_too_large";
  return { status: "blind", cause: isGarbled ? "wrong_shape" : "unreachable", detail: error.message };
}
