import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

const iso = (at: Instant | number) => new Date(at).toISOString();

/** Insert a retrospective about breaches. */
export async function insertRetrospective(
  db: SqlExecutor,
  given: {
    readonly id: string;
    readonly objectiveId: string;
    readonly scheduledAt: number;
    readonly breachIds: readonly string[];
    readonly by: string;
    readonly at: Instant;
  },
): Promise<void> {
  await db.query(sql`
    insert into retrospective (id, objective_id, scheduled_at, created_by, created_at)
    values (${given.id}, ${given.objectiveId}, ${iso(given.scheduledAt)}::timestamptz, ${given.by},
            ${iso(given.at)}::timestamptz)`);
  await db.query(sql`
    insert into retrospective_breach (retrospective_id, breach_id)
    select ${given.id}, id from unnest(${[...given.breachIds]}::text[]) as b(id)`);
}

/** Hold the row until the transaction ends. */
export async function lockRetrospective(db: SqlExecutor, id: string): Promise<void> {
  await db.query(sql`select id from retrospective where id = ${id} for update`);
}

/** Say that a locked retrospective was held, and what was found. */
export async function saveHeld(db: SqlExecutor, id: string, findings: string, at: Instant): Promise<void> {
  await db.query(sql`
    update retrospective set held_at = ${iso(at)}::timestamptz, findings = ${findings} where id = ${id}`);
}

/** Hold an objective's row, so that two who plan at once do not take the same breaches. */
export async function lockObjectiveOf(db: SqlExecutor, slug: string): Promise<void> {
  await db.query(sql`select id from objective where slug = ${slug} for update`);
}
