import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Ownership } from "./domain/ownership";

/** Append a revision; false when somebody else has written it meanwhile. */
export async function insertOwnership(
  db: SqlExecutor,
  given: {
    readonly objectiveId: string;
    readonly revision: number;
    readonly content: Ownership;
    readonly reason: string;
    readonly savedBy: string;
    readonly at: Instant;
  },
): Promise<boolean> {
  const rows = await db.query<{ revision: number }>(sql`
    insert into objective_ownership (objective_id, revision, content, reason, saved_by, saved_at)
    values (${given.objectiveId}, ${given.revision}, ${JSON.stringify(given.content)}::jsonb, ${given.reason},
            ${given.savedBy}, ${new Date(given.at).toISOString()}::timestamptz)
    on conflict do nothing returning revision`);
  return rows.length > 0;
}
