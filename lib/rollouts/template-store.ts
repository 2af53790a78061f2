import { AppError } from "@/lib/kernel/app-error";
import type { Reason } from "@/lib/kernel/result";
import type { Prisma, Tx } from "@/lib/platform/db/prisma";
import type { PlanOverrides, RolloutPlan } from "./contract";
import { validatePlan } from "./domain/plan-validation";

/** Throws `invalid_input` with every reason when the engine could not follow this plan. `at` is where the form has it. */
export function assertPlan(plan: RolloutPlan, at = "plan"): void {
  const reasons = validatePlan(plan);
  if (reasons.length === 0) return;
  const placed = reasons.map((reason): Reason => ({ ...reason, field: reason.field ? `${at}.${reason.field}` : at }));
  throw new AppError("invalid_input", { detail: placed.map((reason) => reason.message).join(" "), reasons: placed });
}

/** The id of a team by its slug; null stays null. Throws `invalid_input` for one that is not there. */
export async function teamIdOf(tx: Tx, slug: string | null): Promise<string | null> {
  if (slug === null) return null;
  const team = await tx.team.findUnique({ where: { slug } });
  if (team) return team.id;
  const message = `There is no team "${slug}".`;
  throw new AppError("invalid_input", {
    detail: message,
    reasons: [
      { code: "team_unknown", field: "ownerTeam", message, remedy: "Create the team first, or leave the owner out." },
    ],
  });
}

function asJson(value: RolloutPlan | PlanOverrides): Prisma.InputJsonValue {
  return value as unknown as Prisma.InputJsonValue;
}

export interface NewTemplate {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly ownerTeamId: string | null;
  readonly plan: RolloutPlan;
}

/** Insert a template. A slug that is taken breaks a unique constraint, which is answered with `conflict`. */
export async function insertTemplate(tx: Tx, template: NewTemplate): Promise<void> {
  await tx.rolloutTemplate.create({ data: { ...template, plan: asJson(template.plan) } });
}

export interface TemplateChange {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly ownerTeamId?: string | null | undefined;
  readonly plan?: RolloutPlan | undefined;
}

/** Change a template that still has the revision that was seen; false when it has not. Fields that are undefined stay. */
export async function saveTemplate(
  tx: Tx,
  seen: { readonly slug: string; readonly revision: number },
  change: TemplateChange,
): Promise<boolean> {
  const { plan, ...fields } = change;
  const { count } = await tx.rolloutTemplate.updateMany({
    where: { slug: seen.slug, revision: seen.revision },
    data: { ...fields, ...(plan ? { plan: asJson(plan) } : {}), revision: { increment: 1 } },
  });
  return count > 0;
}

/**
 * Let a service that still has the policy revision that was seen (0: none) follow a template with these overrides; false
 * when somebody else changed it meanwhile.
 */
export async function savePolicy(
  tx: Tx,
  seen: { readonly serviceId: string; readonly revision: number },
  policy: { readonly templateId: string; readonly overrides: PlanOverrides },
): Promise<boolean> {
  const data = { templateId: policy.templateId, overrides: asJson(policy.overrides) };
  const { serviceId, revision } = seen;
  if (revision === 0) {
    const { count } = await tx.serviceRolloutPolicy.createMany({ data: { serviceId, ...data }, skipDuplicates: true });
    return count > 0;
  }
  const { count } = await tx.serviceRolloutPolicy.updateMany({
    where: { serviceId, revision },
    data: { ...data, revision: { increment: 1 } },
  });
  return count > 0;
}

/** Keep this revision of a template for ever. */
export async function keepVersion(
  tx: Tx,
  template: { id: string; revision: number },
  plan: RolloutPlan,
  savedBy: string,
): Promise<void> {
  await tx.rolloutTemplateVersion.create({
    data: {
      templateId: template.id,
      revision: template.revision,
      plan: asJson(plan),
      savedBy,
    },
  });
}
