import { alreadyTaken } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ClockDefinitionView, CreateClockDefinitionInput } from "../contract";
import { findClockDefinitionRow, viewClockDefinition } from "../terms-read-model";
import { insertClockDefinition } from "../terms-store";
import { checkTerms } from "./check-terms";

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
  async handle({ input, actor, now, tx, ids, record, hint }): Promise<ClockDefinitionView> {
    const { slug, name, terms, reason = null } = input;
    const scheduleId = await checkTerms(tx, terms);
    if (await findClockDefinitionRow(tx, slug))
      throw alreadyTaken("slug", `There is a clock “${slug}” already.`, "Choose another slug, or edit that one.");
    const appliesFrom = new Date(input.appliesFrom ?? now);
    const created = { id: ids.next("cld"), slug, name, terms, createdBy: actor.name, scheduleId, appliesFrom };
    await insertClockDefinition(tx, created, reason);
    const row = await findClockDefinitionRow(tx, slug);
    if (!row) throw new Error("a clock definition that was just inserted is not there");
    const view = viewClockDefinition(row);
    await record({ subject: { kind: "clock_definition", id: slug, name }, after: view, reason });
    await hint({ topic: "clock", id: slug, revision: 1 });
    return view;
  },
});
