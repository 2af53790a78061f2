import { AppError } from "@/lib/kernel/app-error";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { RescheduleTrainInput, type TrainStands } from "../contract";
import { appendTrainEvent, setPlanned } from "../train-store";
import { lockedTrain, standsOf, subjectOf } from "./locked-train";

/** Plan another departure. The one that was promised first stays known, so that punctuality is measured against it. */
export const rescheduleTrain = defineUseCase({
  name: "train.reschedule",
  permission: "train:write",
  input: RescheduleTrainInput,
  subject: (input) => ({ kind: "train", id: input.id ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<TrainStands> {
    const { train } = await lockedTrain(tx, input.id);
    const { state } = train;
    requireRevision(state, input.revision);
    if (state.phase !== "planned") {
      const message = "It has departed already.";
      throw new AppError("rejected", {
        detail: message,
        reasons: [{ code: "departed", message, remedy: "Nothing needs to be planned." }],
      });
    }
    const db = prismaExecutor(tx);
    const plannedAt = instant(Date.parse(input.plannedAt));
    const next = { ...state, revision: state.revision + 1 };
    await setPlanned(db, { trainId: train.id, plannedAt, state: next });
    const sentence = `${actor.name} planned its departure anew: ${input.reason}`;
    const event = { kind: "rescheduled", sentence, revision: next.revision, actor: actor.name, at: now };
    await appendTrainEvent(db, { trainId: train.id, ...event });
    const before = { plannedAt: train.plannedAt === null ? null : new Date(train.plannedAt).toISOString() };
    await record({ subject: subjectOf(train), reason: input.reason, before, after: { plannedAt: input.plannedAt } });
    await hint({ topic: "train", id: train.id, revision: next.revision });
    return standsOf(train, next);
  },
});
