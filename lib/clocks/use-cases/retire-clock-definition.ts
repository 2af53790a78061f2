import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ClockDefinitionView, RetireClockDefinitionInput } from "../contract";
import { findClockDefinitionRow, viewClockDefinition } from "../terms-read-model";
import { saveClockDefinition } from "../terms-store";
import { lockedClockDefinition } from "./edit-clock-definition";

/** End a promise. No clock begins under it any more; those that began go on to their end. */
export const retireClockDefinition = defineUseCase({
  name: "clock-definition.retire",
  permission: "clock:write",
  input: RetireClockDefinitionInput,
  subject: (input) => ({ kind: "clock_definition", id: input.slug ?? null }),
  async handle({ input, now, tx, record, hint }): Promise<ClockDefinitionView> {
    const { slug, reason } = input;
    const before = await lockedClockDefinition(tx, slug);
    requireRevision(before, input.revision);
    await saveClockDefinition(tx, before.id, { retiredAt: new Date(now) });
    const row = await findClockDefinitionRow(tx, slug);
    if (!row) throw notFound("clock definition", slug);
    const after = viewClockDefinition(row);
    await record({ subject: { kind: "clock_definition", id: slug, name: after.name }, before, after, reason });
    await hint({ topic: "clock", id: slug, revision: after.revision });
    return after;
  },
});
