import { ensureHistorySource, findSourceId } from "@/lib/ingest/use-cases/history-source";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { CreateImportInput, type ImportView } from "../contract";
import { findImport } from "../import-read-model";
import { insertImport } from "../import-store";

/** Announce a file of the past; its parts follow. */
export const createImport = defineUseCase({
  name: "import.create",
  permission: "catalog:import",
  input: CreateImportInput,
  subject: (input) => ({ kind: "import", id: null, name: `${input.fileName ?? ""}` }),
  async handle({ input, tx, ids, actor, record, hint }): Promise<ImportView> {
    const { source, ...given } = input;
    const db = prismaExecutor(tx);
    const sourceId = source === undefined ? await ensureHistorySource(db, ids) : await findSourceId(db, source);
    if (sourceId === null) {
      throw invalidField("source", `There is no event source “${source}”.`, "Choose one of the list, or none.");
    }
    const id = ids.next("imp");
    await insertImport(tx, { ...given, id, sourceId, createdBy: actor.name });
    await record({ subject: { kind: "import", id, name: given.fileName }, after: { ...input } });
    await hint({ topic: "import", id, revision: 1 });
    const created = await findImport(tx, id);
    if (!created) throw new Error("an import that was just created is not there");
    return created;
  },
});
