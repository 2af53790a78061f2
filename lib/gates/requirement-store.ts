import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { RequirementRule } from "./contract";

export interface SavedRequirement {
  readonly id: string;
  readonly rule: RequirementRule;
  readonly tier: number | null;
  readonly environmentId: string | null;
  readonly mode: "required" | "advisory";
  readonly by: string;
  readonly at: Instant;
}

/** Keep a new requirement. A second one of the same kind and scope is an error of the database. */
export async function insertRequirement(db: SqlExecutor, given: SavedRequirement): Promise<void> {
  const { kind, ...params } = given.rule;
  await db.query(sql`
    insert into gate_requirement (id, kind, tier, environment_id, mode, params, created_by, created_at)
    values (${given.id}, ${kind}, ${given.tier}::int, ${given.environmentId}, ${given.mode}, ${JSON.stringify(params)}::jsonb,
            ${given.by}, ${new Date(given.at).toISOString()}::timestamptz)`);
}

/** Replace what a locked requirement asks. Its scope stays. */
export async function updateRequirement(
  db: SqlExecutor,
  given: Pick<SavedRequirement, "id" | "rule" | "mode">,
): Promise<void> {
  const { kind: _kind, ...params } = given.rule;
  await db.query(sql`
    update gate_requirement set mode = ${given.mode}, params = ${JSON.stringify(params)}::jsonb, revision = revision + 1
    where id = ${given.id}`);
}

/** Take a locked requirement away. What it was stands in the audit log. */
export async function deleteRequirement(db: SqlExecutor, id: string): Promise<void> {
  await db.query(sql`delete from gate_requirement where id = ${id}`);
}
