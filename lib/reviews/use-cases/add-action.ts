import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField, notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { isOrigin, lockAction } from "../action-read-model";
import { insertAction } from "../action-store";
import { type ActionView, AddActionInput } from "../contract";
import { activePersons } from "../meeting-read-model";

/** Say what is to be done because of a root cause, a retrospective or a meeting, by whom and until when. */
export const addReviewAction = defineUseCase({
  name: "review-action.add",
  permission: "review:write",
  input: AddActionInput,
  subject: (input) => ({ kind: "review_action", id: input.originId ?? null }),
  async handle({ input, actor, now, tx, ids, record, hint }): Promise<ActionView> {
    const { originKind, originId, title, ownerId, dueAt } = input;
    const db = prismaExecutor(tx);
    if (!(await isOrigin(db, originKind, originId))) throw notFound(originKind.replace("_", " "), originId);
    if (!(await activePersons(db, [ownerId])).has(ownerId))
      throw invalidField("ownerId", "There is no such person.", "Choose somebody who is there.");
    const due = Date.parse(dueAt);
    if (due <= now) throw invalidField("dueAt", "That is over.", "Give a time to come.");
    const id = ids.next("act");
    await insertAction(db, { id, originKind, originId, title, ownerId, dueAt: due, by: actor.name, at: now });
    const made = await lockAction(db, id, now);
    if (!made) throw new Error("an action that was just made is not there");
    await record({ subject: { kind: "review_action", id, name: `${made.reference} ${title}` }, after: { ...input } });
    await hint({ topic: "review", id, revision: 1 });
    return made;
  },
});
