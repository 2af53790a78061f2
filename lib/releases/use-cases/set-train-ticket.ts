import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { SetTrainTicketInput, type TrainStands } from "../contract";
import { isTrainEnded } from "../domain/train";
import { loadTrainTicket } from "../ticket-read-model";
import { appendTrainEvent, insertTicket, saveRevision } from "../train-store";
import { lockedTrain, standsOf, subjectOf } from "./locked-train";

/** Name the change ticket that a whole release goes under, or take it away. It gives no leave to what has begun already. */
export const setTrainTicket = defineUseCase({
  name: "train.set_ticket",
  permission: "train:write",
  input: SetTrainTicketInput,
  subject: (input) => ({ kind: "train", id: input.id ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<TrainStands> {
    const { train } = await lockedTrain(tx, input.id);
    requireRevision(train.state, input.revision);
    if (isTrainEnded(train.state)) {
      const message = "The release is over.";
      throw new AppError("rejected", {
        detail: message,
        reasons: [{ code: "train_ended", message, remedy: "Name the ticket in the next release." }],
      });
    }
    const db = prismaExecutor(tx);
    const before = await loadTrainTicket(db, train.id, now);
    const next = { ...train.state, revision: train.state.revision + 1 };
    await insertTicket(db, { trainId: train.id, key: input.ticket, by: actor.name, at: now });
    await saveRevision(db, train.id, next);
    const what = input.ticket === null ? "took its change ticket away" : `named the change ticket ${input.ticket}`;
    const sentence = `${actor.name} ${what}: ${input.reason}`;
    const event = { kind: "ticket", sentence, revision: next.revision, actor: actor.name, at: now };
    await appendTrainEvent(db, { trainId: train.id, ...event });
    await record({
      subject: subjectOf(train),
      reason: input.reason,
      before: { ticket: before?.key ?? null },
      after: { ticket: input.ticket },
    });
    await hint({ topic: "train", id: train.id, revision: next.revision });
    return standsOf(train, next);
  },
});
