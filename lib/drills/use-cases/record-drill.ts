import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { alreadyTaken, notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type DrillsView, RecordDrillInput } from "../contract";
import { findRolledBack, loadDrills } from "../drill-read-model";
import { insertDrill } from "../drill-store";

/** Say that a rollback was done for practice. Only one that the data plane has shown counts: its time is the measured one. */
export const recordDrill = defineUseCase({
  name: "drill.record",
  permission: "drill:write",
  input: RecordDrillInput,
  subject: (input) => ({ kind: "rollout", id: input.rolloutId ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<DrillsView> {
    const { rolloutId, note } = input;
    const db = prismaExecutor(tx);
    const rolledBack = await findRolledBack(db, rolloutId);
    if (!rolledBack) throw notFound("rollout", rolloutId);
    const { serviceId, environmentId, service, tookMs, finishedAt } = rolledBack;
    if (tookMs === null || finishedAt === null) {
      const message = "This rollout was not rolled back from traffic, or the data plane has not shown it yet.";
      const remedy = "Record a rollout that had users and was taken back, after its end.";
      throw new AppError("rejected", { detail: message, reasons: [{ code: "no_drill", message, remedy }] });
    }
    const drill = { rolloutId, serviceId, environmentId, tookMs, doneAt: finishedAt, note };
    const isNew = await insertDrill(db, { ...drill, recordedBy: actor.name, recordedAt: now });
    if (!isNew)
      throw alreadyTaken("rolloutId", "This rollback is recorded as a drill already.", "Nothing needs to be done.");
    const subject = { kind: "rollout", id: rolloutId, name: `drill of ${service.slug}` };
    await record({ subject, reason: note, after: { tookMs, doneAt: new Date(finishedAt).toISOString() } });
    await hint({ topic: "drill", id: service.slug, revision: 1 });
    return loadDrills(db, service, now);
  },
});
