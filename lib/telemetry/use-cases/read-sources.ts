import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { defineQuery } from "@/lib/platform/use-case";
import { SourceSlugInput, type SourceView } from "../source-contract";
import { findSource, listSourceViews } from "../source-read-model";

/** Every metric source. */
export const listSources = defineQuery({
  name: "source.list",
  permission: "target:read",
  input: z.strictObject({}),
  handle: async ({ db }): Promise<{ items: SourceView[] }> => ({ items: await listSourceViews(db) }),
});

/** One metric source. */
export const getSource = defineQuery({
  name: "source.get",
  permission: "target:read",
  input: SourceSlugInput,
  async handle({ input, db }): Promise<SourceView> {
    const source = await findSource(db, input.slug);
    if (!source) throw new AppError("not_found", { detail: "There is no such metric source." });
    return source;
  },
});
