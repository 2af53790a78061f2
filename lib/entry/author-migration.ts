import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbeddedPostgres } from "@/lib/platform/db/embedded-postgres";
import { migrate } from "@/lib/platform/db/migrate";
import { diffDatabaseToSchema } from "@/lib/platform/db/schema-diff";

const usage = `Usage: npm run migration:new -- <name> [--empty] [--print] [--dir prisma]

Writes <dir>/migrations/<timestamp>_<name>/migration.sql: what must change in a database that has all the present
migrations to become what <dir>/schema.prisma says. Add hand-written SQL (checks, triggers, partial indexes, grants) to that
file before it is applied anywhere.

  --empty   write a file even when the schema asks for nothing
  --print   print the SQL and write nothing
`;

interface Options {
  readonly name: string;
  readonly empty: boolean;
  readonly print: boolean;
  readonly directory: string;
}

function parseOptions(argv: readonly string[]): Options {
  const directoryAt = argv.indexOf("--dir");
  const directory = path.resolve(directoryAt < 0 ? "prisma" : (argv[directoryAt + 1] ?? "prisma"));
  const words = argv.filter((word, index) => !word.startsWith("--") && (directoryAt < 0 || index !== directoryAt + 1));
  const name = words
    .join("_")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
  return { name, empty: argv.includes("--empty"), print: argv.includes("--print"), directory };
}

/** `20261120214500`, UTC, as Prisma names its folders. */
function timestamp(now: Date): string {
  return now.toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
}

async function diffAgainstMigrations(directory: string): Promise<string> {
  const schema = await readFile(path.join(directory, "schema.prisma"), "utf8");
  const clusterDir = await mkdtemp(path.join(tmpdir(), "signalbox-migration-"));
  const postgres = await startEmbeddedPostgres({ clusterDir, password: "authoring", temporary: true });
  try {
    const url = postgres.urlOf("signalbox");
    await migrate(url, path.join(directory, "migrations"));
    return await diffDatabaseToSchema(url, schema);
  } finally {
    await postgres.stop();
  }
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.name === "" && !options.print) {
    process.stderr.write(usage);
    return 2;
  }
  const sql = await diffAgainstMigrations(options.directory);
  if (options.print) {
    process.stdout.write(sql);
    return 0;
  }
  if (sql === "" && !options.empty) {
    process.stdout.write(
      "The migrations already say what schema.prisma says; nothing written (--empty writes a file anyway).\n",
    );
    return 0;
  }
  const folder = path.join(options.directory, "migrations", `${timestamp(new Date())}_${options.name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "migration.sql"), sql);
  process.stdout.write(`${path.relative(process.cwd(), folder)}/migration.sql\n`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
