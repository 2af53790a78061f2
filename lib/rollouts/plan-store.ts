import { AppError } from "@/lib/kernel/app-error";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { type PlanOverrides, PlanOverrides as PlanOverridesSchema, RolloutPlan } from "./contract";
import { defaultPlans } from "./domain/default-plans";

export interface PlanSource {
  readonly template: { readonly id: string; readonly slug: string; readonly name: string } | null;
  readonly plan: RolloutPlan;
  readonly overrides: PlanOverrides;
  readonly revision: number;
}

/** The template and overrides of a service; the default canary when it adopted none. */
export async function loadPlanSource(db: Db | Tx, serviceId: string): Promise<PlanSource> {
  const policy = await db.serviceRolloutPolicy.findUnique({ where: { serviceId }, include: { template: true } });
  if (!policy) return { template: null, plan: defaultPlans.canary, overrides: {}, revision: 0 };
  const { id, slug, name, plan } = policy.template;
  return {
    template: { id, slug, name },
    plan: RolloutPlan.parse(plan),
    overrides: PlanOverridesSchema.parse(policy.overrides),
    revision: policy.revision,
  };
}

/** A template by its slug, for a request that names one. Throws `invalid_input` naming the field. */
export async function loadTemplate(
  db: Db | Tx,
  slug: string,
): Promise<{ id: string; slug: string; name: string; plan: RolloutPlan }> {
  const row = await db.rolloutTemplate.findUnique({ where: { slug } });
  if (row) return { id: row.id, slug: row.slug, name: row.name, plan: RolloutPlan.parse(row.plan) };
  const message = `There is no rollout template "${slug}".`;
  throw new AppError("invalid_input", {
    detail: message,
    reasons: [
      {
        code: "template_unknown",
        field: "template",
        message,
        remedy: "Choose one of the list of templates, or leave it out.",
      },
    ],
  });
}
