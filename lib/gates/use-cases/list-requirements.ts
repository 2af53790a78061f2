import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { ListRequirementsInput, type RequirementList } from "../contract";
import { listRequirements as loadRequirements } from "../requirement-read-model";

/** What is asked of versions, by kind and from the general to the exact. */
export const listRequirements = defineQuery({
  name: "gate-requirement.list",
  permission: "gate:read",
  input: ListRequirementsInput,
  handle: async ({ db }): Promise<RequirementList> => ({ items: await loadRequirements(prismaExecutor(db)) }),
});
