import { createHmac } from "node:crypto";
import type { SignalKind } from "@/lib/ingest/contract";
import { allSamples } from "./all-samples";

/** How each kind of system sends: a body that tells something, a body of a kind that nobody knows, and its proof. */
export interface VendorSender {
  readonly kind: SignalKind;
  readonly settings: Readonly<Record<string, unknown>>;
  /** A body that tells facts; each `n` is another event. */
  good(n: number): unknown;
  /** An event that does not exist; null where bodies have no name of an event. */
  unknown: unknown;
  /** Headers that say so, where it is not the body. */
  readonly unknownHeaders?: Readonly<Record<string, string>>;
  /** Headers of a delivery beside its proof. */
  headers(n: number): Record<string, string>;
  proof(
    secret: string,
    body: Uint8Array,
    given: { readonly n: number; readonly nowMs: number },
  ): Record<string, string>;
}

type Proof = VendorSender["proof"];

const bearer: Proof = (secret) => ({ authorization: `Bearer ${secret}` });
const hexIn =
  (header: string, prefix: string): Proof =>
  (secret, body) => ({ [header]: `${prefix}${createHmac("sha256", secret).update(body).digest("hex")}` });
const standard: Proof = (secret, body, { n, nowMs }) => {
  const id = `msg_${n}`;
  const timestamp = String(Math.floor(nowMs / 1_000));
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
};

const deployment = (n: number): Record<string, unknown> => ({
  kind: "deployment",
  id: `run-${n}`,
  progress: "succeeded",
  occurredAt: "2026-11-20T11:00:00Z",
  service: "checkout",
  environment: "production",
  version: `1.${n}.0`,
});

function ofSample(
  kind: SignalKind,
  name: string,
  more: Partial<VendorSender> & { readonly idHeader?: string },
): VendorSender {
  const sample = allSamples.find((one) => one.kind === kind && one.name === name);
  if (!sample) throw new Error(`no sample ${name} of ${kind}`);
  const { idHeader, ...rest } = more;
  return {
    kind,
    settings: sample.config,
    good: () => sample.body,
    unknown: null,
    headers: (n) => ({ ...sample.headers, ...(idHeader ? { [idHeader]: `d-${n}` } : {}) }),
    proof: bearer,
    ...rest,
  };
}

const cdevent = (n: number, type = "dev.cdevents.service.deployed.0.2.0"): object => ({
  context: { specversion: "0.5.0", id: `ev-${n}`, source: "/ci", type, timestamp: "2026-11-20T11:00:00Z" },
  subject: {
    id: "checkout",
    source: "/ci",
    content: { environment: { id: "production", source: "/iaas" }, artifactId: `pkg:oci/checkout@1.${n}.0` },
  },
});
const cloudevent = (n: number, type = "signalbox.deployment"): object => {
  const { kind: _, ...data } = deployment(n);
  return { specversion: "1.0", id: `ce-${n}`, source: "/ci", type, time: "2026-11-20T11:00:00Z", data };
};

/** Every kind of source that a system sends to. */
export const vendorSenders: readonly VendorSender[] = [
  ofSample("github", "workflow_run", {
    idHeader: "x-github-delivery",
    unknown: { action: "felt" },
    unknownHeaders: { "x-github-event": "earthquake" },
    proof: hexIn("x-hub-signature-256", "sha256="),
  }),
  ofSample("gitlab", "pipeline", {
    idHeader: "idempotency-key",
    unknown: { object_kind: "earthquake" },
    proof: (secret) => ({ "x-gitlab-token": secret }),
  }),
  ofSample("jenkins", "COMPLETED", {
    unknown: { name: "deploy", build: { number: 1, phase: "MELTED", timestamp: 1_795_168_800_000 } },
  }),
  ofSample("azure_devops", "ms.vss-pipelines.run-state-changed-event", { unknown: { eventType: "earthquake" } }),
  ofSample("pagerduty", "incident.triggered", {
    idHeader: "x-webhook-id",
    unknown: { event: { event_type: "earthquake.felt" } },
    proof: hexIn("x-pagerduty-signature", "v1="),
  }),
  ofSample("alertmanager", "group", {}),
  ofSample("grafana", "group", { proof: hexIn("x-grafana-alerting-signature", "") }),
  ofSample("datadog", "triggered", { unknown: { cycle_key: "1", transition: "Melted", date: "1795259000000" } }),
  ofSample("servicenow", "change_request", { unknown: { table: "cmdb_earthquake", record: {} } }),
  ofSample("jira", "jira:issue_updated", {
    unknown: { webhookEvent: "earthquake_felt" },
    proof: hexIn("x-hub-signature", "sha256="),
  }),
  {
    kind: "cdevents",
    settings: {},
    good: (n) => cdevent(n),
    unknown: cdevent(0, "dev.cdevents.earthquake.felt.0.1.0"),
    headers: () => ({}),
    proof: bearer,
  },
  {
    kind: "cloudevents",
    settings: {},
    good: (n) => cloudevent(n),
    unknown: cloudevent(0, "com.example.earthquake"),
    headers: () => ({ "content-type": "application/cloudevents+json" }),
    proof: bearer,
  },
  {
    kind: "standard_webhooks",
    settings: {},
    good: (n) => ({ type: "signalbox", timestamp: "2026-11-20T11:00:00Z", data: [deployment(n)] }),
    unknown: { type: "earthquake", timestamp: "2026-11-20T11:00:00Z", data: { kind: "earthquake" } },
    headers: () => ({}),
    proof: standard,
  },
  {
    kind: "push",
    settings: {},
    good: (n) => ({ signals: [deployment(n)] }),
    unknown: { signals: [{ kind: "earthquake", occurredAt: "2026-11-20T11:00:00Z" }] },
    headers: () => ({}),
    proof: bearer,
  },
];
