import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ImportView, RunImportInput } from "../contract";
import { mayBecome } from "../domain/import-state";
import { findImport } from "../import-read-model";
import { lockImport, setState } from "../import-store";
import { importJob } from "../jobs";

/** Let the records of a checked file become facts. */
export const runImport = defineUseCase({
  name: "import.run",
  permission: "catalog:import",
  input: RunImportInput,
  subject: (input) => ({ kind: "import", id: input.id ?? null }),
  async handle({ input, tx, now, record, enqueue, hint }): Promise<ImportView> {
    const locked = await lockImport(prismaExecutor(tx), input.id);
    const before = await findImport(tx, input.id);
    if (!locked || !before) throw notFound("import", input.id);
    requireRevision(before, input.revision);
    if (!mayBecome(before.state, "running")) {
      throw new AppError("rejected", { detail: `The import is ${before.state}; only a checked one can be run.` });
    }
    if (before.faultCount > 0 && !input.leaveOutFaulty) {
      const message = `${before.faultCount} faults were found.`;
      const remedy = "Correct the file, or set leaveOutFaulty to import the other records.";
      const reasons = [{ code: "faults", field: "leaveOutFaulty", message, remedy }];
      throw new AppError("rejected", { detail: message, reasons });
    }
    const startedAt = new Date(now);
    const revision = await setState(tx, input.id, "running", { startedAt });
    await enqueue(importJob, { importId: input.id });
    await record({
      subject: { kind: "import", id: input.id, name: before.fileName },
      detail: { leaveOutFaulty: input.leaveOutFaulty, faults: before.faultCount, records: before.recordCount },
    });
    await hint({ topic: "import", id: input.id, revision });
    return { ...before, state: "running", position: 0, startedAt: startedAt.toISOString(), revision };
  },
});
