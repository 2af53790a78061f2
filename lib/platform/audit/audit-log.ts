import type { Actor } from "@/lib/platform/auth/actor";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { storable } from "@/lib/platform/storable";

/** What a record is about. */
export interface AuditSubject {
  readonly kind: string;
  readonly id: string | null;
  readonly name?: string;
}

export interface AuditEntry {
  /** `noun.verb`. */
  readonly action: string;
  readonly outcome: "accepted" | "refused" | "failed";
  readonly actor: Actor | null;
  readonly subject: AuditSubject;
  readonly reason?: string | null;
  /** State before and after; must be free of secrets. */
  readonly before?: unknown;
  readonly after?: unknown;
  readonly detail?: unknown;
  readonly requestId?: string | null;
  readonly sourceAddress?: string | null;
}

function json(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return JSON.stringify(value, plain);
}

function plain(_key: string, item: unknown): unknown {
  if (typeof item === "bigint") return item.toString();
  return typeof item === "string" ? storable(item) : item;
}

function text(value: string | null | undefined): string | null {
  return value === null || value === undefined ? null : storable(String(value));
}

/** Append one record. Inside a use-case the executor is its transaction, so that state and record commit together. */
export async function appendAudit(db: SqlExecutor, entry: AuditEntry): Promise<void> {
  const { actor, subject } = entry;
  await db.query(sql`
    insert into audit_event (actor_kind, actor_id, actor_name, action, outcome, subject_kind, subject_id, subject_name,
                             reason, before, after, detail, request_id, source_address)
    values (${actor?.kind ?? "system"}::actor_kind, ${actor?.id ?? null}, ${actor?.name ?? "nobody signed in"},
            ${entry.action}, ${entry.outcome}::audit_outcome, ${subject.kind}, ${text(subject.id)}, ${text(subject.name)},
            ${text(entry.reason)}, ${json(entry.before)}::jsonb, ${json(entry.after)}::jsonb,
            ${json(entry.detail)}::jsonb, ${entry.requestId ?? null}, ${entry.sourceAddress ?? null})`);
}
