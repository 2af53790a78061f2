import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { alreadyTaken, invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { findCheckRow } from "../check-read-model";
import { insertCheck } from "../check-store";
import { type CheckView, CreateCheckInput } from "../contract";
import { hostOf } from "../domain/check-journey";
import { firstDue } from "../domain/schedule";
import { sealSecrets } from "../open-secrets";
import { assertAllowedJourney } from "./allowed-journey";
import { viewCheck } from "./check-view";

/** Have a journey made on a schedule, and around rollouts. */
export const createCheck = defineUseCase({
  name: "synthetic.create",
  permission: "slo:write",
  input: CreateCheckInput,
  subject: (input) => ({ kind: "synthetic", id: input.slug ?? null, ...(input.name ? { name: input.name } : {}) }),
  async handle({ input, actor, now, tx, ids, runtime, record, hint }): Promise<CheckView> {
    const { slug, name, journey, intervalMs, isAroundRollouts } = input;
    const secretNames = distinctNames(input.secrets);
    const allowCidrs = runtime.config.SIGNALBOX_OUTBOUND_ALLOW_CIDRS;
    assertAllowedJourney({ journey, secretNames, allowCidrs });
    if (await findCheckRow(tx, slug))
      throw alreadyTaken(
        "slug",
        `There is a synthetic check “${slug}” already.`,
        "Choose another slug, or edit that one.",
      );
    const serviceId = (await serviceIdsBySlug(tx, [input.service])).get(input.service);
    const environmentId = (await environmentIdsBySlug(tx, [input.environment])).get(input.environment);
    if (!serviceId) throw invalidField("service", `There is no service “${input.service}”.`, "Choose one that exists.");
    if (!environmentId)
      throw invalidField("environment", `There is no environment “${input.environment}”.`, "Choose one that exists.");
    const id = ids.next("syn");
    const secrets = sealSecrets(runtime.secrets, id, input.secrets);
    const nextDueAt = firstDue(now, intervalMs, Math.random());
    const place = { serviceId, environmentId };
    const kept = { id, slug, name, ...place, journey, intervalMs, isAroundRollouts, secretNames };
    await insertCheck(tx, {
      ...kept,
      host: hostOf(journey),
      secrets,
      nextDueAt,
      createdBy: actor.name,
      createdAt: now,
    });
    const { secrets: _secrets, ...shown } = input;
    await record({ subject: { kind: "synthetic", id: slug, name }, after: { ...shown, secretNames } });
    await hint({ topic: "synthetic", id: slug, revision: 1 });
    const row = await findCheckRow(tx, slug);
    if (!row) throw new Error("a check that was just inserted is not there");
    return viewCheck(tx, row, now);
  },
});

/** Names of secrets; throws `invalid_input` when two are the same. */
export function distinctNames(secrets: readonly { readonly name: string }[]): string[] {
  const names = secrets.map(({ name }) => name);
  const double = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (double < 0) return names;
  throw invalidField(`secrets.${double}.name`, "Two secrets have this name.", "Give each a name of its own.");
}
