import { z } from "zod";
import { defineQuery } from "@/lib/platform/use-case";
import type { RulesVersions } from "../contract";
import { listRulesVersions } from "../insight-rules-read-model";

/** Every version of the rules of what counts, the newest first. */
export const listRules = defineQuery({
  name: "insight.list_rules",
  permission: "insights:read",
  input: z.strictObject({}),
  async handle({ db }): Promise<RulesVersions> {
    return { items: await listRulesVersions(db) };
  },
});
