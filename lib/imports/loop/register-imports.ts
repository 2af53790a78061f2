import type { PgBoss } from "pg-boss";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { workOn } from "@/lib/platform/jobs/work";
import { abandonedImports, expireImports } from "../import-store";
import { importJob, resumeImportsJob } from "../jobs";
import { type ImportParts, workOnImport } from "./import-work";

/** Do imports as they are asked for, and take up those whose worker died. */
export async function registerImports(boss: PgBoss, parts: ImportParts): Promise<void> {
  const { log, db } = parts.runtime;
  await workOn(boss, importJob, log, ({ importId }) => workOnImport(parts, importId));
  await workOn(boss, resumeImportsJob, log, async () => {
    await expireImports(prismaExecutor(db));
    for (const importId of await abandonedImports(prismaExecutor(db))) await workOnImport(parts, importId);
  });
}
