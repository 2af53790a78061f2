import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField, notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { AddPartInput, importLimits, type PartResult } from "../contract";
import { partSizes } from "../domain/import-state";
import { lockImport, savePart, setState } from "../import-store";
import { importJob } from "../jobs";

/** Bring one part of the file. The same part again changes nothing; the last one starts the reading. */
export const addImportPart = defineUseCase({
  name: "import.upload",
  permission: "catalog:import",
  input: AddPartInput,
  subject: (input) => ({ kind: "import", id: input.id ?? null }),
  async handle({ input, tx, record, enqueue, hint }): Promise<PartResult> {
    const db = prismaExecutor(tx);
    const found = await lockImport(db, input.id);
    if (!found) throw notFound("import", input.id);
    if (found.state !== "uploading") {
      throw new AppError("rejected", { detail: `The file is complete; the import is ${found.state}.` });
    }
    const bytes = Buffer.from(input.data, "base64");
    const wanted = partSizes(found.sizeBytes, importLimits.partBytes)[input.index];
    if (wanted === undefined) {
      throw invalidField("index", "The file has fewer parts than that.", "Send parts of 524288 bytes, from index 0.");
    }
    if (bytes.length !== wanted) {
      const message = `Part ${input.index} has ${bytes.length} bytes; it must have ${wanted}.`;
      throw invalidField("data", message, "Send parts of 524288 bytes; only the last one is shorter.");
    }
    const receivedBytes = await savePart(db, input.id, input.index, bytes);
    await record({ subject: { kind: "import", id: input.id }, detail: { index: input.index, bytes: bytes.length } });
    if (receivedBytes < found.sizeBytes) return { receivedBytes, state: "uploading", revision: found.revision };
    const revision = await setState(tx, input.id, "reading");
    await enqueue(importJob, { importId: input.id });
    await hint({ topic: "import", id: input.id, revision });
    return { receivedBytes, state: "reading", revision };
  },
});
