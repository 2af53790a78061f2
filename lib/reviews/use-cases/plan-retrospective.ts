import { personsOf } from "@/lib/ownership/domain/ownership";
import { loadOwnerships, loadParties } from "@/lib/ownership/ownership-read-model";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { findObjectiveRow } from "@/lib/slos/objective-read-model";
import { inviteTo } from "../attendance-store";
import { PlanRetrospectiveInput, type RetrospectiveView } from "../contract";
import { findRetrospective, listUnseenBreaches } from "../retrospective-read-model";
import { insertRetrospective, lockObjectiveOf } from "../retrospective-store";
import { refuseFor } from "./refuse";

/** Plan a look back at the breaches of an objective that none has looked at. Those who are accountable and responsible are to be there. */
export const planRetrospective = defineUseCase({
  name: "retrospective.plan",
  permission: "review:lead",
  input: PlanRetrospectiveInput,
  subject: (input) => ({ kind: "objective", id: input.objective ?? null }),
  async handle({ input, actor, now, tx, ids, record, hint }): Promise<RetrospectiveView> {
    const db = prismaExecutor(tx);
    await lockObjectiveOf(db, input.objective);
    const objective = await findObjectiveRow(tx, input.objective);
    if (!objective) throw notFound("objective", input.objective);
    const breachIds = await listUnseenBreaches(db, objective.id);
    if (breachIds.length === 0)
      refuseFor([
        {
          code: "nothing_to_look_at",
          field: "objective",
          message: "It has no breach that no retrospective looks at.",
          remedy: "Choose an objective that was breached.",
        },
      ]);
    const id = ids.next("ret");
    const scheduledAt = Date.parse(input.scheduledAt);
    await insertRetrospective(db, { id, objectiveId: objective.id, scheduledAt, breachIds, by: actor.name, at: now });
    const ownership = (await loadOwnerships(db, [objective.id])).get(objective.id)?.content ?? null;
    const wanted = personsOf(ownership, await loadParties(db), now, ["accountable", "responsible"]);
    await inviteTo(
      db,
      "retrospective",
      id,
      wanted.map(({ personId }) => ({ id: personId, isRequired: true })),
    );
    const made = await findRetrospective(db, id, now);
    if (!made) throw new Error("a retrospective that was just planned is not there");
    await record({
      subject: { kind: "retrospective", id, name: `${made.reference} ${objective.name}` },
      after: { breaches: made.breaches.map(({ reference }) => reference), required: wanted.map(({ name }) => name) },
    });
    await hint({ topic: "review", id, revision: 0 });
    return made;
  },
});
