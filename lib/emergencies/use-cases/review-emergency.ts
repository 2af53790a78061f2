import { AppError } from "@/lib/kernel/app-error";
import { personKeyOf } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type EmergencyView, ReviewEmergencyInput } from "../contract";
import { emergencyReviewReasons } from "../domain/emergency";
import { findEmergency } from "../emergency-read-model";
import { insertEmergencyReview, lockEmergency } from "../emergency-store";
import { proposeObjective } from "./propose-objective";
import { viewEmergency } from "./read-emergencies";

/** Say what came of an emergency release that is over, and what target it proposes, if any. Until then its service gets no waiver. */
export const reviewEmergency = defineUseCase({
  name: "emergency.review",
  permission: "waiver:approve",
  input: ReviewEmergencyInput,
  subject: (input) => ({ kind: "emergency", id: input.id ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<EmergencyView> {
    const { id, outcome, findings, proposal } = input;
    const isObjectiveToChange = input.isObjectiveToChange || proposal !== undefined;
    const db = prismaExecutor(tx);
    const before = (await lockEmergency(db, id)) ? await findEmergency(db, id, now) : null;
    if (!before) throw notFound("emergency release", id);
    const person = personKeyOf(actor);
    const reasons = emergencyReviewReasons(before.record, person, now);
    if (reasons.length > 0 || person === null) {
      const isOwn = reasons.some((reason) => reason.code === "own_emergency");
      const detail = reasons.map((reason) => reason.message).join(" ");
      throw new AppError(isOwn ? "forbidden" : "rejected", { detail, reasons });
    }
    const by = { reviewedBy: actor.name, reviewedByPerson: person, at: now };
    await insertEmergencyReview(db, { emergencyId: id, outcome, findings, isObjectiveToChange, ...by });
    if (proposal) await proposeObjective(tx, before.view, proposal, now);
    const after = await findEmergency(db, id, now);
    if (!after) throw notFound("emergency release", id);
    const subject = { kind: "emergency", id, name: after.view.reference };
    await record({ subject, reason: findings, before: before.view, after: after.view });
    await hint({ topic: "emergency", id, revision: 2 });
    return viewEmergency(after, actor, now);
  },
});
