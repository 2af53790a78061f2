import { z } from "zod";
import type { PointSeries } from "../domain/datadog-minutes";
import { blind } from "../domain/prometheus-answer";
import type { Blind } from "../port";

const V2 = z.object({
  data: z.object({
    attributes: z.object({
      series: z.array(z.object({ query_index: z.number().int().min(0).default(0) })).default([]),
      times: z.array(z.number()).default([]),
      values: z.array(z.array(z.number().nullable())).default([]),
    }),
  }),
  errors: z.union([z.string(), z.array(z.string())]).optional(),
});

const V1 = z.object({
  status: z.string(),
  error: z.string().optional(),
  series: z
    .array(
      z.object({
        query_index: z.number().int().min(0).default(0),
        interval: z.number().optional(),
        pointlist: z.array(z.tuple([z.number(), z.number().nullable()])),
      }),
    )
    .default([]),
});

/** Series of `POST /api/v2/query/timeseries`, or why it says nothing. */
export function readV2(json: unknown): readonly PointSeries[] | Blind {
  const parsed = V2.safeParse(json);
  if (!parsed.success) return blind("wrong_shape", "The answer is not that of Datadog's timeseries query (v2).");
  const { data, errors } = parsed.data;
  const said = typeof errors === "string" ? errors : (errors ?? []).join("; ");
  if (said !== "") return blind("query_error", `Datadog answered: ${said}`);
  const { series, times, values } = data.attributes;
  if (values.length !== series.length || values.some((one) => one.length !== times.length))
    return blind("wrong_shape", "The answer has not one value for each series and time.");
  return series.map(({ query_index: query }, index) => ({
    query,
    points: pointsOf(times.map((at, position) => [at, values[index]?.[position] ?? null])),
  }));
}

/** Series of `GET /api/v1/query`, or why it says nothing. */
export function readV1(json: unknown): readonly PointSeries[] | Blind {
  const parsed = V1.safeParse(json);
  if (!parsed.success) return blind("wrong_shape", "The answer is not that of Datadog's timeseries query (v1).");
  const { status, error, series } = parsed.data;
  if (status !== "ok" || error) return blind("query_error", `Datadog answered: ${error ?? status}`);
  if (series.some(({ interval }) => interval !== undefined && interval !== 60))
    return blind("wrong_shape", "The points are not a minute long; end the query with .rollup(sum, 60).");
  return series.map(({ query_index: query, pointlist }) => ({ query, points: pointsOf(pointlist) }));
}

function pointsOf(pairs: readonly (readonly [number, number | null])[]): ReadonlyMap<number, number> {
  return new Map(pairs.flatMap(([at, value]) => (value === null ? [] : [[at, value] as const])));
}
