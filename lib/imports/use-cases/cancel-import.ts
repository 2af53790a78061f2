import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { ImportIdInput, type ImportView } from "../contract";
import { mayBecome } from "../domain/import-state";
import { findImport } from "../import-read-model";
import { deleteParts, lockImport, setState } from "../import-store";

/** Stop an import. What became facts already stays: facts are never taken back. */
export const cancelImport = defineUseCase({
  name: "import.cancel",
  permission: "catalog:import",
  input: ImportIdInput,
  subject: (input) => ({ kind: "import", id: input.id ?? null }),
  async handle({ input, tx, now, record, hint }): Promise<ImportView> {
    const db = prismaExecutor(tx);
    const locked = await lockImport(db, input.id);
    const before = await findImport(tx, input.id);
    if (!locked || !before) throw notFound("import", input.id);
    if (!mayBecome(before.state, "cancelled")) {
      throw new AppError("rejected", { detail: `The import is ${before.state} already.` });
    }
    const finishedAt = new Date(now);
    const revision = await setState(tx, input.id, "cancelled", { finishedAt });
    await deleteParts(db, input.id);
    const subject = { kind: "import", id: input.id, name: before.fileName };
    await record({ subject, detail: { was: before.state, position: before.position, newFacts: before.newFactCount } });
    await hint({ topic: "import", id: input.id, revision });
    return { ...before, state: "cancelled", finishedAt: finishedAt.toISOString(), revision };
  },
});
