import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { findEventSource } from "../event-source-read-model";
import { ListNamesInput, type NameRow } from "../name-contract";
import { listNameRows } from "../name-read-model";

/** Names of a source that are no slugs of ours, and what they mean. */
export const listNames = defineQuery({
  name: "signal-name.list",
  permission: "signal:read",
  input: ListNamesInput,
  async handle({ input, db }): Promise<{ items: NameRow[] }> {
    const source = await findEventSource(db, input.slug);
    if (!source) throw notFound("event source", input.slug);
    return { items: await listNameRows(prismaExecutor(db), source.id) };
  },
});
