import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ObjectivePreview, PreviewObjectiveInput } from "../contract";
import { checkCompositions } from "./check-composition";
import { checkDefinition } from "./check-definition";
import { assertSourceFits } from "./check-source";
import { meaningOf } from "./definition-meaning";
import { unknownPlace } from "./unknown-place";

/**
 * What a definition would have meant over the known past: its level now, and every page and ticket of the last month (or the period,
 * where that is longer). Changes nothing but the audit log: who looks before promising is worth knowing. Throws `invalid_input` for what could not be saved either.
 */
export const previewObjective = defineUseCase({
  name: "objective.preview",
  permission: "slo:read",
  input: PreviewObjectiveInput,
  subject: (input) => ({ kind: "objective", id: null, name: `${input.service ?? "?"} in ${input.environment ?? "?"}` }),
  async handle({ input, tx: db, now, record }): Promise<ObjectivePreview> {
    const { service, environment, definition } = input;
    checkDefinition(definition, now);
    await checkCompositions(db, { wanted: new Map([["", definition]]) });
    const serviceId = (await serviceIdsBySlug(db, [service])).get(service);
    const environmentId = (await environmentIdsBySlug(db, [environment])).get(environment);
    if (!serviceId) throw unknownPlace("service", service);
    if (!environmentId) throw unknownPlace("environment", environment);
    await assertSourceFits(db, definition.sli, { serviceId, environmentId });
    await record({
      subject: { kind: "objective", id: null, name: `${service} in ${environment}` },
      detail: { definition },
    });
    return meaningOf(db, { serviceId, environmentId }, definition, now);
  },
});
