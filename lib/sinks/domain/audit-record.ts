/** One record of the audit log, as it leaves us. Its id is the same whenever it is sent. */
export interface ShippedRecord {
  readonly id: string;
  readonly atMs: number;
  /** The same moment as ISO 8601. */
  readonly at: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly action: string;
  readonly outcome: string;
  readonly subjectKind: string;
  readonly subjectId: string | null;
  readonly subjectName: string | null;
  readonly reason: string | null;
  /** As JSON text: what others make an index of must not depend on our inner shapes. */
  readonly before: string | null;
  readonly after: string | null;
  readonly detail: string | null;
  readonly requestId: string | null;
  readonly sourceAddress: string | null;
}

/** Fields that are set, as one flat object. */
export function flatRecord(record: ShippedRecord): Readonly<Record<string, string>> {
  const { atMs: _atMs, ...fields } = record;
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** A record as a line for people. */
export function sentenceOf(record: ShippedRecord): string {
  const subject = record.subjectName ?? record.subjectId ?? "";
  const reason = record.reason ? `: ${record.reason}` : "";
  return `${record.actorName} ${record.action} ${record.outcome} ${record.subjectKind} ${subject}${reason}`.trim();
}
