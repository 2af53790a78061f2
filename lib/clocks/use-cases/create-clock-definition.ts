import { alreadyTaken } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ClockDefinitionView, CreateClockDefinitionInput } from "../contract";
import { findClockDefinitionRow } from "../terms-read-model";
import { checkTerms } from "./check-terms";
import { writeNewClock } from "./write-terms";

/** Promise a time. Clocks begin on incidents in its scope that were detected since `appliesFrom`. */
export const createClockDefinition = defineUseCase({
  name: "clock-definition.create",
  permission: "clock:write",
  input: CreateClockDefinitionInput,
  subject: (input) => ({
    kind: "clock_definition",
    id: input.slug ?? null,
    ...(input.name ? { name: input.name } : {}),
  }),
  async handle(context): Promise<ClockDefinitionView> {
    const { input, now, tx } = context;
    const { slug, name, terms, reason = null } = input;
    await checkTerms(tx, terms);
    if (await findClockDefinitionRow(tx, slug))
      throw alreadyTaken("slug", `There is a clock “${slug}” already.`, "Choose another slug, or edit that one.");
    const appliesFrom = new Date(input.appliesFrom ?? now);
    return writeNewClock(context, { slug, name, terms, appliesFrom }, reason);
  },
});
