import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { instant } from "@/lib/kernel/instant";
import type {
  Blind,
  BlindCause,
  CountsReading,
  CountsRequest,
  ScalarReading,
  ScalarRequest,
  SeriesCounts,
  TelemetrySource,
} from "@/lib/telemetry/port";
import type { EdgeDoors } from "@/lib/traffic/adapters/edge-door";
import { parseAnswer, refuseStatus } from "@/lib/traffic/adapters/outbound-call";
import type { EdgeTargetConfig } from "@/lib/traffic/contract";

export interface EdgeCountersOptions {
  readonly config: EdgeTargetConfig;
  /** The admin token of the edge. */
  readonly token: string;
  /** Targets that share it share requests. */
  readonly doors: EdgeDoors;
  readonly deadlineMs?: number;
}

const count = z.number().int().min(0);
const slotCounts = z.object({
  requests: count,
  errors: count,
  /** The last bound is null: none. */
  latencyBuckets: z.array(z.object({ upperBoundMs: z.number().nullable(), count })).min(1),
});
const EdgeCountersAnswer = z.object({
  incarnation: z.string().min(1),
  sampledAt: z.number().int(),
  slots: z.object({ a: slotCounts, b: slotCounts }),
});

/** The embedded edge's own counters of one service, with a latency histogram; one series a slot. No queries. */
export function createEdgeCounters({ config, token, doors, deadlineMs }: EdgeCountersOptions): TelemetrySource {
  const door = doors({ adminUrl: config.adminUrl, token, deadlineMs });
  const { who } = door;
  const readOnce = async (signal: AbortSignal): Promise<CountsReading> => {
    try {
      const answer = await door.read("counters", config.service, signal);
      refuseStatus(who, answer);
      const { incarnation, sampledAt, slots } = parseAnswer(who, EdgeCountersAnswer, answer);
      const series = (slot: "a" | "b"): SeriesCounts[] => [toSeries(`${slot}@${incarnation}`, slots[slot])];
      return { status: "read", sampledAt: instant(sampledAt), slots: { a: series("a"), b: series("b") } };
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
      const detail = "The edge's counters answer no queries; give this check a Prometheus or HTTP source.";
      return new Map(requests.map((request) => [request.key, { status: "blind", cause: "wrong_shape", detail }]));
    },
    async close(): Promise<void> {},
  };
}

function toSeries(id: string, { requests, errors, latencyBuckets }: z.infer<typeof slotCounts>): SeriesCounts {
  return {
    id,
    requests,
    errors,
    latencyBuckets: latencyBuckets.map((bucket) => ({
      upperBoundMs: bucket.upperBoundMs ?? Number.POSITIVE_INFINITY,
      count: bucket.count,
    })),
  };
}

function blindFrom(error: unknown): Blind {
  if (!(error instanceof AppError)) throw error;
  const causes: Readonly<Record<string, BlindCause>> = {
    answer_garbled: "wrong_shape",
    service_unknown: "no_series",
    unauthorized: "query_error",
    refused: "query_error",
  };
  if (error.code === "upstream_timeout") return { status: "blind", cause: "timeout", detail: error.message };
  const cause = causes[error.reasons[0]?.code ?? ""] ?? "unreachable";
  return { status: "blind", cause, detail: error.message };
}
