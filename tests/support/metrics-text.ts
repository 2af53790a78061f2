export interface SlotMetrics {
  readonly labels?: Readonly<Record<string, string>>;
  readonly requests: number | string;
  readonly errors: number | string;
  /** Cumulative counts by bound in seconds, as written in `le`. */
  readonly buckets?: Readonly<Record<string, number | string>>;
  /** Explicit time of the samples. */
  readonly timestampMs?: number;
}

function line(
  name: string,
  labels: Readonly<Record<string, string>>,
  value: number | string,
  timestampMs?: number,
): string {
  const quoted = Object.entries(labels).map(([label, text]) => {
    const escaped = text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
    return `${label}="${escaped}"`;
  });
  return `${name}{${quoted.join(",")}} ${value}${timestampMs === undefined ? "" : ` ${timestampMs}`}\n`;
}

/** Metrics of an HTTP service in the text format; successes and errors are counters of their own, as services have them. */
export function metricsText(slots: readonly SlotMetrics[]): string {
  return slots
    .map(({ labels = {}, requests, errors, buckets, timestampMs }) => {
      const isCount = typeof requests === "number" && typeof errors === "number";
      const successes = isCount ? requests - errors : requests;
      return [
        line("http_requests_total", { ...labels, code: "200" }, successes, timestampMs),
        ...(errors === 0 ? [] : [line("http_requests_total", { ...labels, code: "500" }, errors, timestampMs)]),
        ...Object.entries(buckets ?? {}).map(([le, count]) =>
          line("http_request_duration_seconds_bucket", { ...labels, le }, count, timestampMs),
        ),
      ].join("");
    })
    .join("");
}
