import type { OutboundClient } from "@/lib/platform/http/outbound";
import type { PrometheusSourceConfig } from "../contract";
import { countsReadings } from "../domain/counts-answer";
import { type CountsPlan, type CountsShape, defaultBatchLimits, planCounts, planOf } from "../domain/counts-query";
import { eventsQuery, eventsReading } from "../domain/events-query";
import {
  blind,
  type InstantAnswer,
  readInstantAnswer,
  scalarReading,
  withSampleTime,
} from "../domain/prometheus-answer";
import { isBareSelector } from "../domain/promql-lexer";
import { rangeSelectorsIn, sampleTimesQuery, staleRange } from "../domain/range-selectors";
import type {
  Blind,
  CountsReading,
  CountsRequest,
  EventsReading,
  EventsRequest,
  ScalarReading,
  ScalarRequest,
  TelemetrySource,
} from "../port";
import { mapBounded } from "./map-bounded";
import { askSource, parseJson } from "./source-http";

/** HTTP queries under way at once for one call: large ones side by side only slow each other down. */
const PARALLEL_QUERIES = 2;
/** How often a query that asks for too much is halved. */
const MAX_SPLITS = 5;
/** A query that takes longer makes the next batches smaller, one that is much faster lets them grow again. */
const SLOW_QUERY_MS = 1_500;
const MIN_BATCH = 25;

export interface PrometheusSourceOptions {
  readonly config: PrometheusSourceConfig;
  /** Shared; closed by its owner. */
  readonly http: OutboundClient;
  /** The bearer token of the source, null when it needs none. Sent to `config.url` and nowhere else. */
  readonly bearerToken: string | null;
}

function shapeOf(config: PrometheusSourceConfig): CountsShape {
  return {
    requestMetric: config.requestMetric,
    errorLabel: config.errorSelector.label,
    errorRegex: config.errorSelector.regex,
    durationMetric: config.durationMetric,
    durationUnitMs: config.durationUnit === "s" ? 1_000 : 1,
    instanceLabel: config.instanceLabel,
    staleAfterMs: config.staleAfterMs,
    absentSlot: config.absentSlot,
  };
}

/** What became of a query. `tooMuch`: it asked for more than one answer may hold, so half of it may do better. */
interface Outcome {
  readonly result: InstantAnswer | Blind;
  readonly tooMuch: boolean;
}

/** What an HTTP answer without Prometheus' own JSON says. */
function strangeStatus(status: number): Blind {
  if (status === 401 || status === 403) return blind("query_error", `Prometheus refused the credential (${status}).`);
  if (status === 504) return blind("timeout", "A gateway before Prometheus gave up waiting (504).");
  if (status >= 500) return blind("unreachable", `Prometheus or a proxy before it answered ${status}.`);
  if (status >= 400) return blind("query_error", `There is no Prometheus query API at this address (${status}).`);
  return blind("wrong_shape", `The answer (${status}) is not the JSON of a Prometheus query API.`);
}

function outcomeOf(status: number, body: Buffer): Outcome {
  const json = parseJson(body);
  const answer = readInstantAnswer(json);
  if (answer.type === "error") {
    const isTimeout = answer.errorType === "timeout" || answer.errorType === "canceled";
    if (isTimeout) return { result: blind("timeout", `Prometheus gave up: ${answer.message}`), tooMuch: false };
    return { result: answer, tooMuch: answer.message.includes("too many samples") };
  }
  return { result: status !== 200 || json === undefined ? strangeStatus(status) : answer, tooMuch: false };
}

function halves(plan: CountsPlan, shape: CountsShape): readonly CountsPlan[] {
  const middle = Math.ceil(plan.requests.length / 2);
  return [plan.requests.slice(0, middle), plan.requests.slice(middle)].map((half) => planOf(half, shape));
}

/** Prometheus through its HTTP API: counters of many rollouts in few queries, numbers of custom checks one by one. */
export function createPrometheusSource({ config, http, bearerToken }: PrometheusSourceOptions): TelemetrySource {
  const shape = shapeOf(config);
  // Shared queries must not time out because a few services have very many instances, so the batch size learns.
  let batchSize = defaultBatchLimits.maxRequests;
  const url = `${config.url.replace(/\/+$/, "")}/api/v1/query`;

  async function ask(query: string, signal: AbortSignal): Promise<Outcome> {
    const response = await askSource(
      http,
      {
        url,
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
        body: new URLSearchParams({ query }).toString(),
      },
      bearerToken,
      signal,
    );
    if ("blind" in response) return { result: response.blind, tooMuch: response.tooLarge };
    return outcomeOf(response.status, response.body);
  }

  async function runPlan(
    plan: CountsPlan,
    signal: AbortSignal,
    splits: number,
  ): Promise<readonly (readonly [string, CountsReading])[]> {
    const { result, tooMuch } = await ask(plan.query, signal);
    if (tooMuch && splits > 0 && plan.requests.length > 1) {
      // One service with very many series must not blind all that share its query.
      const readings = await Promise.all(halves(plan, shape).map((half) => runPlan(half, signal, splits - 1)));
      return readings.flat();
    }
    if ("status" in result) return plan.requests.map(({ key }) => [key, result]);
    return [...countsReadings(plan, result, shape)];
  }

  async function runTimed(
    plan: CountsPlan,
    signal: AbortSignal,
  ): Promise<readonly (readonly [string, CountsReading])[]> {
    const startedMs = performance.now();
    const readings = await runPlan(plan, signal, MAX_SPLITS);
    const tookMs = performance.now() - startedMs;
    if (tookMs > SLOW_QUERY_MS)
      batchSize = Math.max(MIN_BATCH, Math.floor(Math.min(batchSize, plan.requests.length) / 2));
    else if (tookMs < SLOW_QUERY_MS / 4)
      batchSize = Math.min(defaultBatchLimits.maxRequests, Math.ceil(batchSize * 1.2));
    return readings;
  }

  async function readScalar(query: string, signal: AbortSignal): Promise<ScalarReading> {
    const timed = isBareSelector(query);
    const selectors = rangeSelectorsIn(query);
    const [{ result }, times] = await Promise.all([
      ask(timed ? withSampleTime(query.trim()) : query, signal),
      selectors.length === 0 ? null : ask(sampleTimesQuery(selectors), signal),
    ]);
    if ("status" in result) return result;
    if (times !== null) {
      const { staleAfterMs } = config;
      const stale = "status" in times.result ? times.result : staleRange(times.result, { selectors, staleAfterMs });
      if (stale !== null) return stale;
    }
    return scalarReading(result, { query, timed, staleAfterMs: config.staleAfterMs });
  }

  async function readEvents(request: EventsRequest, signal: AbortSignal): Promise<EventsReading> {
    const query = eventsQuery(request);
    if (typeof query !== "string") return query;
    const { result } = await ask(query, signal);
    return "status" in result ? result : eventsReading(result, config.staleAfterMs);
  }

  return {
    async readEvents(requests: readonly EventsRequest[], signal) {
      const readings = await mapBounded(requests, PARALLEL_QUERIES, (request) => readEvents(request, signal));
      return new Map(readings.map((reading, index): [string, EventsReading] => [requests[index]?.key ?? "", reading]));
    },
    async readCounts(requests: readonly CountsRequest[], signal) {
      const { plans, refused } = planCounts(requests, shape, { ...defaultBatchLimits, maxRequests: batchSize });
      const readings = await mapBounded(plans, PARALLEL_QUERIES, (plan) => runTimed(plan, signal));
      return new Map<string, CountsReading>([...refused, ...readings.flat()]);
    },
    async readScalars(requests: readonly ScalarRequest[], signal) {
      const queries = [...new Set(requests.map(({ query }) => query))];
      const readings = await mapBounded(queries, PARALLEL_QUERIES, (query) => readScalar(query, signal));
      const byQuery = new Map(queries.map((query, index) => [query, readings[index]]));
      const missing = blind("query_error", "The query was not asked.");
      return new Map(requests.map(({ key, query }) => [key, byQuery.get(query) ?? missing]));
    },
    close: () => Promise.resolve(),
  };
}
