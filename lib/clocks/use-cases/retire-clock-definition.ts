import { requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ClockDefinitionView, RetireClockDefinitionInput } from "../contract";
import { lockedClockDefinition } from "./edit-clock-definition";
import { writeClockEnd } from "./write-terms";

/** End a promise. No clock begins under it any more; those that began go on to their end. */
export const retireClockDefinition = defineUseCase({
  name: "clock-definition.retire",
  permission: "clock:write",
  input: RetireClockDefinitionInput,
  subject: (input) => ({ kind: "clock_definition", id: input.slug ?? null }),
  async handle(context): Promise<ClockDefinitionView> {
    const { slug, reason, revision } = context.input;
    const before = await lockedClockDefinition(context.tx, slug);
    requireRevision(before, revision);
    return writeClockEnd(context, before, reason);
  },
});
