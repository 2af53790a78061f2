import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { loadItems } from "../checklist-read-model";
import { insertTick } from "../checklist-store";
import { type TickedItem, TickItemInput } from "../contract";
import { stopOf } from "../train-record-read-model";
import { appendTrainEvent } from "../train-store";
import { lockedTrain, subjectOf } from "./locked-train";

/** Say that an item of a release's checklist is done, or that it is not after all. What was said before stays on record. */
export const tickItem = defineUseCase({
  name: "train.tick_item",
  permission: "train:write",
  input: TickItemInput,
  subject: (input) => ({ kind: "train", id: input.id ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<TickedItem> {
    const { id, item: itemId, isDone, note } = input;
    const { train } = await lockedTrain(tx, id);
    const db = prismaExecutor(tx);
    const item = (await loadItems(db, id)).find((one) => one.id === itemId);
    if (!item) throw invalidField("item", "There is no such item in this release.", "Name one of its checklist.");
    if (item.doneBy !== "person") {
      const message = "A check says whether this item is done.";
      throw new AppError("rejected", {
        detail: message,
        reasons: [{ code: "done_by_check", field: "item", message, remedy: "Do what the check asks for." }],
      });
    }
    const stop = item.due === "stop" ? stopOf(train) : null;
    await insertTick(db, { itemId, isDone, note, by: actor.name, at: now, stop });
    const where = stop === null ? "" : ` in ${train.stops[stop]?.name ?? ""}`;
    const sentence = `“${item.title}”${where} is ${isDone ? "done" : "not done after all"}: ${note}`;
    const event = { kind: "ticked", sentence, revision: train.state.revision, actor: actor.name, at: now };
    await appendTrainEvent(db, { trainId: id, ...event });
    await record({ subject: subjectOf(train), reason: note, after: { item: item.title, isDone } });
    await hint({ topic: "train", id, revision: train.state.revision });
    return { id, item: itemId, isDone };
  },
});
