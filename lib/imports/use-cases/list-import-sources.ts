import { z } from "zod";
import { defineQuery } from "@/lib/platform/use-case";
import { listSourceChoices } from "../import-read-model";

/** Event sources whose names a file may use. */
export const listImportSources = defineQuery({
  name: "import.sources",
  permission: "catalog:import",
  input: z.strictObject({}),
  handle: async ({ db }): Promise<{ items: { slug: string; name: string }[] }> => ({
    items: await listSourceChoices(db),
  }),
});
