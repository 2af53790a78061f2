import type { ServiceNowCmdbConfig } from "@/lib/connections/contract";
import { readTime } from "@/lib/imports/domain/time-text";
import type { Instant } from "@/lib/kernel/instant";
import { at, textAt } from "@/lib/kernel/json-value";
import type { Reason } from "@/lib/kernel/result";
import type { Table } from "@/lib/platform/csv-table";

/** What one record of a CMDB says, in our words. */
export interface ReadItem {
  readonly externalId: string;
  readonly name: string;
  readonly className: string | null;
  readonly service: string;
  readonly environment: string;
  readonly version: string | null;
  readonly owner: string | null;
  readonly url: string | null;
  readonly changedAt: Instant | null;
}

export type ItemResult =
  | { readonly ok: true; readonly item: ReadItem }
  | { readonly ok: false; readonly reason: Reason };

function shown(record: unknown, field: string): string | null {
  return textAt(record, field, "display_value") ?? textAt(record, field, "value") ?? textAt(record, field) ?? null;
}

function stored(record: unknown, field: string): string | null {
  return textAt(record, field, "value") ?? textAt(record, field) ?? null;
}

function refuse(field: string, message: string, remedy: string): ItemResult {
  return { ok: false, reason: { code: "invalid", field, message, remedy } };
}

function timeOf(text: string | null, zone: string): Instant | null | string {
  if (text === null) return null;
  const read = readTime(text, { zone, dateOrder: null });
  return read.kind === "at" ? read.at : read.message;
}

/**
 * A record of ServiceNow's table API, as plain values or as `{ value, display_value }`. Names are what people see, times are
 * what is stored: UTC, without saying so.
 */
export function itemOfServiceNow(record: unknown, config: ServiceNowCmdbConfig): ItemResult {
  const externalId = stored(record, "sys_id");
  if (externalId === null) return refuse("sys_id", "A record has no sys_id.", "Let the user read this field.");
  const field = (name: string): string => `${externalId}.${name}`;
  const service = shown(record, config.serviceField);
  if (service === null)
    return refuse(field(config.serviceField), "It names no service.", "Fill it in, or change the query.");
  const environment = shown(record, config.environmentField);
  if (environment === null) {
    return refuse(field(config.environmentField), "It names no environment.", "Fill it in, or change the query.");
  }
  const changedAt = timeOf(stored(record, "sys_updated_on"), config.zone);
  if (typeof changedAt === "string") return refuse(field("sys_updated_on"), changedAt, "Correct the time.");
  const origin = /^https?:\/\/[^/]+/.exec(config.url)?.[0] ?? config.url;
  return {
    ok: true,
    item: {
      externalId: externalId.slice(0, 200),
      name: (shown(record, "name") ?? service).slice(0, 200),
      className: stored(record, "sys_class_name"),
      service: service.slice(0, 200),
      environment: environment.slice(0, 200),
      version: shown(record, config.versionField)?.slice(0, 200) ?? null,
      owner: shown(record, config.ownerField)?.slice(0, 200) ?? null,
      url: `${origin}/${config.table}.do?sys_id=${encodeURIComponent(externalId)}`,
      changedAt,
    },
  };
}

const columns = {
  externalId: ["id", "sys_id", "ci_id", "identifier"],
  service: ["service", "name", "ci", "application", "cmdb_ci"],
  environment: ["environment", "env", "used_for"],
  version: ["version", "release"],
  owner: ["owner", "owned_by", "managed_by", "team", "support_group"],
  changedAt: ["updated", "sys_updated_on", "updated_at", "changed_at"],
  className: ["class", "sys_class_name", "type"],
} as const;

/** Items of a table, or every fault with its row and column. */
export function itemsOfTable(table: Table, zone: string): { items: ReadItem[]; reasons: Reason[] } {
  const plain = table.header.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, "_"),
  );
  const indexOf = (wanted: readonly string[]): number => plain.findIndex((name) => wanted.includes(name));
  const service = indexOf(columns.service);
  const environment = indexOf(columns.environment);
  const reasons: Reason[] = [];
  const need = (index: number, word: string): void => {
    if (index >= 0) return;
    const message = `The header has no column for the ${word}.`;
    reasons.push({ code: "required", field: "csv", message, remedy: `Call one of them “${word}”.` });
  };
  need(service, "service");
  need(environment, "environment");
  if (reasons.length > 0) return { items: [], reasons };
  const items: ReadItem[] = [];
  const seen = new Set<string>();
  for (const [index, cells] of table.rows.entries()) {
    if (cells.length === 0) continue;
    const cell = (wanted: readonly string[]): string | null =>
      (cells[indexOf(wanted)] ?? "").trim().slice(0, 200) || null;
    const read = itemOfRow(index + 2, cell, zone);
    reasons.push(...read.reasons);
    if (read.item === null) continue;
    const { externalId } = read.item;
    if (seen.has(externalId))
      reasons.push(faultOf(index + 2, "id", `“${externalId}” is there twice`, "Leave one out."));
    seen.add(externalId);
    items.push(read.item);
  }
  return { items, reasons };
}

function itemOfRow(
  row: number,
  cell: (wanted: readonly string[]) => string | null,
  zone: string,
): { readonly item: ReadItem | null; readonly reasons: readonly Reason[] } {
  const service = cell(columns.service);
  const environment = cell(columns.environment);
  const changedAt = timeOf(cell(columns.changedAt), zone);
  const reasons = Object.entries({ service, environment })
    .filter(([, text]) => text === null)
    .map(([word]) => faultOf(row, word, "is empty", "Fill it in, or leave the row out."));
  if (typeof changedAt === "string") reasons.push(faultOf(row, "updated", `: ${changedAt}`, "Correct the time."));
  if (service === null || environment === null || typeof changedAt === "string") return { item: null, reasons };
  const item = {
    externalId: cell(columns.externalId) ?? `${service}/${environment}`,
    name: service,
    className: cell(columns.className),
    service,
    environment,
    version: cell(columns.version),
    owner: cell(columns.owner),
    url: null,
    changedAt,
  };
  return { item, reasons };
}

function faultOf(row: number, column: string, message: string, remedy: string): Reason {
  return { code: "invalid", field: `csv.${row}.${column}`, message: `Row ${row}: ${column} ${message}.`, remedy };
}

/** Does an answer of the table API hold its list? */
export function recordsOf(answer: unknown): readonly unknown[] | null {
  const list = at(answer, "result");
  return Array.isArray(list) ? list : null;
}
