import { type ColumnMapping, type TableField, type TableSubject, tableFields } from "./csv-fields";
import { type Draft, type DraftedRecord, faultOf, type RecordFault } from "./draft";
import { isoText, readTime, type TimeReading } from "./time-text";

/** How a table is read: what its rows are, which column is which field, how times are written. */
export interface TableReading extends TimeReading {
  readonly subject: TableSubject;
  readonly columns: ColumnMapping;
}

type Values = Record<string, string | number | boolean | readonly string[]>;

interface ReadRow {
  readonly values: Values;
  /** Times as ISO 8601. */
  readonly times: Record<string, string>;
  readonly faults: RecordFault[];
}

const yes = /^(1|true|yes|y|on)$/i;
const no = /^(0|false|no|n|off)?$/i;

/**
 * Read one row of a table. Every fault of the row is named with its column; a row with faults says nothing, so that nothing is
 * half imported.
 */
export function readTableRow(
  cells: readonly string[],
  header: readonly string[],
  reading: TableReading,
): DraftedRecord {
  const row: ReadRow = { values: {}, times: {}, faults: [] };
  for (const field of tableFields[reading.subject]) readField(field, cells, header, { reading, row });
  if (row.faults.length > 0) return { drafts: [], faults: row.faults };
  const made = makers[reading.subject](row, reading.columns);
  const columns = columnsOfEvent(reading);
  return { drafts: made.drafts.map((draft) => ({ ...draft, columns })), faults: made.faults };
}

function columnsOfEvent({ columns }: TableReading): Record<string, string> {
  const time = columns.finishedAt ?? columns.startedAt ?? columns.detectedAt ?? columns.openedAt ?? columns.changedAt;
  return { ...columns, ...(time ? { occurredAt: time } : {}) };
}

function readField(
  field: TableField,
  cells: readonly string[],
  header: readonly string[],
  into: { readonly reading: TableReading; readonly row: ReadRow },
): void {
  const { reading, row } = into;
  const column = reading.columns[field.name];
  const index = column === undefined ? -1 : header.indexOf(column);
  const text = index < 0 ? "" : (cells[index] ?? "").trim();
  const named = column ?? field.name;
  if (text !== "") readCell(field, { named, text }, into);
  else if (field.isRequired) {
    row.faults.push(faultOf(named, "", `${field.label} is missing.`, "Fill it in, or leave the row out."));
  }
}

function readCell(
  field: TableField,
  cell: { readonly named: string; readonly text: string },
  { reading, row }: { readonly reading: TableReading; readonly row: ReadRow },
): void {
  const { named, text } = cell;
  const refuse = (message: string, remedy: string): void =>
    void row.faults.push(faultOf(named, text, `“${text.slice(0, 40)}” ${message}`, remedy));
  if (field.type === "text") {
    row.values[field.name] = text;
  } else if (field.type === "list") {
    row.values[field.name] = splitList(text);
  } else if (field.type === "time") {
    const read = readTime(text, reading);
    if (read.kind === "at") row.times[field.name] = isoText(read.at);
    else row.faults.push(faultOf(named, text, read.message, read.remedy));
  } else if (field.type === "number") {
    const number = /^[#!]?(\d{1,15})$/.exec(text)?.[1];
    if (number === undefined) refuse("is not a whole number.", "Correct the number.");
    else row.values[field.name] = Number(number);
  } else if (yes.test(text) || no.test(text)) {
    row.values[field.name] = yes.test(text);
  } else refuse("is neither yes nor no.", "Write true or false.");
}

function splitList(text: string): string[] {
  return text
    .split(/[;,|]/)
    .map((one) => one.trim())
    .filter(Boolean);
}

const outcomes: readonly (readonly [RegExp, string])[] = [
  [/^(success(ful)?|succeeded|passed|ok|done|complete[d]?|deployed|active|finished)$/i, "succeeded"],
  [/^(fail(ed|ure)?|error|broken|unsuccessful)$/i, "failed"],
  [/^(cancel(l?ed)?|aborted|abort|skipped|not_built)$/i, "cancelled"],
  [/^(rolled[ _-]?back|rollback|reverted)$/i, "rolled_back"],
  [/^(running|in[ _-]?progress|started|deploying)$/i, "running"],
  [/^(queued|pending|waiting|created|scheduled)$/i, "queued"],
];

/** The outcome of a deployment as many systems write it; null when it is none that we know. */
export function outcomeOf(text: string): string | null {
  return outcomes.find(([pattern]) => pattern.test(text.trim()))?.[1] ?? null;
}

const severities: readonly (readonly [RegExp, string])[] = [
  [/^(critical|blocker|sev-?[01]|p[01]|1|1 - critical|highest)$/i, "critical"],
  [/^(high|major|sev-?2|p2|2|2 - high)$/i, "high"],
  [/^(medium|moderate|normal|sev-?3|p3|3|3 - moderate)$/i, "medium"],
  [/^(low|minor|trivial|sev-?[45]|p[45]|[45]|4 - low|5 - planning|lowest)$/i, "low"],
];

/** The severity of an incident as many systems write it; null when it is none that we know. */
export function severityOf(text: string): string | null {
  return severities.find(([pattern]) => pattern.test(text.trim()))?.[1] ?? null;
}

type Make = (row: ReadRow, columns: ColumnMapping) => DraftedRecord;

function draft(kind: Draft["event"]["kind"], fields: Record<string, unknown>): Draft {
  return { event: { kind, ...fields } };
}

function deployments({ values, times }: ReadRow, columns: ColumnMapping): DraftedRecord {
  const { progress: written, ...rest } = values;
  const progress = typeof written === "string" ? outcomeOf(written) : "succeeded";
  if (progress === null) {
    const message = `“${String(written).slice(0, 40)}” is not an outcome of a deployment.`;
    const remedy = "Use succeeded, failed, cancelled, rolled_back or running.";
    return { drafts: [], faults: [faultOf(columns.progress ?? "progress", String(written), message, remedy)] };
  }
  const fault = faultOfTimes(times, columns);
  if (fault) return { drafts: [], faults: [fault] };
  const { startedAt, finishedAt } = times;
  // A deployment without an id of its own is named by its place and its first moment: two on one day are two.
  const id = rest.id ?? [rest.service, rest.environment, rest.version, startedAt ?? finishedAt].join("/");
  const event = { ...rest, id };
  const begun =
    startedAt === undefined ? [] : [draft("deployment", { ...event, progress: "running", occurredAt: startedAt })];
  if (progress === "running" && startedAt !== undefined) return { drafts: begun, faults: [] };
  return {
    drafts: [...begun, draft("deployment", { ...event, progress, occurredAt: finishedAt ?? startedAt })],
    faults: [],
  };
}

function faultOfTimes({ startedAt, finishedAt }: ReadRow["times"], columns: ColumnMapping): RecordFault | null {
  if (startedAt === undefined && finishedAt === undefined) {
    const where = columns.finishedAt ?? columns.startedAt ?? "finishedAt";
    return faultOf(where, "", "Neither start nor end is given.", "Give at least one of them.");
  }
  if (startedAt === undefined || finishedAt === undefined || startedAt <= finishedAt) return null;
  return faultOf(
    columns.finishedAt ?? "finishedAt",
    finishedAt,
    "It ended before it began.",
    "Correct one of the times.",
  );
}

function incidents({ values, times }: ReadRow, columns: ColumnMapping): DraftedRecord {
  const { severity: written, causeVersion, ...rest } = values;
  const severity = typeof written === "string" ? severityOf(written) : undefined;
  if (severity === null) {
    const message = `“${String(written).slice(0, 40)}” is not a severity.`;
    const fault = faultOf(
      columns.severity ?? "severity",
      String(written),
      message,
      "Use critical, high, medium or low.",
    );
    return { drafts: [], faults: [fault] };
  }
  const { detectedAt, acknowledgedAt, resolvedAt } = times;
  const order = [detectedAt, acknowledgedAt, resolvedAt].filter((one) => one !== undefined);
  if (order.some((one, index) => index > 0 && one < (order[index - 1] ?? ""))) {
    const where = columns.resolvedAt ?? columns.acknowledgedAt ?? "resolvedAt";
    return { drafts: [], faults: [faultOf(where, null, "Its times are not in order.", "Correct one of the times.")] };
  }
  const causes =
    causeVersion === undefined
      ? {}
      : { causes: [{ ...(rest.service === undefined ? {} : { service: rest.service }), version: causeVersion }] };
  const given = (severity === undefined ? {} : { severity }) as { severity?: string };
  const event = { ...rest, ...given, ...causes };
  return {
    drafts: [
      draft("incident", { ...event, what: "triggered", occurredAt: detectedAt }),
      ...(acknowledgedAt ? [draft("incident", { ...rest, what: "acknowledged", occurredAt: acknowledgedAt })] : []),
      ...(resolvedAt ? [draft("incident", { ...rest, what: "resolved", occurredAt: resolvedAt })] : []),
    ],
    faults: [],
  };
}

function changeRequests({ values, times }: ReadRow): DraftedRecord {
  const { openedAt, firstReviewAt, approvedAt, mergedAt, closedAt, firstCommitAt } = times;
  const { mergeSha, ...event } = { ...values, ...(firstCommitAt ? { firstCommitAt } : {}) } as Values;
  const said: readonly (readonly [string, string | undefined, object])[] = [
    ["opened", openedAt, {}],
    ["reviewed", firstReviewAt, {}],
    ["approved", approvedAt, {}],
    ["merged", mergedAt, mergeSha === undefined ? {} : { mergeSha }],
    ["closed", mergedAt === undefined ? closedAt : undefined, {}],
  ];
  return {
    drafts: said.flatMap(([what, occurredAt, more]) =>
      occurredAt === undefined ? [] : [draft("change_request", { ...event, ...more, what, occurredAt })],
    ),
    faults: [],
  };
}

const ticketStates: readonly (readonly [RegExp, string])[] = [
  [/^(open|new|draft|assess|authori[sz]e|to do|-5|-4|-3)$/i, "open"],
  [/^(approved|scheduled|-2)$/i, "approved"],
  [/^(implement(ing)?|in progress|work in progress|-1)$/i, "implementing"],
  [/^(closed?|done|review|complete[d]?|resolved|0|3)$/i, "closed"],
  [/^(rejected)$/i, "rejected"],
  [/^(cancel(l?ed)?|4)$/i, "cancelled"],
];

function tickets({ values, times }: ReadRow, columns: ColumnMapping): DraftedRecord {
  const { state: written, type, ...rest } = values;
  const state = ticketStates.find(([pattern]) => pattern.test(String(written).trim()))?.[1];
  if (state === undefined) {
    const message = `“${String(written).slice(0, 40)}” is not a state of a ticket.`;
    const remedy = "Use open, approved, implementing, closed, rejected or cancelled.";
    return { drafts: [], faults: [faultOf(columns.state ?? "state", String(written), message, remedy)] };
  }
  const { changedAt, ...planned } = times;
  const system = /^chg\d+$/i.test(String(rest.key))
    ? "servicenow"
    : /^[A-Z][A-Z0-9]+-\d+$/.test(String(rest.key))
      ? "jira"
      : "other";
  const kind = typeof type === "string" ? type.toLowerCase() : undefined;
  const event = { ...rest, ...planned, system, state, ...(kind === undefined ? {} : { type: kind }) };
  return { drafts: [draft("ticket", { ...event, occurredAt: changedAt })], faults: [] };
}

const makers: Readonly<Record<TableSubject, Make>> = {
  deployment: deployments,
  incident: incidents,
  change_request: changeRequests,
  ticket: tickets,
};
