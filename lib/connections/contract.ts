import { z } from "zod";
import { isTimeZone } from "@/lib/kernel/zoned-time";
import { Revision, Slug, title, wholeNumber } from "@/lib/platform/fields";

/** Shapes of connections to other systems as browsers, machines and adapters see them. Client-safe. */

/** Form only; whether an address may be asked is decided by the outbound policy, when it is saved and when it is used. */
const BaseUrl = z
  .string()
  .max(2_048)
  .regex(/^https?:\/\/[^\s?#@]+$/i, "Write an address such as https://logs.example, without ? and #.");

/** The same with a query, which many receivers tell their senders apart by. */
const FullUrl = z
  .string()
  .max(2_048)
  .regex(/^https?:\/\/[^\s#@]+$/i, "Write an address such as https://hooks.example/alerts, without #.");

const FieldName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[A-Za-z0-9_@.-]+$/, "Use letters, digits and _ @ . -");

const IndexPattern = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[a-z0-9][a-z0-9._*,-]*$/, "Write an index pattern such as logs-*.");

const UserName = z
  .string()
  .max(200)
  .regex(/^[^:\s]*$/, "A user name has no colon and no space.");

/** How a password or key is presented. */
const Authentication = z.enum(["bearer", "basic", "api_key"]);

const Words = z.array(z.string().trim().min(1).max(100)).min(1).max(20);

export const ElasticsearchConfig = z.strictObject({
  kind: z.literal("elasticsearch"),
  url: BaseUrl,
  index: IndexPattern,
  authentication: Authentication.default("api_key"),
  user: UserName.default(""),
  timeField: FieldName.default("@timestamp"),
  serviceField: FieldName.default("service.name"),
  /** Empty: lines of all environments are counted. */
  environmentField: z.union([z.literal(""), FieldName]).default(""),
  levelField: FieldName.default("log.level"),
  errorLevels: Words.default(["error", "fatal", "critical"]),
  /** Where people look at lines, for links; empty: none. */
  webUrl: z.union([z.literal(""), BaseUrl]).default(""),
});
export type ElasticsearchConfig = z.infer<typeof ElasticsearchConfig>;

export const SplunkSearchConfig = z.strictObject({
  kind: z.literal("splunk"),
  url: BaseUrl,
  index: z
    .string()
    .min(1)
    .max(80)
    .regex(/^[A-Za-z0-9_-]+$/, "Write the name of an index."),
  authentication: Authentication.default("bearer"),
  user: UserName.default(""),
  serviceField: FieldName.default("service"),
  environmentField: z.union([z.literal(""), FieldName]).default(""),
  levelField: FieldName.default("level"),
  errorLevels: Words.default(["error", "fatal", "critical"]),
  webUrl: z.union([z.literal(""), BaseUrl]).default(""),
});
export type SplunkSearchConfig = z.infer<typeof SplunkSearchConfig>;

export const ServiceNowCmdbConfig = z.strictObject({
  kind: z.literal("servicenow_cmdb"),
  url: BaseUrl,
  table: z
    .string()
    .max(80)
    .regex(/^[a-z][a-z0-9_]*$/, "Write the name of a table such as cmdb_ci_service_auto.")
    .default("cmdb_ci_service_auto"),
  /** An encoded query of ServiceNow; empty: all records. */
  query: z.string().max(1_000).default(""),
  authentication: Authentication.default("basic"),
  user: UserName.default(""),
  serviceField: FieldName.default("name"),
  environmentField: FieldName.default("environment"),
  versionField: FieldName.default("version"),
  ownerField: FieldName.default("owned_by"),
  /** ServiceNow writes times without one. */
  zone: z.string().max(60).refine(isTimeZone, "Write a zone such as Europe/Berlin or UTC.").default("UTC"),
  /** Read again after so many hours; 0: only when somebody asks. */
  everyHours: wholeNumber(0, 168).default(6),
});
export type ServiceNowCmdbConfig = z.infer<typeof ServiceNowCmdbConfig>;

/** A CMDB that comes as a file; people bring it. */
export const CsvCmdbConfig = z.strictObject({
  kind: z.literal("csv_cmdb"),
  zone: z.string().max(60).refine(isTimeZone, "Write a zone such as Europe/Berlin or UTC.").default("UTC"),
});
export type CsvCmdbConfig = z.infer<typeof CsvCmdbConfig>;

/** Where the first records to send come from. */
const StartFrom = z.enum(["now", "beginning"]).default("now");

export const SplunkHecConfig = z.strictObject({
  kind: z.literal("splunk_hec"),
  url: BaseUrl,
  index: z
    .string()
    .max(80)
    .regex(/^[A-Za-z0-9_-]*$/, "Write the name of an index, or nothing.")
    .default(""),
  sourceType: z
    .string()
    .max(80)
    .regex(/^[A-Za-z0-9_:.-]+$/)
    .default("signalbox:audit"),
  startFrom: StartFrom,
});
export type SplunkHecConfig = z.infer<typeof SplunkHecConfig>;

export const ElasticBulkConfig = z.strictObject({
  kind: z.literal("elastic_bulk"),
  url: BaseUrl,
  index: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[a-z0-9][a-z0-9._-]*$/, "Write the name of an index or data stream."),
  authentication: Authentication.default("api_key"),
  user: UserName.default(""),
  startFrom: StartFrom,
});
export type ElasticBulkConfig = z.infer<typeof ElasticBulkConfig>;

export const SyslogConfig = z.strictObject({
  kind: z.literal("syslog"),
  host: z
    .string()
    .max(253)
    .regex(/^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$/, "Write a host name or an address."),
  port: wholeNumber(1_024, 65_535).default(6_514),
  transport: z.enum(["tls", "tcp"]).default("tls"),
  appName: z
    .string()
    .min(1)
    .max(48)
    .regex(/^[\x21-\x7e]+$/)
    .default("signalbox"),
  startFrom: StartFrom,
});
export type SyslogConfig = z.infer<typeof SyslogConfig>;

const HeaderName = z
  .string()
  .max(80)
  .regex(/^[A-Za-z][A-Za-z0-9-]*$/, "Write the name of a header.")
  .refine((name) => !/^(host|content-|transfer-|connection|cookie)/i.test(name), "This header is set by us.");

export const OtlpLogsConfig = z.strictObject({
  kind: z.literal("otlp_logs"),
  /** Without `/v1/logs`. */
  url: BaseUrl,
  header: HeaderName.default("Authorization"),
  startFrom: StartFrom,
});
export type OtlpLogsConfig = z.infer<typeof OtlpLogsConfig>;

export const OtlpTracesConfig = z.strictObject({
  kind: z.literal("otlp_traces"),
  /** Without `/v1/traces`. */
  url: BaseUrl,
  header: HeaderName.default("Authorization"),
});
export type OtlpTracesConfig = z.infer<typeof OtlpTracesConfig>;

/** PagerDuty's Events API v2. Its secret is the integration key of a service there. */
export const PagerdutyEventsConfig = z.strictObject({
  kind: z.literal("pagerduty_events"),
  /** Without `/v2/enqueue`; accounts of the EU have https://events.eu.pagerduty.com. */
  url: BaseUrl.default("https://events.pagerduty.com"),
});
export type PagerdutyEventsConfig = z.infer<typeof PagerdutyEventsConfig>;

/** Incidents of ServiceNow through its Table API. */
export const ServiceNowIncidentConfig = z.strictObject({
  kind: z.literal("servicenow_incident"),
  url: BaseUrl,
  table: z
    .string()
    .max(80)
    .regex(/^[a-z][a-z0-9_]*$/, "Write the name of a table such as incident.")
    .default("incident"),
  authentication: Authentication.exclude(["api_key"]).default("basic"),
  user: UserName.default(""),
  /** Whose queue it lands in; empty: what its own rules say. */
  assignmentGroup: z.string().trim().max(200).default(""),
  /** One of the close codes that this installation knows. */
  closeCode: z.string().trim().min(1).max(100).default("Solution provided"),
});
export type ServiceNowIncidentConfig = z.infer<typeof ServiceNowIncidentConfig>;

/** Anything that takes signed events as Standard Webhooks defines them. Its secret is `whsec_` and base64. */
export const AlertWebhookConfig = z.strictObject({ kind: z.literal("alert_webhook"), url: FullUrl });
export type AlertWebhookConfig = z.infer<typeof AlertWebhookConfig>;

/** A mailbox, by the mail server of this installation. */
export const AlertMailConfig = z.strictObject({
  kind: z.literal("alert_mail"),
  to: z.email("Write an e-mail address.").max(254),
});
export type AlertMailConfig = z.infer<typeof AlertMailConfig>;

export const ConnectionConfig = z
  .discriminatedUnion("kind", [
    ElasticsearchConfig,
    SplunkSearchConfig,
    ServiceNowCmdbConfig,
    CsvCmdbConfig,
    SplunkHecConfig,
    ElasticBulkConfig,
    SyslogConfig,
    OtlpLogsConfig,
    OtlpTracesConfig,
    PagerdutyEventsConfig,
    ServiceNowIncidentConfig,
    AlertWebhookConfig,
    AlertMailConfig,
  ])
  .superRefine((config, context) => {
    if ("authentication" in config && config.authentication === "basic" && config.user === "") {
      context.addIssue({ code: "custom", path: ["user"], message: "Basic authentication needs a user name." });
    }
  });
export type ConnectionConfig = z.infer<typeof ConnectionConfig>;

export const connectionKinds = [
  "elasticsearch",
  "splunk",
  "servicenow_cmdb",
  "csv_cmdb",
  "splunk_hec",
  "elastic_bulk",
  "syslog",
  "otlp_logs",
  "otlp_traces",
  "pagerduty_events",
  "servicenow_incident",
  "alert_webhook",
  "alert_mail",
] as const;
export const ConnectionKind = z.enum(connectionKinds);
export type ConnectionKind = z.infer<typeof ConnectionKind>;

/** Kinds that the audit log is sent to. */
export const sinkKinds = ["splunk_hec", "elastic_bulk", "syslog", "otlp_logs"] as const satisfies ConnectionKind[];
/** Kinds that alarms can be told to. */
export const alertKinds = [
  "pagerduty_events",
  "servicenow_incident",
  "alert_webhook",
  "alert_mail",
] as const satisfies ConnectionKind[];
export const logKinds = ["elasticsearch", "splunk"] as const satisfies ConnectionKind[];

const Secret = z
  .string()
  .min(1)
  .max(4_000)
  .regex(/^[\x20-\x7e]+$/, "Use visible ASCII characters.");

/** A secret that events are signed with, as Standard Webhooks writes it. */
export const signingSecret = /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/;

/** Kinds that can do nothing without their secret. */
const needsSecret: readonly ConnectionKind[] = ["pagerduty_events", "servicenow_incident", "alert_webhook"];

interface WithSecret {
  readonly config?: ConnectionConfig | undefined;
  readonly secret?: string | undefined;
}

function checkSecretForm({ config, secret }: WithSecret, context: z.RefinementCtx): void {
  if (config?.kind !== "alert_webhook" || secret === undefined || signingSecret.test(secret)) return;
  const message = "Give whsec_ and at least 24 random bytes in base64, such as: whsec_$(openssl rand -base64 32).";
  context.addIssue({ code: "custom", path: ["secret"], message });
}

export const CreateConnectionInput = z
  .strictObject({
    slug: Slug,
    name: title(100),
    config: ConnectionConfig,
    /** Password, key or token; stored encrypted and never shown again. */
    secret: Secret.optional(),
  })
  .superRefine((input, context) => {
    checkSecretForm(input, context);
    if (input.secret !== undefined || !needsSecret.includes(input.config.kind)) return;
    context.addIssue({ code: "custom", path: ["secret"], message: "This kind needs its secret." });
  });

export const EditConnectionInput = z
  .strictObject({
    slug: Slug,
    revision: Revision,
    name: title(100).optional(),
    config: ConnectionConfig.optional(),
    secret: Secret.optional(),
    isEnabled: z.boolean().optional(),
  })
  .superRefine(checkSecretForm);

export const ConnectionSlugInput = z.strictObject({ slug: Slug });
export const ListConnectionsInput = z.strictObject({ kind: ConnectionKind.optional() });

export const ConnectionTest = z.object({ ok: z.boolean(), message: z.string(), remedy: z.string().nullable() });
export type ConnectionTest = z.infer<typeof ConnectionTest>;

/** How far the audit log was sent, for kinds that receive it. */
export const ShipmentView = z.object({
  shippedCount: z.number(),
  shippedAt: z.string().nullable(),
  /** Records that wait. */
  waiting: z.number(),
  /** Age of the oldest one that waits, in ms; null: none waits. */
  lagMs: z.number().nullable(),
  failures: z.number(),
  failure: z.string().nullable(),
  retryAt: z.string().nullable(),
});
export type ShipmentView = z.infer<typeof ShipmentView>;

export const ConnectionView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  kind: ConnectionKind,
  config: ConnectionConfig,
  hasSecret: z.boolean(),
  isEnabled: z.boolean(),
  test: ConnectionTest.nullable(),
  testPending: z.boolean(),
  testedAt: z.string().nullable(),
  shipment: ShipmentView.nullable(),
  revision: z.number(),
  updatedAt: z.string(),
});
export type ConnectionView = z.infer<typeof ConnectionView>;
