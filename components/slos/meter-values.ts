import type { AttributeMatch, Meter } from "@/lib/slos/sli-contract";

/** What counts a ratio, as the form holds it: the fields of every kind, so that choosing another loses nothing. */
export interface MeterValues {
  kind: Meter["kind"];
  /** Slug of a metric source. */
  source: string | null;
  /** Queries, or conditions such as `outcome=ok`. */
  goodQuery: string;
  totalQuery: string;
  delaySeconds: number | string;
  metric: string;
  good: string[];
  total: string[];
  thresholdMs: number | string;
  stream: string;
}

export const emptyMeter: MeterValues = {
  kind: "query",
  source: null,
  goodQuery: "",
  totalQuery: "",
  delaySeconds: 0,
  metric: "",
  good: [],
  total: [],
  thresholdMs: 300,
  stream: "",
};

/** `outcome=ok|late` or `outcome!=failed` as typed, to a condition; what is neither keeps its text as the attribute. */
export function toMatch(text: string): AttributeMatch {
  const parts = /^(.*?)(!?=)(.*)$/s.exec(text);
  const [, attribute = text, sign = "=", values = ""] = parts ?? [];
  return { attribute: attribute.trim(), values: values.split("|").map((one) => one.trim()), isNot: sign === "!=" };
}

export function fromMatch({ attribute, values, isNot }: AttributeMatch): string {
  return `${attribute}${isNot ? "!=" : "="}${values.join("|")}`;
}

/** The fields of a known meter. */
export function meterValuesOf(meter: Meter): MeterValues {
  switch (meter.kind) {
    case "query": {
      const { kind, source, good, total, delayMs } = meter;
      return { ...emptyMeter, kind, source, goodQuery: good, totalQuery: total, delaySeconds: delayMs / 1_000 };
    }
    case "pushed":
      return { ...emptyMeter, kind: meter.kind, stream: meter.stream, delaySeconds: meter.delayMs / 1_000 };
    case "otlp_sum": {
      const { kind, metric, good, total } = meter;
      return { ...emptyMeter, kind, metric, good: good.map(fromMatch), total: total.map(fromMatch) };
    }
    case "otlp_latency": {
      const { kind, metric, total, thresholdMs } = meter;
      return { ...emptyMeter, kind, metric, total: total.map(fromMatch), thresholdMs };
    }
  }
}

/** What the fields say. The server checks it. */
export function meterOf(values: MeterValues): Meter {
  const { kind } = values;
  const delayMs = Number(values.delaySeconds) * 1_000;
  const total = values.total.map(toMatch);
  if (kind === "query") {
    const { source, goodQuery, totalQuery } = values;
    return { kind, source: source ?? "", good: goodQuery, total: totalQuery, delayMs };
  }
  if (kind === "pushed") return { kind, stream: values.stream.trim(), delayMs };
  const metric = values.metric.trim();
  if (kind === "otlp_sum") return { kind, metric, total, good: values.good.map(toMatch) };
  return { kind, metric, total, thresholdMs: values.thresholdMs as number };
}
