import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

const iso = (at: Instant | number) => new Date(at).toISOString();

/** Insert an action that is open. */
export async function insertAction(
  db: SqlExecutor,
  given: {
    readonly id: string;
    readonly originKind: string;
    readonly originId: string;
    readonly title: string;
    readonly ownerId: string;
    readonly dueAt: number;
    readonly by: string;
    readonly at: Instant;
  },
): Promise<void> {
  await db.query(sql`
    insert into review_action (id, origin_kind, origin_id, title, owner_id, due_at, created_by, created_at)
    values (${given.id}, ${given.originKind}, ${given.originId}, ${given.title}, ${given.ownerId},
            ${iso(given.dueAt)}::timestamptz, ${given.by}, ${iso(given.at)}::timestamptz)`);
}

/** Settle a locked action. */
export async function settleAction(
  db: SqlExecutor,
  id: string,
  given: { readonly state: "done" | "dropped"; readonly evidence: string; readonly at: Instant },
): Promise<void> {
  await db.query(sql`
    update review_action set state = ${given.state}, evidence = ${given.evidence},
      settled_at = ${iso(given.at)}::timestamptz, revision = revision + 1 where id = ${id}`);
}
