import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { RequirementRule, type RequirementView } from "./contract";
import type { ScopedRequirement } from "./domain/requirements";

interface Row {
  id: string;
  kind: string;
  tier: number | null;
  environment_id: string | null;
  environment_slug: string | null;
  environment_name: string | null;
  mode: "required" | "advisory";
  params: object;
  created_by: string;
  created_at: Date;
  revision: number;
}

const columns = sql`r.id, r.kind, r.tier, r.environment_id, e.slug as environment_slug, e.name as environment_name, r.mode, r.params,
  r.created_by, r.created_at, r.revision`;

function viewOf(row: Row): RequirementView {
  return {
    id: row.id,
    kind: row.kind,
    tier: row.tier,
    environment:
      row.environment_slug !== null && row.environment_name !== null
        ? { slug: row.environment_slug, name: row.environment_name }
        : null,
    mode: row.mode,
    rule: RequirementRule.parse({ kind: row.kind, ...row.params }),
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    revision: row.revision,
  };
}

/** Every requirement, by kind and from the general to the exact; at most 500. */
export async function listRequirements(db: SqlExecutor): Promise<RequirementView[]> {
  const rows = await db.query<Row>(sql`
    select ${columns} from gate_requirement r left join environment e on e.id = r.environment_id
    order by r.kind, e.rank nulls first, r.tier nulls first limit 500`);
  return rows.map(viewOf);
}

/** One requirement, held until the transaction ends; null when there is none. */
export async function lockRequirement(db: SqlExecutor, id: string): Promise<RequirementView | null> {
  const [row] = await db.query<Row>(sql`
    select ${columns} from gate_requirement r left join environment e on e.id = r.environment_id
    where r.id = ${id} for update of r`);
  return row ? viewOf(row) : null;
}

/** The id of the requirement of exactly this kind and scope; null when there is none. */
export async function findRequirementId(
  db: SqlExecutor,
  scope: { readonly kind: string; readonly tier: number | null; readonly environmentId: string | null },
): Promise<string | null> {
  const [row] = await db.query<{ id: string }>(sql`
    select id from gate_requirement where kind = ${scope.kind} and tier is not distinct from ${scope.tier}::int
      and environment_id is not distinct from ${scope.environmentId}::text`);
  return row?.id ?? null;
}

/** Those that may apply to a service of a tier in an environment; which of a kind does, `requirementsAt` says. */
export async function loadRequirementsNear(
  db: SqlExecutor,
  place: { readonly tier: number; readonly environmentId: string },
): Promise<ScopedRequirement[]> {
  const rows = await db.query<Pick<Row, "id" | "kind" | "tier" | "environment_id" | "mode" | "params">>(sql`
    select id, kind, tier, environment_id, mode, params from gate_requirement
    where (tier is null or tier = ${place.tier}) and (environment_id is null or environment_id = ${place.environmentId})`);
  return rows.map(({ id, kind, tier, environment_id, mode, params }) => ({
    id,
    tier,
    environmentId: environment_id,
    mode,
    rule: RequirementRule.parse({ kind, ...params }),
  }));
}

/** Is anything required anywhere? Where not, nobody who waits in a queue has to ask. */
export async function hasRequirements(db: SqlExecutor): Promise<boolean> {
  const [row] = await db.query<{ has: boolean }>(
    sql`select exists (select from gate_requirement where mode = 'required') as has`,
  );
  return row?.has ?? true;
}
