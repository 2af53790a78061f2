import type { Fact } from "@/lib/ingest/domain/fact";
import { FactEvent, factOf } from "@/lib/ingest/fact-contract";
import type { ImportFormat, TableMapping } from "./contract";
import { readTableRow } from "./domain/csv-record";
import { readDevlake } from "./domain/devlake-export";
import {
  type Draft,
  type DraftedRecord,
  faultOf,
  type ImportRecord,
  type RecordFault,
  unknownRecord,
} from "./domain/draft";
import { joinGithub, readGithub } from "./domain/github-export";
import { readGitlab } from "./domain/gitlab-export";
import { flattenJenkins, readJenkins } from "./domain/jenkins-export";
import { joinPagerduty, readPagerduty } from "./domain/pagerduty-export";

/** How the records of one import are read. */
export interface RecordReading {
  readonly format: ImportFormat;
  readonly mapping: TableMapping | null;
  /** Header of a table; empty for other formats. */
  readonly header: readonly string[];
  /** Slug of the source: the space of ids that the file itself does not place anywhere. */
  readonly sourceSlug: string;
}

export interface ReadRecord {
  readonly facts: readonly Fact[];
  readonly faults: readonly RecordFault[];
}

/** Records that belong together as one: deployments with their statuses, incidents with their log. */
export function joinRecords(format: ImportFormat, records: readonly ImportRecord[]): readonly ImportRecord[] {
  if (format === "github") return joinGithub(records);
  if (format === "pagerduty") return joinPagerduty(records);
  return format === "jenkins" ? flattenJenkins(records) : records;
}

/** The facts of one record, or everything that is wrong with it; never some of each. */
export function readRecord(record: ImportRecord, reading: RecordReading): ReadRecord {
  const drafted = draftsOf(record, reading);
  if (drafted.faults.length > 0) return { facts: [], faults: drafted.faults };
  const own = { system: reading.format === "facts" ? "push" : "history", host: reading.sourceSlug };
  const facts: Fact[] = [];
  const faults: RecordFault[] = [];
  for (const draft of drafted.drafts) {
    const parsed = FactEvent.safeParse(draft.event);
    if (parsed.success) facts.push(factOf(parsed.data, draft.space ?? own));
    else faults.push(...parsed.error.issues.map((issue) => faultOfIssue(issue, draft)));
  }
  return faults.length > 0 ? { facts: [], faults: distinct(faults) } : { facts, faults: [] };
}

function draftsOf(record: ImportRecord, reading: RecordReading): DraftedRecord {
  const { mapping } = reading;
  switch (reading.format) {
    case "csv":
      if (mapping === null) throw new Error("a table is read before anybody said what its columns mean");
      return readTableRow(record.value as readonly string[], reading.header, mapping);
    case "facts":
      return readFactLine(record);
    case "github":
      return readGithub(record);
    case "gitlab":
      return readGitlab(record);
    case "jenkins":
      return readJenkins(record);
    case "pagerduty":
      return readPagerduty(record);
    case "devlake":
      return readDevlake(record, { zone: mapping?.zone ?? null, dateOrder: null });
  }
}

function readFactLine({ value }: ImportRecord): DraftedRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return unknownRecord("a fact");
  return { drafts: [{ event: value as Draft["event"] }], faults: [] };
}

function faultOfIssue(
  issue: { readonly path: readonly PropertyKey[]; readonly message: string },
  draft: Draft,
): RecordFault {
  const [first] = issue.path;
  const field = first === undefined ? null : String(first);
  const column = field === null ? null : (draft.columns?.[field] ?? issue.path.map(String).join("."));
  const value = field === null ? undefined : draft.event[field];
  const shown = value === undefined ? null : typeof value === "string" ? value : JSON.stringify(value);
  const message = value === undefined ? "This is missing." : issue.message;
  return faultOf(column, shown, message, "Correct it, or leave the record out.");
}

/** Several events of a record share their fields; one fault of each is enough to mend it. */
function distinct(faults: readonly RecordFault[]): RecordFault[] {
  return [...new Map(faults.toReversed().map((fault) => [fault.column, fault])).values()].reverse();
}
