import { z } from "zod";

/** The shapes of metric sources that browsers, machines and adapters share. Client-safe. */

export const MetricName = z
  .string()
  .max(200)
  .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, "Use letters, digits, _ and :, not beginning with a digit.");

/** Names that queries use for themselves, or that mean something else to Prometheus. */
const takenLabels: readonly string[] = ["le", "quantile", "signalbox_part"];

export const LabelName = z
  .string()
  .max(200)
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "Use letters, digits and _, not beginning with a digit.")
  .refine((name) => !name.startsWith("__"), "Labels that begin with __ belong to Prometheus.")
  .refine((name) => !takenLabels.includes(name), "This label name has another meaning; choose another.");

/** Form only; whether an address may be asked is decided by the outbound policy when it is saved and when it is used. */
const SourceUrl = z
  .string()
  .max(2_048)
  .regex(/^https?:\/\/[^\s?#@]+$/i, "Write an address such as https://prometheus.example/path, without ? and #.");

/** An address that may have a query, for sources that answer JSON. */
const DocumentUrl = z
  .string()
  .max(2_048)
  .regex(/^https?:\/\/[^\s#@]+$/i, "Write an address such as https://service.example/stats.json, without #.");

const staleAfterMs = z.number().int().min(1_000).max(3_600_000).default(15_000);

/** A JSON pointer (RFC 6901): empty for the whole document, or parts that begin with `/`. */
export const JsonPointer = z
  .string()
  .max(500)
  .regex(/^(\/([^~]|~[01])*)?$/, "Write a JSON pointer such as /queue/depth.");

/** Which label carries which fact; null when the metrics do not have it. */
export const SlotLabels = z.strictObject({
  service: LabelName.nullable().default("service"),
  environment: LabelName.nullable().default(null),
  version: LabelName.nullable().default("version"),
  slot: LabelName.nullable().default(null),
});
export type SlotLabels = z.infer<typeof SlotLabels>;

export const PrometheusSourceConfig = z
  .strictObject({
    kind: z.literal("prometheus"),
    url: SourceUrl,
    requestMetric: MetricName.default("http_requests_total"),
    /** Requests of `requestMetric` whose label matches this expression (RE2, whole value) are errors. */
    errorSelector: z
      .strictObject({ label: LabelName.default("code"), regex: z.string().min(1).max(200).default("5..") })
      .prefault({}),
    /** Base name of a histogram, without `_bucket`; null when there is none. */
    durationMetric: MetricName.nullable().default("http_request_duration_seconds"),
    durationUnit: z.enum(["s", "ms"]).default("s"),
    labels: SlotLabels.prefault({}),
    instanceLabel: LabelName.default("instance"),
    staleAfterMs,
    /**
     * What a slot without request series means. `blind`: nothing is known. `zero_when_up`: no request yet, provided that
     * Prometheus calls the slot's targets up and the other slot has series. Counters that vanish later look the same.
     */
    absentSlot: z.enum(["blind", "zero_when_up"]).default("blind"),
  })
  .superRefine((config, context) => {
    const { labels, instanceLabel } = config;
    const names = [labels.service, labels.environment, labels.version, labels.slot].filter((name) => name !== null);
    if (new Set([...names, instanceLabel]).size !== names.length + 1) {
      context.addIssue({ code: "custom", path: ["labels"], message: "Each fact needs a label of its own." });
    }
    if (labels.version === null && labels.slot === null) {
      const message = "Name the label of the version or of the slot: without one the two cannot be told apart.";
      context.addIssue({ code: "custom", path: ["labels", "version"], message });
    }
  });
export type PrometheusSourceConfig = z.infer<typeof PrometheusSourceConfig>;

/** Counters that the target itself keeps per server. */
export const HaproxyCountersSourceConfig = z.strictObject({ kind: z.literal("haproxy_counters"), staleAfterMs });
export type HaproxyCountersSourceConfig = z.infer<typeof HaproxyCountersSourceConfig>;

/** Counters of the embedded edge. */
export const EdgeCountersSourceConfig = z.strictObject({ kind: z.literal("edge_counters"), staleAfterMs });
export type EdgeCountersSourceConfig = z.infer<typeof EdgeCountersSourceConfig>;

/** In count pointers `{{label}}` stands for the label of the slot that is asked, for example `/{{version}}/requests`. */
export const HttpJsonSourceConfig = z.strictObject({
  kind: z.literal("http_json"),
  url: DocumentUrl,
  /** Numbers that checks may ask for by name. A check may also give a pointer itself. */
  values: z.record(z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/), JsonPointer).default({}),
  counts: z.strictObject({ requests: JsonPointer, errors: JsonPointer }).nullable().default(null),
  labels: SlotLabels.prefault({}),
  /** Where the document says when it was made; null: when it was fetched. */
  sampledAt: z
    .strictObject({ pointer: JsonPointer, unit: z.enum(["iso", "s", "ms"]).default("iso") })
    .nullable()
    .default(null),
  staleAfterMs,
});
export type HttpJsonSourceConfig = z.infer<typeof HttpJsonSourceConfig>;

/** Datadog's timeseries queries. Its secret is the API key and the application key with a colon between them. */
export const DatadogSourceConfig = z.strictObject({
  kind: z.literal("datadog"),
  /** The API of the site, such as https://api.datadoghq.eu. */
  url: SourceUrl.default("https://api.datadoghq.com"),
  /** v2 takes plain queries. v1 also sums of them. */
  api: z.enum(["v2", "v1"]).default("v2"),
});
export type DatadogSourceConfig = z.infer<typeof DatadogSourceConfig>;

export const MetricSourceConfig = z.discriminatedUnion("kind", [
  PrometheusSourceConfig,
  HaproxyCountersSourceConfig,
  EdgeCountersSourceConfig,
  HttpJsonSourceConfig,
  DatadogSourceConfig,
]);
export type MetricSourceConfig = z.infer<typeof MetricSourceConfig>;
export const MetricSourceKind = z.enum(["prometheus", "haproxy_counters", "edge_counters", "http_json", "datadog"]);
export type MetricSourceKind = z.infer<typeof MetricSourceKind>;
