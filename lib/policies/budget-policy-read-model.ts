import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { BudgetPolicyDefinition, type BudgetPolicyDetail, type BudgetPolicyView } from "./contract";
import type { PolicyInForce } from "./domain/policy-facts";

type Row = NonNullable<Awaited<ReturnType<typeof findBudgetPolicyRow>>>;

/** One policy, also a retired one; null when there is none. */
export function findBudgetPolicyRow(db: Db | Tx, slug: string) {
  return db.budgetPolicy.findUnique({ where: { slug } });
}

/** A policy as shown. */
export async function viewBudgetPolicy(db: Db | Tx, row: Row): Promise<BudgetPolicyView> {
  const { id, slug, name, version, createdBy, revision } = row;
  return {
    id,
    slug,
    name,
    definition: BudgetPolicyDefinition.parse(row.definition),
    version,
    createdBy,
    createdAt: row.createdAt.toISOString(),
    retiredAt: row.retiredAt?.toISOString() ?? null,
    revision,
    serviceCount: await countServices(db, row),
  };
}

function countServices(
  db: Db | Tx,
  { tier, environmentKinds }: Pick<Row, "tier" | "environmentKinds">,
): Promise<number> {
  const environment = { kind: { in: environmentKinds } };
  return db.service.count({
    where: { tier, archivedAt: null, objectives: { some: { retiredAt: null, environment } } },
  });
}

/** As many policies as a page shows; an installation has a handful. */
const maxPolicies = 200;

/** Policies in force, the most critical tier first. */
export async function listBudgetPolicyViews(db: Db | Tx): Promise<BudgetPolicyView[]> {
  const rows = await db.budgetPolicy.findMany({
    where: { retiredAt: null },
    orderBy: [{ tier: "asc" }, { name: "asc" }],
    take: maxPolicies,
  });
  return Promise.all(rows.map((row) => viewBudgetPolicy(db, row)));
}

/** Policies of these slugs, also ended ones; with `isAll` every one in force too. */
export async function loadPolicies(db: Db | Tx, slugs: readonly string[], isAll: boolean) {
  const rows = await db.budgetPolicy.findMany({
    where: { OR: [{ slug: { in: [...slugs] } }, ...(isAll ? [{ retiredAt: null }] : [])] },
    orderBy: { slug: "asc" },
  });
  return rows.map(({ slug, name, definition, revision, retiredAt }) => ({
    ...{ slug, name, revision, isRetired: retiredAt !== null },
    content: BudgetPolicyDefinition.parse(definition),
  }));
}

/** A policy with every version it had, newest first. */
export async function detailBudgetPolicy(db: Db | Tx, row: Row): Promise<BudgetPolicyDetail> {
  const versions = await db.budgetPolicyVersion.findMany({
    where: { policyId: row.id },
    orderBy: { version: "desc" },
    take: 50,
  });
  return {
    ...(await viewBudgetPolicy(db, row)),
    versions: versions.map((one) => ({
      version: one.version,
      savedBy: one.savedBy,
      reason: one.reason,
      savedAt: one.savedAt.toISOString(),
      definition: BudgetPolicyDefinition.parse(one.definition),
    })),
  };
}

export interface PolicyOfPlace extends PolicyInForce {
  readonly version: number;
}

/** Policies in force for a service in an environment, by its tier and the environment's kind. */
export async function listPoliciesOf(
  db: Db | Tx,
  place: { readonly serviceId: string; readonly environmentId: string },
): Promise<PolicyOfPlace[]> {
  // Most installations and most places have none; that costs one look.
  const all = await db.budgetPolicy.findMany({
    where: { retiredAt: null },
    orderBy: { slug: "asc" },
    take: maxPolicies,
  });
  if (all.length === 0) return [];
  const [service, environment] = [
    await db.service.findUnique({ where: { id: place.serviceId }, select: { tier: true } }),
    await db.environment.findUnique({ where: { id: place.environmentId }, select: { kind: true } }),
  ];
  if (!service || !environment) return [];
  return all
    .filter((row) => row.tier === service.tier && row.environmentKinds.includes(environment.kind))
    .map(({ slug, name, version, definition }) => ({
      slug,
      name,
      version,
      definition: BudgetPolicyDefinition.parse(definition),
    }));
}

/** Every place under a policy that acts, as `serviceId environmentId`. */
export async function listPlacesUnderPolicy(db: Db | Tx): Promise<ReadonlySet<string>> {
  const rows = await prismaExecutor(db).query<{ place: string }>(sql`
    select distinct s.id || ' ' || e.id as place
    from budget_policy p
    join service s on s.tier = p.tier
    join environment e on e.kind = any(p.environment_kinds)
    where p.retired_at is null and p.is_acting`);
  return new Set(rows.map(({ place }) => place));
}
