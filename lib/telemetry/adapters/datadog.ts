import type { OutboundClient, OutboundResponse } from "@/lib/platform/http/outbound";
import type { DatadogSourceConfig } from "../contract";
import { minuteMs, minutesOf, type PointSeries } from "../domain/datadog-minutes";
import { blind } from "../domain/prometheus-answer";
import type { Blind, EventsReading, EventsRequest, TelemetrySource } from "../port";
import { readV1, readV2 } from "./datadog-shapes";
import { mapBounded } from "./map-bounded";
import { askSource, parseJson } from "./source-http";

export interface DatadogSourceOptions {
  readonly config: DatadogSourceConfig;
  /** Shared; closed by its owner. */
  readonly http: OutboundClient;
  /** API key and application key with a colon between them; sent to `config.url` and nowhere else. */
  readonly secret: string | null;
}

/** Questions of one exchange: two queries each, and Datadog takes some dozens. */
const perExchange = 20;
const parallelExchanges = 2;

/**
 * Counts of minutes by Datadog's timeseries queries. Only for levels of objectives: what Datadog knows of the last seconds is too little
 * for a rollout.
 */
export function createDatadogSource({ config, http, secret }: DatadogSourceOptions): TelemetrySource {
  const base = config.url.replace(/\/+$/, "");
  const [apiKey = "", applicationKey = ""] = (secret ?? "").split(":");
  const keys = { "dd-api-key": apiKey, "dd-application-key": applicationKey, accept: "application/json" };

  function exchange(requests: readonly EventsRequest[], fromMs: number, toMs: number, signal: AbortSignal) {
    const queries = requests.flatMap(({ good, total }) => [good, total]);
    if (config.api === "v1") {
      const query = new URLSearchParams({
        from: `${fromMs / 1_000}`,
        // Both ends are taken in: the last minute that is wanted begins a minute before the end.
        to: `${(toMs - minuteMs) / 1_000}`,
        query: queries.join(","),
      });
      return askSource(http, { url: `${base}/api/v1/query?${query}`, headers: keys }, null, signal);
    }
    const attributes = {
      from: fromMs,
      to: toMs,
      interval: minuteMs,
      queries: queries.map((query, index) => ({ data_source: "metrics", name: `q${index}`, query })),
      formulas: queries.map((_, index) => ({ formula: `q${index}` })),
    };
    return askSource(
      http,
      {
        url: `${base}/api/v2/query/timeseries`,
        method: "POST",
        headers: { ...keys, "content-type": "application/json" },
        body: JSON.stringify({ data: { type: "timeseries_request", attributes } }),
      },
      null,
      signal,
    );
  }

  async function read(
    requests: readonly EventsRequest[],
    signal: AbortSignal,
  ): Promise<readonly (readonly [string, EventsReading])[]> {
    const fromMs = Math.min(...requests.map((request) => request.fromMs));
    const toMs = Math.max(...requests.map((request) => request.toMs));
    if (fromMs >= toMs) return requests.map(({ key }) => [key, { status: "minutes", minutes: [] }]);
    const answer = await exchange(requests, fromMs, toMs, signal);
    const series = "blind" in answer ? answer.blind : seriesOf(answer, config.api);
    if ("status" in series) return isolated(requests, series, signal);
    return requests.map((request, index) => [request.key, eventsOf(series, index, request)]);
  }

  /** One query that Datadog refuses must not blind those that were asked with it. */
  async function isolated(requests: readonly EventsRequest[], refusal: Blind, signal: AbortSignal) {
    if (refusal.cause !== "query_error" || requests.length === 1)
      return requests.map(({ key }): [string, EventsReading] => [key, refusal]);
    const middle = Math.ceil(requests.length / 2);
    const halves = [requests.slice(0, middle), requests.slice(middle)];
    return (await mapBounded(halves, 1, (half) => read(half, signal))).flat();
  }

  return {
    async readCounts(requests) {
      return refused(requests);
    },
    async readScalars(requests) {
      return refused(requests);
    },
    async readEvents(requests, signal) {
      const batches = Array.from({ length: Math.ceil(requests.length / perExchange) }, (_, index) =>
        requests.slice(index * perExchange, (index + 1) * perExchange),
      );
      return new Map((await mapBounded(batches, parallelExchanges, (batch) => read(batch, signal))).flat());
    },
    async close() {},
  };
}

function refused(requests: readonly { readonly key: string }[]): ReadonlyMap<string, Blind> {
  const detail = "Datadog is asked for whole minutes, for objectives; give rollouts a Prometheus or HTTP source.";
  return new Map(requests.map(({ key }) => [key, blind("wrong_shape", detail)]));
}

function eventsOf(series: readonly PointSeries[], index: number, request: EventsRequest): EventsReading {
  const minutes = minutesOf(series, { good: 2 * index, total: 2 * index + 1 }, request);
  return "status" in minutes ? minutes : { status: "minutes", minutes };
}

function seriesOf({ status, body, headers }: OutboundResponse, api: "v1" | "v2"): readonly PointSeries[] | Blind {
  if (status === 429) {
    const reset = headers["x-ratelimit-reset"];
    const when = typeof reset === "string" && /^\d+$/.test(reset) ? `; it takes questions again in ${reset} s` : "";
    return blind("unreachable", `Datadog takes no more questions of these keys for now (429)${when}.`);
  }
  if (status === 401 || status === 403)
    return blind("query_error", `Datadog refused the keys (${status}); the application key needs timeseries_query.`);
  if (status === 408 || status === 504) return blind("timeout", `Datadog gave up on the query (${status}).`);
  if (status >= 500) return blind("unreachable", `Datadog answered ${status}.`);
  const json = parseJson(body);
  if (status !== 200) return blind("query_error", `Datadog answered ${status}: ${messageOf(json)}`);
  if (json === undefined) return blind("wrong_shape", "Datadog did not answer JSON.");
  return api === "v1" ? readV1(json) : readV2(json);
}

/** `{"errors": ["…"]}`, or JSON:API's objects with a title. */
function messageOf(json: unknown): string {
  const errors = typeof json === "object" && json !== null && "errors" in json ? json.errors : null;
  const said = Array.isArray(errors) ? errors.map((one) => (typeof one === "string" ? one : JSON.stringify(one))) : [];
  return said.join("; ").slice(0, 300) || "no reason";
}
