import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { insertClosing } from "../breach-store";
import { type BreachDetail, CloseBreachInput } from "../contract";
import { closingReasons } from "../domain/closing";
import { breachDetail, requireBreach } from "./breach-detail";
import { refuseFor, requirePerson } from "./refuse";

/** Close a breach, once: not before its root cause is signed where one is required, nor as a false positive of an unchanged objective. */
export const closeBreach = defineUseCase({
  name: "breach.close",
  permission: "review:lead",
  input: CloseBreachInput,
  subject: (input) => ({ kind: "breach", id: input.id ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<BreachDetail> {
    const { id, outcome, note } = input;
    requirePerson(actor);
    const { breach, closable } = await requireBreach(tx, id, now);
    refuseFor(closingReasons(closable, outcome));
    const isFirst = await insertClosing(prismaExecutor(tx), { breachId: id, outcome, note, by: actor.name, at: now });
    // Somebody closed it between the look and this statement.
    if (!isFirst) refuseFor(closingReasons({ ...closable, isClosed: true }, outcome));
    const { reference, subjectName, state } = breach.view;
    await record({
      subject: { kind: "breach", id, name: `${reference} ${subjectName}` },
      reason: note,
      before: { state },
      after: { state: "closed", outcome },
    });
    await hint({ topic: "review", id, revision: 0 });
    return breachDetail(tx, id, actor, now);
  },
});
