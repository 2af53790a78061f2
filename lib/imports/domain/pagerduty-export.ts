import { cut, listAt, textAt } from "@/lib/kernel/json-value";
import { severityOf } from "./csv-record";
import { type Draft, type DraftedRecord, faultOf, type ImportRecord, unknownRecord } from "./draft";

/**
 * Exports of PagerDuty's REST API: `GET /incidents` and `GET /log_entries` (or `…/incidents/{id}/log_entries`). What happened when is
 * read from the log entries; without them from `created_at` and the time of the last change of status. `updated_at` moves
 * with every note, and is not read.
 */

/** Incidents with their log entries. */
export function joinPagerduty(records: readonly ImportRecord[]): ImportRecord[] {
  const entries = new Map<string, unknown[]>();
  for (const { value } of records) {
    const incident = textAt(value, "incident", "id");
    if (incident === undefined || !isEntry(value)) continue;
    entries.set(incident, [...(entries.get(incident) ?? []), value]);
  }
  return records.flatMap(({ row, value }) => {
    if (isEntry(value)) return [];
    const found = entries.get(textAt(value, "id") ?? "") ?? [];
    const own = listAt(value, "log_entries");
    return [{ row, value: { ...(value as object), log_entries: [...own, ...found] } }];
  });
}

function isEntry(value: unknown): boolean {
  return /_log_entry(_reference)?$/.test(textAt(value, "type") ?? "");
}

const whatOf: Readonly<Record<string, string>> = {
  trigger_log_entry: "triggered",
  acknowledge_log_entry: "acknowledged",
  resolve_log_entry: "resolved",
  reopen_log_entry: "reopened",
};

export function readPagerduty({ value }: ImportRecord): DraftedRecord {
  const id = textAt(value, "id");
  const createdAt = textAt(value, "created_at");
  if (id === undefined || createdAt === undefined || textAt(value, "status") === undefined) {
    return unknownRecord("an incident of PagerDuty");
  }
  const priority =
    textAt(value, "priority", "summary") ?? textAt(value, "priority", "name") ?? textAt(value, "urgency");
  const severity = priority === undefined ? null : severityOf(priority);
  const event = {
    kind: "incident" as const,
    key: id,
    title: cut(textAt(value, "title") ?? textAt(value, "summary"), 500),
    service: cut(textAt(value, "service", "summary"), 200),
    url: textAt(value, "html_url"),
    ...(severity === null ? {} : { severity }),
  };
  // One space for all accounts, as its hooks have it: ids are unique among them.
  const space = { system: "pagerduty", host: "pagerduty.com" };
  const told = listAt(value, "log_entries").flatMap((entry): Draft[] => {
    const what = whatOf[(textAt(entry, "type") ?? "").replace(/_reference$/, "")];
    const occurredAt = textAt(entry, "created_at");
    if (what === undefined || occurredAt === undefined) return [];
    const by = cut(textAt(entry, "agent", "summary"), 200);
    return [{ space, event: { ...event, what, occurredAt, ...(by === undefined ? {} : { by }) } }];
  });
  const isTold = (what: string): boolean => told.some((draft) => draft.event.what === what);
  const triggered: Draft[] = isTold("triggered")
    ? []
    : [{ space, event: { ...event, what: "triggered", occurredAt: createdAt } }];
  if (textAt(value, "status") !== "resolved" || isTold("resolved"))
    return { drafts: [...triggered, ...told], faults: [] };
  const resolvedAt = textAt(value, "resolved_at") ?? textAt(value, "last_status_change_at");
  if (resolvedAt === undefined) {
    const message = "It is resolved, but the time when is not in the file.";
    const remedy = "Export its log entries, too; `updated_at` is not that time.";
    return { drafts: [], faults: [faultOf("log_entries", null, message, remedy)] };
  }
  const resolved: Draft = { space, event: { ...event, what: "resolved", occurredAt: resolvedAt } };
  return { drafts: [...triggered, ...told, resolved], faults: [] };
}
