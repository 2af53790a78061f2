import type { FactEvent } from "@/lib/ingest/fact-contract";

/** Where the sender's ids are unique. */
export interface DraftSpace {
  readonly system: string;
  readonly host: string;
}

/** An event that a record says, before it was checked. `columns`: which column or field each of its fields came from. */
export interface Draft {
  readonly event: Readonly<Record<string, unknown>> & { readonly kind: FactEvent["kind"] };
  /** Absent: the space of the source that the import belongs to. */
  readonly space?: DraftSpace;
  readonly columns?: Readonly<Record<string, string>>;
}

/** What is wrong with one record, in words. */
export interface RecordFault {
  /** Column or field; null when it concerns the whole record. */
  readonly column: string | null;
  readonly value: string | null;
  readonly message: string;
  readonly remedy: string;
}

export interface DraftedRecord {
  readonly drafts: readonly Draft[];
  readonly faults: readonly RecordFault[];
}

/** One record of a file and where it stands. For a table the header is row 1. */
export interface ImportRecord {
  readonly row: number;
  readonly value: unknown;
}

/** The last part of a repository's name: what a team mostly calls its service, and what hooks of the vendor say. */
export function shortName(repository: string): string {
  return repository.split("/").at(-1) || repository;
}

/** A tag that reads like a version, otherwise the commit in twelve digits: as hooks of the vendors name it. */
export function versionName(ref: string | undefined, sha: string | undefined): string | undefined {
  if (ref !== undefined && /^v?\d+(\.\d+)+([-+.][0-9A-Za-z.+-]+)?$/.test(ref)) return ref;
  return sha?.slice(0, 12) ?? ref;
}

export function faultOf(column: string | null, value: string | null, message: string, remedy: string): RecordFault {
  return { column, value: value === null ? null : value.slice(0, 200), message, remedy };
}

/** Nothing that we have a word for. */
export function unknownRecord(what: string): DraftedRecord {
  return {
    drafts: [],
    faults: [faultOf(null, null, `This is not ${what}.`, "Leave it out, or choose another format.")],
  };
}
