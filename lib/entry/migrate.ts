import path from "node:path";
import { migrate } from "@/lib/platform/db/migrate";

/** `npm run migrate`: brings the database of DATABASE_MIGRATION_URL (else DATABASE_URL) up to this version. */
async function main(): Promise<number> {
  const url = process.env.DATABASE_MIGRATION_URL || process.env.DATABASE_URL;
  if (!url) {
    process.stderr.write("Set DATABASE_URL (or DATABASE_MIGRATION_URL, the owner's) to the database to migrate.\n");
    return 2;
  }
  const result = await migrate(url, path.resolve(import.meta.dirname, "..", "..", "prisma", "migrations"));
  for (const name of result.applied) process.stdout.write(`applied ${name}\n`);
  process.stdout.write(`${result.applied.length} applied, ${result.alreadyApplied} already there\n`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
