import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ClockDefinitionView, EditClockDefinitionInput } from "../contract";
import { findClockDefinitionRow, viewClockDefinition } from "../terms-read-model";
import { lockClockDefinition, saveClockDefinition } from "../terms-store";
import { checkTerms } from "./check-terms";

/**
 * Change a promise. Changed terms are a new version with its reason; clocks under it are computed anew, as new revisions. Pauses stay as
 * they were granted, cap and all.
 */
export const editClockDefinition = defineUseCase({
  name: "clock-definition.edit",
  permission: "clock:write",
  input: EditClockDefinitionInput,
  subject: (input) => ({ kind: "clock_definition", id: input.slug ?? null }),
  async handle({ input, actor, tx, record, hint }): Promise<ClockDefinitionView> {
    const { slug, name, terms, reason } = input;
    const before = await lockedClockDefinition(tx, slug);
    requireRevision(before, input.revision);
    const scheduleId = terms ? await checkTerms(tx, terms) : null;
    const version = terms && { version: before.version + 1, terms, savedBy: actor.name, reason };
    await saveClockDefinition(tx, before.id, { name, version, scheduleId });
    const after = await lockedClockDefinition(tx, slug);
    await record({ subject: { kind: "clock_definition", id: slug, name: after.name }, before, after, reason });
    await hint({ topic: "clock", id: slug, revision: after.revision });
    return after;
  },
});

/** A definition in force, held until the transaction ends. Throws `not_found`. */
export async function lockedClockDefinition(tx: Tx, slug: string): Promise<ClockDefinitionView> {
  const row = (await lockClockDefinition(prismaExecutor(tx), slug)) ? await findClockDefinitionRow(tx, slug) : null;
  if (!row || row.retiredAt) throw notFound("clock definition", slug);
  return viewClockDefinition(row);
}
