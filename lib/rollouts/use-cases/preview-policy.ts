import { replayRollout } from "@/lib/analysis/domain/replay";
import { findService } from "@/lib/catalog/service-read-model";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import type { RolloutPlan } from "../contract";
import { resolvePlan, triggersOfStep } from "../domain/plan";
import { outcomeOf, previewWords } from "../domain/policy-preview";
import { listPastRollouts, type PastRollout } from "../past-counts-read-model";
import { loadTemplate } from "../plan-store";
import { type PolicyPreview, PreviewPolicyInput } from "../preview-contract";
import { assertPlan } from "../template-store";

/** How many past rollouts are looked at. */
const looked = 20;

/**
 * What a template with these overrides would have done to the service's past rollouts, by what was kept of them. Changes nothing
 * but the audit log. Throws `invalid_input` for a plan that could not be saved either.
 */
export const previewPolicy = defineUseCase({
  name: "policy.preview",
  permission: "rollout:read",
  input: PreviewPolicyInput,
  subject: (input) => ({ kind: "policy", id: null, name: `${input.slug}` }),
  async handle({ input, tx, record }): Promise<PolicyPreview> {
    const { slug, template: templateSlug, overrides } = input;
    const service = await findService(tx, slug);
    if (!service) throw notFound("service", slug);
    const template = await loadTemplate(tx, templateSlug);
    const { plan } = resolvePlan(template.plan, overrides, {});
    assertPlan(plan, "overrides");
    const rollouts = (await listPastRollouts(tx, service.id, looked)).map((past) => previewOf(past, plan));
    await record({
      subject: { kind: "policy", id: service.id, name: slug },
      detail: { template: templateSlug, overrides },
    });
    return { sentence: previewWords(rollouts.map(({ outcome }) => outcome)), rollouts };
  },
});

function previewOf(past: PastRollout, plan: RolloutPlan): PolicyPreview["rollouts"][number] {
  const { moments, looks, metrics, startedAt, ...about } = past;
  // A rollout with more steps than the plan went through its last one for the rest.
  const last = plan.steps.length - 1;
  const { failure, judged, notKept } = replayRollout({ moments, looks, metrics }, (step) =>
    triggersOfStep(plan, Math.min(Math.max(0, step), last)),
  );
  const outcome = outcomeOf({ judged, notKept, rollbackCause: past.rollbackCause, wouldFail: failure !== null });
  return {
    ...about,
    startedAt: startedAt.toISOString(),
    outcome,
    judged: [...judged],
    notKept: [...notKept],
    failure: failure && {
      check: failure.check,
      source: failure.source,
      at: new Date(failure.at).toISOString(),
      step: failure.stepIndex + 1,
      sentence: failure.sentence,
      canaryRequests: "canary" in failure ? failure.canary.trials : null,
      canaryErrors: "canary" in failure ? failure.canary.events : null,
    },
  };
}
