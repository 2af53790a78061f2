import { serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { ensureVersion } from "@/lib/catalog/use-cases/ensure-version";
import { requireEmergency } from "@/lib/emergencies/use-cases/require-emergency";
import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import { type Actor, may } from "@/lib/platform/auth/actor";
import { whoMay } from "@/lib/platform/auth/permissions";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { defineUseCase } from "@/lib/platform/use-case";
import { findBurnLimit } from "@/lib/slos/burn-limit-read-model";
import { StartRolloutInput } from "../api-contract";
import type { RolloutPlan } from "../contract";
import { defaultPlans } from "../domain/default-plans";
import { asksForObjective, withObjectiveLimits } from "../domain/objective-limits";
import { resolvePlan } from "../domain/plan";
import { loadPlanSource, loadTemplate, type PlanSource } from "../plan-store";
import { type BegunRollout, beginRollout, type ShippingContext } from "./begin-rollout";

/**
 * A release that goes another way than its service's policy changes that policy, if only for once: fewer steps, no
 * approval, no triggers. Throws `forbidden` for those who may not change policies.
 */
function requireOwnPath(actor: Actor, input: StartRolloutInput, adopted: PlanSource["template"]): void {
  const hasOverrides = Object.keys(input.overrides ?? {}).length > 0;
  const hasOtherTemplate = input.template !== undefined && adopted !== null && input.template !== adopted.slug;
  const fields = [...(hasOverrides ? ["overrides"] : []), ...(hasOtherTemplate ? ["template"] : [])];
  if (fields.length === 0 || may(actor, "policy:write")) return;
  throw new AppError("forbidden", {
    detail: `To ship otherwise than the service's policy says, one needs to be ${whoMay("policy:write")}.`,
    reasons: fields.map((field) => ({
      code: "missing_permission",
      field,
      message: "This needs the permission policy:write.",
      remedy: `Leave it out, or ask ${whoMay("policy:write")}.`,
    })),
  });
}

/** The plan of this request: the named template, or the service's policy, with the request's own changes on top. */
async function planOf(
  tx: Tx,
  { actor, input, now }: { readonly actor: Actor; readonly input: StartRolloutInput; readonly now: Instant },
  serviceId: string | null,
): Promise<{ plan: RolloutPlan; askedPlan: RolloutPlan; templateId: string | null }> {
  const source = serviceId
    ? await loadPlanSource(tx, serviceId)
    : { template: null, plan: defaultPlans.canary, overrides: {} };
  requireOwnPath(actor, input, source.template);
  const named = input.template ? await loadTemplate(tx, input.template) : null;
  const { plan: askedPlan } = resolvePlan(named?.plan ?? source.plan, source.overrides, input.overrides ?? {});
  const needsObjective = serviceId !== null && asksForObjective(askedPlan);
  const limit = needsObjective ? await findBurnLimit(tx, { serviceId, environment: input.environment }, now) : null;
  const templateId = named?.id ?? source.template?.id ?? null;
  return { plan: withObjectiveLimits(askedPlan, limit), askedPlan, templateId };
}

/** Ship a version: by the service's template and overrides, queued, superseding or refused as asked. */
export const startRollout = defineUseCase({
  name: "rollout.start",
  permission: "rollout:start",
  input: StartRolloutInput,
  subject: (input) => ({
    kind: "rollout",
    id: null,
    name: `${input.service} ${input.version} in ${input.environment}`,
  }),
  handle: (context): Promise<BegunRollout> => shipVersion(context, context.input),
});

/** The same inside somebody else's command: a release train begins the rollouts of its cars. */
export async function shipVersion(context: ShippingContext, input: StartRolloutInput): Promise<BegunRollout> {
  const { tx, ids, actor, now } = context;
  const { environment, version, commitSha, artifactDigest, policy, reason, emergency } = input;
  if (emergency) await requireEmergency(tx, actor, emergency, now);
  const serviceId = (await serviceIdsBySlug(tx, [input.service])).get(input.service) ?? null;
  const { plan, askedPlan, templateId } = await planOf(tx, { actor, input, now }, serviceId);
  // A version that is known as another build is refused here, before anything moves.
  if (serviceId) await ensureVersion(prismaExecutor(tx), ids, { serviceId, name: version, commitSha, artifactDigest });
  return beginRollout(context, {
    service: input.service,
    environment,
    version,
    policy,
    purpose: "release",
    plan,
    askedPlan,
    templateId,
    reason: reason || emergency?.reason || null,
    emergency,
  });
}
