import { AppError } from "@/lib/kernel/app-error";
import { type Actor, personKeyOf } from "@/lib/platform/auth/actor";
import { defineUseCase } from "@/lib/platform/use-case";
import { contentHashOf } from "../content-hash";
import { type ObjectiveSignOffs, SignObjectiveInput } from "../contract";
import { signingReasons } from "../domain/sign-offs";
import { authorOf, loadSignOffs } from "../objective-change-read-model";
import { appendSignOff } from "../objective-change-store";
import { signedTextOf, viewSignOffs } from "../sign-off-read-model";
import { lockedObjective } from "./edit-objective";

/**
 * Sign an objective off for a party, exactly as it was looked at. Throws `stale_state` for another content, `forbidden` for whoever wrote
 * it, speaks for no such party, or signed for another one.
 */
export const signObjective = defineUseCase({
  name: "objective.sign",
  permission: "slo:sign",
  input: SignObjectiveInput,
  subject: (input) => ({ kind: "objective", id: input.slug ?? null }),
  async handle({ input, actor, tx, record, hint }): Promise<ObjectiveSignOffs> {
    const { slug, party, contentHash: seenHash, comment } = input;
    const row = await lockedObjective(tx, slug);
    const contentHash = contentHashOf(signedTextOf(row));
    if (seenHash !== contentHash) throw staleContent(contentHash);
    const person = requirePerson(actor);
    const roles = actor.kind === "system" ? [] : actor.roles;
    const author = await authorOf(tx, row.id, row.revision);
    const signOffs = await loadSignOffs(tx, row.id);
    const reasons = signingReasons({ party, person, roles, contentHash, author, signOffs });
    if (reasons.length > 0) {
      const isDone = reasons.every(({ code }) => code === "signed_already");
      const detail = reasons.map(({ message }) => message).join(" ");
      throw new AppError(isDone ? "conflict" : "forbidden", { detail, reasons });
    }
    const signOff = { objectiveId: row.id, revision: row.revision, contentHash, party, person };
    await appendSignOff(tx, { ...signOff, signedBy: actor.name, comment });
    await record({
      subject: { kind: "objective", id: slug, name: row.name },
      reason: comment,
      after: { party, contentHash, revision: row.revision },
    });
    await hint({ topic: "objective", id: slug, revision: row.revision });
    return viewSignOffs(tx, row);
  },
});

function requirePerson(actor: Actor): string {
  const person = personKeyOf(actor);
  if (person === null) throw new AppError("forbidden", { detail: "A person signs, not a part of the product." });
  return person;
}

function staleContent(contentHash: string): AppError {
  return new AppError("stale_state", {
    detail: "The objective changed since you looked at it. Look at it again, then sign.",
    reasons: [
      {
        code: "stale",
        field: "contentHash",
        message: "This is not what the objective says now.",
        remedy: "Read it again and send the hash that it has now.",
      },
    ],
    current: { contentHash },
  });
}
