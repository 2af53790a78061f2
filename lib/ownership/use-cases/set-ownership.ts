import { AppError } from "@/lib/kernel/app-error";
import type { Reason } from "@/lib/kernel/result";
import { isTimeZone } from "@/lib/kernel/zoned-time";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { findObjectiveRow } from "@/lib/slos/objective-read-model";
import { type OwnershipView, SetOwnershipInput } from "../contract";
import type { KnownParties, Ownership, Party } from "../domain/ownership";
import { loadOwnerships, loadParties } from "../ownership-read-model";
import { insertOwnership } from "../ownership-store";
import { viewOwnership } from "./ownership-view";

/** Say who answers for an objective: one accountable, and who is responsible, consulted and informed, perhaps by turns. */
export const setOwnership = defineUseCase({
  name: "ownership.set",
  permission: "ownership:write",
  input: SetOwnershipInput,
  subject: (input) => ({ kind: "objective", id: input.slug ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<OwnershipView> {
    const { slug, revision, reason, ...content } = input;
    const objective = await findObjectiveRow(tx, slug);
    if (!objective) throw notFound("objective", slug);
    const db = prismaExecutor(tx);
    const before = (await loadOwnerships(db, [objective.id])).get(objective.id);
    requireRevision({ revision: before?.revision ?? 0 }, revision);
    const reasons = unknownParties(content, await loadParties(db));
    if (reasons.length > 0)
      throw new AppError("invalid_input", { detail: reasons.map(({ message }) => message).join(" "), reasons });
    const given = { objectiveId: objective.id, revision: revision + 1, content, reason, savedBy: actor.name, at: now };
    // Somebody else was first in between: what they saved is told with the refusal.
    if (!(await insertOwnership(db, given))) requireRevision({ revision: revision + 1 }, revision);
    await record({
      subject: { kind: "objective", id: slug, name: objective.name },
      reason,
      before: before?.content ?? null,
      after: content,
    });
    await hint({ topic: "ownership", id: slug, revision: revision + 1 });
    return viewOwnership(tx, objective, now);
  },
});

/** Who or what is named and is not there, by field. Persons who left are refused too: they answer for nothing any more. */
function unknownParties(content: Ownership, known: KnownParties): Reason[] {
  const remedy = "Choose somebody who is there.";
  const check = (party: Party, field: string): Reason[] => {
    const isThere = party.kind === "person" ? known.persons.get(party.id)?.isActive : known.teams.has(party.id);
    return isThere ? [] : [{ code: "unknown", field, message: `There is no such ${party.kind}.`, remedy }];
  };
  const lists = (["responsible", "consulted", "informed"] as const).flatMap((role) =>
    content[role].flatMap((party, index) => check(party, `${role}.${index}`)),
  );
  const { rotation } = content;
  const order = (rotation?.order ?? []).flatMap((id, index) =>
    check({ kind: "person", id }, `rotation.order.${index}`),
  );
  const reasons = [...check(content.accountable, "accountable"), ...lists, ...order];
  if (rotation && !isTimeZone(rotation.timeZone))
    reasons.push({
      code: "unknown",
      field: "rotation.timeZone",
      message: "There is no such time zone.",
      remedy: "Name one as Europe/Berlin.",
    });
  if (rotation && Number.isNaN(Date.parse(`${rotation.startsAt}Z`)))
    reasons.push({ code: "invalid", field: "rotation.startsAt", message: "There is no such day or time.", remedy });
  return reasons;
}
