import { z } from "zod";
import type { Instant } from "@/lib/kernel/instant";
import type { Fact, TicketFact } from "../../domain/fact";
import { incidentKey, ticketKey } from "../../domain/subject-key";
import type { Parsed, RawDelivery, SignalParser, SourceFacts } from "../../port";
import type { VendorSettings } from "../../vendor-settings-contract";
import {
  clipped,
  hostOf,
  ignored,
  type JsonRead,
  KeyText,
  MaybeUrl,
  maybeWords,
  reading,
  readJson,
  told,
  words,
} from "../reading";
import { settingsOf } from "../settings";
import { severityOf } from "../severity";
import { verifySharedSecret } from "../verification";
import { localMoment } from "./local-time";

/**
 * ServiceNow by the business rule that docs/signals.md publishes: it has no webhooks of its own. Every value is text, numbers
 * too; times have no zone.
 */

/** A value as the rule sends it; the table API sends `{ value, display_value }`. */
const Value = z
  .union([z.string(), z.number(), z.object({ value: z.unknown(), display_value: z.unknown().optional() }), z.null()])
  .optional()
  .transform((value) => {
    const plain = typeof value === "object" && value !== null ? (value.display_value ?? value.value) : value;
    return clipped(typeof plain === "string" || typeof plain === "number" ? String(plain) : "", 500) || undefined;
  });

const Body = z.object({
  table: words(60),
  instance: maybeWords(200),
  url: MaybeUrl,
  record: z.object({
    number: KeyText,
    sys_updated_on: z.string(),
    short_description: Value,
    state: Value,
    approval: Value,
    type: Value,
    risk: Value,
    priority: Value,
    severity: Value,
    business_service: Value,
    cmdb_ci: Value,
    start_date: Value,
    end_date: Value,
    work_start: Value,
    work_end: Value,
    opened_at: Value,
    resolved_at: Value,
    closed_at: Value,
    reopened_time: Value,
    assigned_to: Value,
    caused_by: Value,
    parent_incident: Value,
    close_code: Value,
  }),
});

type Settings = VendorSettings<"servicenow">;
type Values = Readonly<Omit<z.infer<typeof Body>["record"], "number" | "sys_updated_on">>;

interface Said {
  readonly number: string;
  readonly values: Values;
  readonly url: string | undefined;
  readonly host: string;
  readonly settings: Settings;
}

/** Numbers of change states (`-5` … `4`) and their names. */
const changeStates: Readonly<Record<string, TicketFact["state"]>> = {
  "-5": "open",
  new: "open",
  "-4": "open",
  assess: "open",
  "-3": "open",
  authorize: "open",
  "-2": "approved",
  scheduled: "approved",
  "-1": "implementing",
  implement: "implementing",
  "0": "implementing",
  review: "implementing",
  "3": "closed",
  closed: "closed",
  "4": "cancelled",
  canceled: "cancelled",
  cancelled: "cancelled",
};

function wordOf(value: string | undefined): string {
  return (value ?? "").trim().toLowerCase();
}

function stateOf(values: Values): TicketFact["state"] {
  const state = wordOf(values.state);
  const named = (Object.hasOwn(changeStates, state) ? changeStates[state] : undefined) ?? "open";
  if (wordOf(values.approval) === "rejected" && named !== "cancelled") return "rejected";
  return named === "open" && wordOf(values.approval) === "approved" ? "approved" : named;
}

function typeOf(values: Values): TicketFact["type"] {
  const type = wordOf(values.type);
  return type === "normal" || type === "standard" || type === "emergency" ? type : undefined;
}

const risks: Readonly<Record<string, string>> = { "1": "very high", "2": "high", "3": "moderate", "4": "low" };

function changeFacts({ number, values, url, settings }: Said, at: Instant): Fact[] {
  const time = (name: keyof Values): Instant | undefined => timeIn(values, name, settings);
  const risk = wordOf(values.risk);
  return [
    {
      kind: "ticket",
      subjectKey: ticketKey("servicenow", number),
      occurredAt: at,
      system: "servicenow",
      key: number,
      state: stateOf(values),
      title: values.short_description,
      type: typeOf(values),
      risk: risk === "" ? undefined : (risks[risk] ?? risk),
      url,
      service: values.business_service ?? values.cmdb_ci,
      plannedStartAt: time("start_date"),
      plannedEndAt: time("end_date"),
      actualStartAt: time("work_start"),
      actualEndAt: time("work_end"),
    },
  ];
}

function timeIn(values: Values, name: keyof Values, settings: Settings): Instant | undefined {
  const text = values[name];
  return text === undefined ? undefined : (localMoment(text, settings.timeZone ?? "UTC") ?? undefined);
}

const isResolved = new Set(["6", "resolved", "7", "closed"]);
const isInProgress = new Set(["2", "in progress", "3", "on hold"]);

function incidentFacts({ number, values, url, host, settings }: Said, at: Instant): Fact[] {
  const space = { system: "servicenow", host };
  const base = { kind: "incident", subjectKey: incidentKey(space, number), key: number } as const;
  const time = (name: keyof Values): Instant | undefined => timeIn(values, name, settings);
  const state = wordOf(values.state);
  const severity = severityOf(values.severity ?? values.priority, settings.severities);
  const cause = values.caused_by;
  const facts: Fact[] = [
    {
      ...base,
      what: "triggered",
      occurredAt: time("opened_at") ?? at,
      title: values.short_description,
      service: values.business_service ?? values.cmdb_ci,
      environment: settings.environment,
      url,
    },
  ];
  if (severity) facts.push({ ...base, what: "severity", occurredAt: at, severity });
  if (isInProgress.has(state)) facts.push({ ...base, what: "acknowledged", occurredAt: at, by: values.assigned_to });
  if (cause) facts.push({ ...base, what: "note", occurredAt: at, causes: [{ ticketKey: cause }] });
  const reopenedAt = time("reopened_time");
  if (reopenedAt !== undefined) facts.push({ ...base, what: "reopened", occurredAt: reopenedAt });
  if (isResolved.has(state)) facts.push(endOf(values, base, time("resolved_at") ?? time("closed_at") ?? at, space));
  return facts;
}

function endOf(
  values: Values,
  base: { readonly kind: "incident"; readonly subjectKey: string; readonly key: string },
  occurredAt: Instant,
  space: { readonly system: string; readonly host: string },
): Fact {
  const parent = values.parent_incident;
  if (parent === undefined || !/duplicate/i.test(values.close_code ?? "")) {
    return { ...base, what: "resolved", occurredAt };
  }
  return { ...base, what: "merged", occurredAt, mergedInto: incidentKey(space, parent) };
}

function readRecord(json: JsonRead, settings: Settings, source: SourceFacts): Parsed {
  if (json.kind === "malformed") return json;
  return reading(Body, json.json, ({ table, instance, url, record }) => {
    const timeZone = settings.timeZone ?? "UTC";
    const at = localMoment(record.sys_updated_on, timeZone);
    if (at === null) {
      const detail = `record.sys_updated_on: "${record.sys_updated_on}" is no time in ${timeZone}`;
      return { kind: "malformed", outcome: "wrong_shape", detail: clipped(detail, 500) };
    }
    const said = {
      number: record.number,
      values: record,
      url,
      host: hostOf(instance) ?? instance ?? source.slug,
      settings,
    };
    if (table === "change_request") return told(table, changeFacts(said, at));
    if (table === "incident") return told(table, incidentFacts(said, at));
    return ignored("not_interesting", table);
  });
}

export const servicenowParser: SignalParser = {
  kind: "servicenow",
  version: 1,
  verify: (raw, secrets) => verifySharedSecret(raw, secrets),
  senderId: () => null,
  parse: (raw: RawDelivery, source: SourceFacts) => {
    const read = settingsOf("servicenow", source);
    return read.kind === "malformed" ? read : readRecord(readJson(raw), read.settings, source);
  },
};
