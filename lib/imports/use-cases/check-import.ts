import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField, notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { CheckImportInput, type ImportView, type TableMapping } from "../contract";
import { tableFields } from "../domain/csv-fields";
import { mayBecome } from "../domain/import-state";
import { findImport } from "../import-read-model";
import { lockImport, setState } from "../import-store";
import { importJob } from "../jobs";

/** Every fault of a mapping: fields that are unknown or missing, columns that the file does not have. */
function assertMapping(mapping: TableMapping, header: readonly string[]): void {
  const fields = tableFields[mapping.subject];
  const known = new Set(fields.map(({ name }) => name));
  const missing = fields.filter(({ name, isRequired }) => isRequired && mapping.columns[name] === undefined);
  const reasons = [
    ...missing.map(({ name, label }) => ({
      code: "required",
      field: `mapping.columns.${name}`,
      message: `${label} is needed.`,
      remedy: "Choose the column that holds it.",
    })),
    ...Object.entries(mapping.columns).flatMap(([name, column]) => {
      const field = `mapping.columns.${name}`;
      if (!known.has(name)) {
        return [{ code: "unknown", field, message: "There is no such field.", remedy: "Leave it out." }];
      }
      if (header.includes(column)) return [];
      return [{ code: "unknown", field, message: `The file has no column “${column}”.`, remedy: "Choose another." }];
    }),
  ];
  if (reasons.length > 0) {
    throw new AppError("invalid_input", { detail: "The columns are not complete yet.", reasons });
  }
}

/** Say what the columns of a table mean, and let every row be tried without keeping anything. */
export const checkImport = defineUseCase({
  name: "import.check",
  permission: "catalog:import",
  input: CheckImportInput,
  subject: (input) => ({ kind: "import", id: input.id ?? null }),
  async handle({ input, tx, record, enqueue, hint }): Promise<ImportView> {
    const locked = await lockImport(prismaExecutor(tx), input.id);
    const before = await findImport(tx, input.id);
    if (!locked || !before) throw notFound("import", input.id);
    requireRevision(before, input.revision);
    if (before.format !== "csv" || !before.preview) {
      throw invalidField("mapping", "Only tables have columns to map.", "Run the import as it is.");
    }
    if (!mayBecome(before.state, "checking")) {
      throw new AppError("rejected", { detail: `The import is ${before.state}; it cannot be checked now.` });
    }
    assertMapping(input.mapping, before.preview.header);
    const revision = await setState(tx, input.id, "checking", { mapping: input.mapping });
    await enqueue(importJob, { importId: input.id });
    await record({
      subject: { kind: "import", id: input.id, name: before.fileName },
      after: { mapping: input.mapping },
    });
    await hint({ topic: "import", id: input.id, revision });
    return { ...before, state: "checking", mapping: input.mapping, position: 0, revision };
  },
});
