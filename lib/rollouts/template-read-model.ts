import type { Db, Prisma, Tx } from "@/lib/platform/db/prisma";
import type { PolicyView, TemplateView } from "./api-contract";
import { PlanOverrides, RolloutPlan } from "./contract";
import { resolvePlan } from "./domain/plan";
import { loadPlanSource } from "./plan-store";

const include = { ownerTeam: true, policies: { include: { service: true } } } as const;
type Row = Prisma.RolloutTemplateGetPayload<{ include: typeof include }>;

/** How many single fields an override sets. */
function countFields(value: unknown): number {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return 1;
  return Object.values(value).reduce((sum: number, item) => sum + countFields(item), 0);
}

function view(row: Row): TemplateView {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    description: row.description,
    ownerTeam: row.ownerTeam && { slug: row.ownerTeam.slug, name: row.ownerTeam.name },
    plan: RolloutPlan.parse(row.plan),
    services: row.policies.map(({ service, overrides }) => ({
      slug: service.slug,
      name: service.name,
      overrideCount: countFields(overrides),
    })),
    revision: row.revision,
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** Every template, by name. */
export async function listTemplates(db: Db | Tx): Promise<TemplateView[]> {
  return (await db.rolloutTemplate.findMany({ include, orderBy: { name: "asc" } })).map(view);
}

/** A template by its slug; null when there is none. */
export async function findTemplate(db: Db | Tx, slug: string): Promise<TemplateView | null> {
  const row = await db.rolloutTemplate.findUnique({ where: { slug }, include });
  return row && view(row);
}

/** How a service is rolled out: its template, its overrides, and the plan they make. Null for an unknown service. */
export async function findPolicy(db: Db | Tx, serviceSlug: string): Promise<PolicyView | null> {
  const service = await db.service.findUnique({ where: { slug: serviceSlug } });
  if (!service) return null;
  const source = await loadPlanSource(db, service.id);
  const resolved = resolvePlan(source.plan, source.overrides, {});
  const origin = source.template
    ? resolved.origin
    : Object.fromEntries(Object.keys(resolved.origin).map((path) => [path, "default" as const]));
  return {
    service: service.slug,
    template: source.template && { slug: source.template.slug, name: source.template.name },
    overrides: PlanOverrides.parse(source.overrides),
    plan: resolved.plan,
    origin,
    revision: source.revision,
  };
}
