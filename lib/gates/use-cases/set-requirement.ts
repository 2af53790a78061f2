import { prismaExecutor } from "@/lib/platform/db/executor";
import { alreadyTaken, invalidField, notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type RequirementView, SetRequirementInput } from "../contract";
import { environmentIdOf } from "../place-read-model";
import { findRequirementId, lockRequirement } from "../requirement-read-model";
import { insertRequirement, updateRequirement } from "../requirement-store";

/**
 * Say what a version must show for a tier, an environment or both: a new requirement, or another one in the place of the one of the same
 * kind and scope. What was approved before is approved no more where it applies.
 */
export const setRequirement = defineUseCase({
  name: "gate-requirement.set",
  permission: "gate:write",
  input: SetRequirementInput,
  subject: (input) => ({ kind: "gate_requirement", id: null, name: input.rule?.kind ?? "" }),
  async handle({ input, actor, now, tx, ids, record, hint }): Promise<RequirementView> {
    const { rule, mode, tier, environment, revision, reason } = input;
    const db = prismaExecutor(tx);
    const environmentId = environment === null ? null : await environmentIdOf(db, environment);
    if (environment !== null && environmentId === null) {
      throw invalidField("environment", "There is no such environment.", "Choose one of the catalog, or leave it out.");
    }
    const known = await findRequirementId(db, { kind: rule.kind, tier, environmentId });
    const before = known === null ? null : await lockRequirement(db, known);
    if (before && revision === undefined) {
      const message = "There is a requirement of this kind for exactly these services and environments.";
      throw alreadyTaken("rule", message, `Edit it: send its revision, which is ${before.revision}.`);
    }
    if (!before && revision !== undefined) throw notFound("requirement of this kind and scope", rule.kind);
    if (before) requireRevision(before, revision ?? 0);
    const id = before?.id ?? ids.next("req");
    if (before) await updateRequirement(db, { id, rule, mode });
    else await insertRequirement(db, { id, rule, tier, environmentId, mode, by: actor.name, at: now });
    const after = await lockRequirement(db, id);
    if (!after) throw new Error("a requirement just saved is not there");
    const subject = { kind: "gate_requirement", id, name: rule.kind };
    await record({ subject, ...(before ? { before } : {}), after, reason });
    await hint({ topic: "gate", id, revision: after.revision });
    return after;
  },
});
