import { AppError } from "@/lib/kernel/app-error";
import { personKeyOf } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { type CommandContext, defineUseCase } from "@/lib/platform/use-case";
import { SloDefinition } from "@/lib/slos/contract";
import { checkCompositions } from "@/lib/slos/use-cases/check-composition";
import { checkDefinition } from "@/lib/slos/use-cases/check-definition";
import { lockedObjective } from "@/lib/slos/use-cases/edit-objective";
import { writeEdit } from "@/lib/slos/use-cases/write-objective";
import { DecideProposalInput, type EmergencyView } from "../contract";
import { proposalReasons } from "../domain/proposal";
import { findEmergency, type StoredEmergency } from "../emergency-read-model";
import { insertProposalDecision, lockEmergency } from "../emergency-store";
import { viewEmergency } from "./read-emergencies";

/**
 * Sign or decline what the review of an emergency proposes. Signed, the draft is the objective's next version; nobody decides their own, and
 * a draft of a version that is not in force any more cannot be signed.
 */
export const decideProposal = defineUseCase({
  name: "emergency.decide_proposal",
  permission: "slo:write",
  input: DecideProposalInput,
  subject: (input) => ({ kind: "emergency", id: input.id ?? null }),
  async handle(context): Promise<EmergencyView> {
    const { input, actor, now, tx, record, hint } = context;
    const { id, decision, note } = input;
    const db = prismaExecutor(tx);
    const held = (await lockEmergency(db, id)) ? await findEmergency(db, id, now) : null;
    if (!held?.view.proposal) throw notFound("proposal of a review", id);
    // Held before it is looked at again: nobody changes the objective between the look and the version.
    if (held.view.proposal.state !== "overtaken") await lockedObjective(tx, held.view.proposal.objective.slug);
    const before = await findEmergency(db, id, now);
    const person = personKeyOf(actor);
    const reasons = before?.proposal ? proposalReasons(before.proposal, person, decision) : [];
    if (!before?.proposal || reasons.length > 0 || person === null) {
      const isOwn = reasons.some(({ code }) => code === "own_proposal");
      const detail = reasons.map(({ message }) => message).join(" ");
      throw new AppError(isOwn ? "forbidden" : "rejected", { detail, reasons });
    }
    const version = decision === "signed" ? await sign(context, before, note) : null;
    const by = { decidedBy: actor.name, decidedByPerson: person, at: now };
    await insertProposalDecision(db, { emergencyId: id, decision, note, version, ...by });
    const after = await findEmergency(db, id, now);
    if (!after) throw notFound("emergency release", id);
    const subject = { kind: "emergency", id, name: after.view.reference };
    await record({ subject, reason: note, before: before.view, after: after.view });
    await hint({ topic: "emergency", id, revision: 3 });
    return viewEmergency(after, actor, now);
  },
});

/** The draft as the objective's next version; answers which. */
async function sign(
  context: Pick<CommandContext<unknown>, "actor" | "now" | "tx" | "ids" | "hint">,
  { view, proposal }: StoredEmergency,
  note: string,
): Promise<number> {
  const slug = view.proposal?.objective.slug ?? "";
  const before = await lockedObjective(context.tx, slug);
  const definition = SloDefinition.parse(proposal?.definition);
  checkDefinition(definition, context.now);
  await checkCompositions(context.tx, { wanted: new Map([[slug, definition]]) });
  const reason = `Proposed by the review of ${view.reference}. ${note}`;
  await writeEdit(context, before, { definition }, { reason, planHash: null });
  return before.version + 1;
}
