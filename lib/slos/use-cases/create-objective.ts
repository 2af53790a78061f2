import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { alreadyTaken } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { CreateObjectiveInput, type ObjectiveView } from "../contract";
import { findObjectiveRow } from "../objective-read-model";
import { checkCompositions } from "./check-composition";
import { checkDefinition } from "./check-definition";
import { viewObjective } from "./objective-view";
import { unknownPlace } from "./unknown-place";
import { writeNew } from "./write-objective";

/** Promise a level of a service in an environment. Its past is known as far as its target was measured. */
export const createObjective = defineUseCase({
  name: "objective.create",
  permission: "slo:write",
  input: CreateObjectiveInput,
  subject: (input) => ({ kind: "objective", id: input.slug ?? null, ...(input.name ? { name: input.name } : {}) }),
  async handle(context): Promise<ObjectiveView> {
    const { input, now, tx, record } = context;
    const { slug, name, definition } = input;
    checkDefinition(definition, now);
    await checkCompositions(tx, { wanted: new Map([[slug, definition]]) });
    if (await findObjectiveRow(tx, slug))
      throw alreadyTaken("slug", `There is an objective “${slug}” already.`, "Choose another slug, or edit that one.");
    const serviceId = (await serviceIdsBySlug(tx, [input.service])).get(input.service);
    const environmentId = (await environmentIdsBySlug(tx, [input.environment])).get(input.environment);
    if (!serviceId) throw unknownPlace("service", input.service);
    if (!environmentId) throw unknownPlace("environment", input.environment);
    const place = { serviceId, service: input.service, environmentId, environment: input.environment };
    const cause = { reason: input.reason ?? null, planHash: null };
    await writeNew(context, { slug, name, place, definition }, cause);
    await record({ subject: { kind: "objective", id: slug, name }, after: input, reason: input.reason ?? null });
    const row = await findObjectiveRow(tx, slug);
    if (!row) throw new Error("an objective that was just inserted is not there");
    return (await viewObjective(tx, row, now)).view;
  },
});
