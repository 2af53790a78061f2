import type { Status } from "@/components/feedback/status";
import type { ConnectionConfig, ConnectionKind, ConnectionView } from "@/lib/connections/contract";

export interface FieldWords {
  readonly name: string;
  readonly label: string;
  readonly type: "text" | "number" | "choice" | "words";
  readonly description?: string;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly isRequired?: boolean;
}

export interface KindWords {
  readonly label: string;
  readonly group: "Log systems" | "CMDB" | "Receivers of the audit log" | "Receivers of spans" | "Told of alerts";
  /** What it is for. */
  readonly purpose: string;
  /** Name of its secret; null when it has none. */
  readonly secret: string | null;
  readonly fields: readonly FieldWords[];
  readonly initial: ConnectionConfig;
}

const text = (name: string, label: string, more: Partial<FieldWords> = {}): FieldWords => {
  return { name, label, type: "text", ...more };
};
const required = { isRequired: true } as const;
const url = text("url", "Address", { ...required, description: "https://…, without path where none is needed" });
const user = text("user", "User", { description: "For basic authentication" });
const authentication = (values: readonly (readonly [string, string])[]): FieldWords => ({
  name: "authentication",
  label: "Secret is sent as",
  type: "choice",
  choices: values.map(([value, label]) => ({ value, label })),
});
const elasticAuthentication = authentication([
  ["api_key", "API key"],
  ["basic", "Password (basic)"],
  ["bearer", "Bearer token"],
]);
const otherAuthentication = authentication([
  ["bearer", "Bearer token"],
  ["basic", "Password (basic)"],
]);
const levels: FieldWords = {
  name: "errorLevels",
  label: "Levels that count as errors",
  type: "words",
  description: "Separated by commas",
};
const webUrl = text("webUrl", "Web address", { description: "Where people look at lines; links lead there" });
const startFrom: FieldWords = {
  name: "startFrom",
  label: "Begin with",
  type: "choice",
  choices: [
    { value: "now", label: "What happens from now on" },
    { value: "beginning", label: "The first record there is" },
  ],
};
const zone = text("zone", "Zone of its times", { description: "An IANA zone, for times that name none" });

const audit = "Receivers of the audit log";
const told = "Told of alerts";

/** What each kind of connection is called, is for, and asks. */
export const kindWords: Readonly<Record<ConnectionKind, KindWords>> = {
  elasticsearch: {
    label: "Elasticsearch",
    group: "Log systems",
    purpose: "Counts error lines around each deployment.",
    secret: "API key or password",
    fields: [
      url,
      text("index", "Index", { ...required, description: "A pattern such as logs-*" }),
      elasticAuthentication,
      user,
      text("timeField", "Field of the time", required),
      text("serviceField", "Field of the service", required),
      text("environmentField", "Field of the environment", { description: "Empty: all environments are counted" }),
      text("levelField", "Field of the level", required),
      levels,
      webUrl,
    ],
    initial: {
      kind: "elasticsearch",
      url: "",
      index: "logs-*",
      authentication: "api_key",
      user: "",
      timeField: "@timestamp",
      serviceField: "service.name",
      environmentField: "",
      levelField: "log.level",
      errorLevels: ["error", "fatal", "critical"],
      webUrl: "",
    },
  },
  splunk: {
    label: "Splunk search",
    group: "Log systems",
    purpose: "Counts error lines around each deployment.",
    secret: "Token or password",
    fields: [
      url,
      text("index", "Index", required),
      otherAuthentication,
      user,
      text("serviceField", "Field of the service", required),
      text("environmentField", "Field of the environment", { description: "Empty: all environments are counted" }),
      text("levelField", "Field of the level", required),
      levels,
      webUrl,
    ],
    initial: {
      kind: "splunk",
      url: "",
      index: "main",
      authentication: "bearer",
      user: "",
      serviceField: "service",
      environmentField: "",
      levelField: "level",
      errorLevels: ["error", "fatal", "critical"],
      webUrl: "",
    },
  },
  servicenow_cmdb: {
    label: "ServiceNow CMDB",
    group: "CMDB",
    purpose: "Read regularly and compared with pipelines and with what runs.",
    secret: "Password or token",
    fields: [
      url,
      text("table", "Table", required),
      text("query", "Encoded query", { description: "Empty: all records of the table" }),
      authentication([
        ["basic", "Password (basic)"],
        ["bearer", "Bearer token"],
      ]),
      user,
      text("serviceField", "Field of the service", required),
      text("environmentField", "Field of the environment", required),
      text("versionField", "Field of the version", required),
      text("ownerField", "Field of the owner", required),
      zone,
      { name: "everyHours", label: "Read again after hours", type: "number", description: "0: only when asked" },
    ],
    initial: {
      kind: "servicenow_cmdb",
      url: "",
      table: "cmdb_ci_service_auto",
      query: "",
      authentication: "basic",
      user: "",
      serviceField: "name",
      environmentField: "environment",
      versionField: "version",
      ownerField: "owned_by",
      zone: "UTC",
      everyHours: 6,
    },
  },
  csv_cmdb: {
    label: "CMDB from a file",
    group: "CMDB",
    purpose: "Somebody brings it as CSV on the reconciliation page.",
    secret: null,
    fields: [zone],
    initial: { kind: "csv_cmdb", zone: "UTC" },
  },
  splunk_hec: {
    label: "Splunk HTTP Event Collector",
    group: audit,
    purpose: "Gets every audit record, in order, at least once.",
    secret: "HEC token",
    fields: [
      url,
      text("index", "Index", { description: "Empty: the token's own" }),
      text("sourceType", "Source type", required),
      startFrom,
    ],
    initial: { kind: "splunk_hec", url: "", index: "", sourceType: "signalbox:audit", startFrom: "now" },
  },
  elastic_bulk: {
    label: "Elasticsearch bulk",
    group: audit,
    purpose: "Gets every audit record, in order; a record sent again replaces itself.",
    secret: "API key or password",
    fields: [url, text("index", "Index", required), elasticAuthentication, user, startFrom],
    initial: {
      kind: "elastic_bulk",
      url: "",
      index: "signalbox-audit",
      authentication: "api_key",
      user: "",
      startFrom: "now",
    },
  },
  syslog: {
    label: "Syslog (RFC 5424)",
    group: audit,
    purpose: "Gets every audit record over TCP or TLS.",
    secret: null,
    fields: [
      text("host", "Host", required),
      { name: "port", label: "Port", type: "number" },
      {
        name: "transport",
        label: "Transport",
        type: "choice",
        choices: [
          { value: "tls", label: "TLS (RFC 5425)" },
          { value: "tcp", label: "TCP, not encrypted (RFC 6587)" },
        ],
      },
      text("appName", "Application name", required),
      startFrom,
    ],
    initial: { kind: "syslog", host: "", port: 6514, transport: "tls", appName: "signalbox", startFrom: "now" },
  },
  otlp_logs: {
    label: "OpenTelemetry logs",
    group: audit,
    purpose: "Gets every audit record as a log record over OTLP/HTTP.",
    secret: "Value of the header",
    fields: [url, text("header", "Header of the secret", required), startFrom],
    initial: { kind: "otlp_logs", url: "", header: "Authorization", startFrom: "now" },
  },
  otlp_traces: {
    label: "OpenTelemetry traces",
    group: "Receivers of spans",
    purpose: "Gets one trace for each pipeline run, with a span for each stage.",
    secret: "Value of the header",
    fields: [url, text("header", "Header of the secret", required)],
    initial: { kind: "otlp_traces", url: "", header: "Authorization" },
  },
  pagerduty_events: {
    label: "PagerDuty",
    group: told,
    purpose: "Pages whoever is on call, by a service of the Events API v2.",
    secret: "Integration key",
    fields: [url],
    initial: { kind: "pagerduty_events", url: "https://events.pagerduty.com" },
  },
  servicenow_incident: {
    label: "ServiceNow incidents",
    group: told,
    purpose: "Opens an incident for each alert, and resolves it when the alert ends.",
    secret: "Password or token",
    fields: [
      url,
      text("table", "Table", required),
      authentication([
        ["basic", "Password (basic)"],
        ["bearer", "Bearer token"],
      ]),
      user,
      text("assignmentGroup", "Assignment group", { description: "Empty: ServiceNow's own rules say" }),
      text("closeCode", "Close code", { ...required, description: "One that your ServiceNow knows" }),
    ],
    initial: {
      kind: "servicenow_incident",
      url: "",
      table: "incident",
      authentication: "basic",
      user: "",
      assignmentGroup: "",
      closeCode: "Solution provided",
    },
  },
  alert_webhook: {
    label: "Signed webhook for alerts",
    group: told,
    purpose: "Gets each step of an alert as a signed event, as Standard Webhooks defines it.",
    secret: "Signing secret (whsec_…)",
    fields: [text("url", "Address", { ...required, description: "https://…" })],
    initial: { kind: "alert_webhook", url: "" },
  },
  alert_mail: {
    label: "Mailbox for alerts",
    group: told,
    purpose: "Gets a mail for each step of an alert, by the mail server of this installation.",
    secret: null,
    fields: [text("to", "E-mail address", required)],
    initial: { kind: "alert_mail", to: "" },
  },
};

/** Where a connection leads, for lists. */
export function destinationWords(config: ConnectionConfig): string {
  if (config.kind === "csv_cmdb") return "a file that somebody brings";
  if (config.kind === "alert_mail") return config.to;
  return config.kind === "syslog" ? `${config.transport}://${config.host}:${config.port}` : config.url;
}

/** How a connection is doing, from its last test and its shipments. */
export function connectionStatus(view: ConnectionView): { readonly status: Status; readonly label: string } {
  if (!view.isEnabled) return { status: "neutral", label: "Out of use" };
  if (view.testPending) return { status: "progressing", label: "Being tested" };
  if (view.shipment?.failure) return { status: "failed", label: "Does not accept" };
  if (view.shipment && view.shipment.shippedCount > 0) return { status: "healthy", label: "Receiving" };
  if (view.test === null) return { status: "no_data", label: "Not tested" };
  return view.test.ok ? { status: "healthy", label: "Test passed" } : { status: "failed", label: "Test failed" };
}
