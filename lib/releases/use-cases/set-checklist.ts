import { prismaExecutor } from "@/lib/platform/db/executor";
import { alreadyTaken, invalidField, notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { announcementConnections, loadTemplates } from "../checklist-read-model";
import { saveTemplate } from "../checklist-store";
import { type ChecklistTemplateView, SetChecklistInput } from "../contract";

/** Say what is done and said for releases of a tier: a new template, or another one in the place of the one that is there. */
export const setChecklist = defineUseCase({
  name: "checklist.set",
  permission: "checklist:write",
  input: SetChecklistInput,
  subject: (input) => ({ kind: "checklist", id: null, name: input.name ?? "" }),
  async handle({ input, actor, now, tx, ids, record, hint }): Promise<ChecklistTemplateView> {
    const { name, tier, content, revision, reason } = input;
    const db = prismaExecutor(tx);
    const before = (await loadTemplates(db)).find((one) => one.tier === tier);
    if (before && revision === undefined) {
      const message = "There is a template for exactly these services.";
      throw alreadyTaken("tier", message, `Edit it: send its revision, which is ${before.revision}.`);
    }
    if (!before && revision !== undefined)
      throw notFound("checklist template for this tier", `${tier ?? "every tier"}`);
    if (before) requireRevision(before, revision ?? 0);
    const known = await announcementConnections(db);
    for (const [index, { connection }] of content.announcements.entries()) {
      if (connection === null || known.has(connection)) continue;
      const field = `content.announcements.${index}.connection`;
      const message = "Nothing can be announced over this connection.";
      throw invalidField(field, message, "Choose a connection for mails or signed events, or the status page.");
    }
    const id = before?.id ?? ids.next("chk");
    await saveTemplate(db, { id, name, tier, content, by: actor.name, at: now });
    const after = (await loadTemplates(db)).find((one) => one.id === id);
    if (!after) throw new Error("a template just saved is not there");
    await record({ subject: { kind: "checklist", id, name }, ...(before ? { before } : {}), after, reason });
    await hint({ topic: "train", id: "checklists", revision: after.revision });
    return after;
  },
});
