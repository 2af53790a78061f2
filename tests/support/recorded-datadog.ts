/** Answers of Datadog's timeseries queries in the shapes that its API reference has (v1 `MetricsQueryResponse`, v2 `TimeseriesFormulaQueryResponse`). */

/** A series of minutes from `fromMs`; null where Datadog has no value. */
export interface RecordedSeries {
  readonly queryIndex: number;
  readonly fromMs: number;
  readonly values: readonly (number | null)[];
}

const minuteMs = 60_000;

/** `POST /api/v2/query/timeseries`: one axis of times for all series, with null where a series has no point. */
export function recordedV2(series: readonly RecordedSeries[]): object {
  const times = [
    ...new Set(series.flatMap(({ fromMs, values }) => values.map((_, at) => fromMs + at * minuteMs))),
  ].sort((left, right) => left - right);
  return {
    data: {
      id: "0",
      type: "timeseries_response",
      attributes: {
        series: series.map(({ queryIndex }) => ({ group_tags: [], query_index: queryIndex, unit: [null, null] })),
        times,
        values: series.map(({ fromMs, values }) => times.map((time) => values[(time - fromMs) / minuteMs] ?? null)),
      },
    },
  };
}

/** `GET /api/v1/query`: a list of points for each series; points without a value are left out or null. */
export function recordedV1(series: readonly RecordedSeries[]): object {
  return {
    status: "ok",
    res_type: "time_series",
    resp_version: 1,
    query: "recorded",
    from_date: Math.min(...series.map(({ fromMs }) => fromMs)),
    to_date: Math.max(...series.map(({ fromMs, values }) => fromMs + values.length * minuteMs)),
    group_by: [],
    message: "",
    series: series.map(({ queryIndex, fromMs, values }) => ({
      unit: null,
      query_index: queryIndex,
      aggr: "sum",
      metric: "orders.placed",
      tag_set: [],
      expression: "sum:orders.placed{service:checkout}.as_count().rollup(sum,60)",
      scope: "service:checkout",
      interval: 60,
      length: values.length,
      start: fromMs,
      end: fromMs + values.length * minuteMs - 1,
      attributes: {},
      display_name: "orders.placed",
      pointlist: values.map((value, at) => [fromMs + at * minuteMs, value]),
    })),
  };
}
