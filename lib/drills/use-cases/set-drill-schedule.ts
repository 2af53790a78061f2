import { environmentIdsBySlug } from "@/lib/catalog/service-read-model";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField, notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type DrillsView, SetDrillScheduleInput } from "../contract";
import { findService, loadDrills } from "../drill-read-model";
import { saveDrillSchedule } from "../drill-store";

/** Say where and how often a service practises going back. The first drill is due one interval from now. */
export const setDrillSchedule = defineUseCase({
  name: "drill.schedule",
  permission: "drill:write",
  input: SetDrillScheduleInput,
  subject: (input) => ({ kind: "service", id: input.slug ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<DrillsView> {
    const db = prismaExecutor(tx);
    const { everyDays } = input;
    const service = await findService(db, input.slug);
    if (!service) throw notFound("service", input.slug);
    const environmentId = (await environmentIdsBySlug(tx, [input.environment])).get(input.environment);
    if (!environmentId) {
      const message = `There is no environment “${input.environment}”.`;
      throw invalidField("environment", message, "Choose an environment of the catalog.");
    }
    const before = await loadDrills(db, service, now);
    const given = { serviceId: service.id, environmentId, everyDays, setBy: actor.name, setAt: now };
    const revision = await saveDrillSchedule(db, given);
    const after = await loadDrills(db, service, now);
    const subject = { kind: "service", id: service.slug, name: service.name };
    await record({ subject, before: before.schedule, after: after.schedule });
    await hint({ topic: "drill", id: service.slug, revision });
    return after;
  },
});
