import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ClockDefinitionView, EditClockDefinitionInput } from "../contract";
import { findClockDefinitionRow, viewClockDefinition } from "../terms-read-model";
import { lockClockDefinition } from "../terms-store";
import { writeClockEdit } from "./write-terms";

/**
 * Change a promise. Changed terms are a new version with its reason; clocks under it are computed anew, as new revisions. Pauses stay as
 * they were granted, cap and all.
 */
export const editClockDefinition = defineUseCase({
  name: "clock-definition.edit",
  permission: "clock:write",
  input: EditClockDefinitionInput,
  subject: (input) => ({ kind: "clock_definition", id: input.slug ?? null }),
  async handle(context): Promise<ClockDefinitionView> {
    const { slug, name, terms, reason, revision } = context.input;
    const before = await lockedClockDefinition(context.tx, slug);
    requireRevision(before, revision);
    return writeClockEdit(context, before, { name, terms }, reason);
  },
});

/** A definition in force, held until the transaction ends. Throws `not_found`. */
export async function lockedClockDefinition(tx: Tx, slug: string): Promise<ClockDefinitionView> {
  const row = (await lockClockDefinition(prismaExecutor(tx), slug)) ? await findClockDefinitionRow(tx, slug) : null;
  if (!row || row.retiredAt) throw notFound("clock definition", slug);
  return viewClockDefinition(row);
}
