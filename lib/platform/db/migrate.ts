import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { AppError } from "@/lib/kernel/app-error";
import type { Reason } from "@/lib/kernel/result";

/** One folder of prisma/migrations. */
export interface Migration {
  /** Folder name, `<timestamp>_<words>`; their order is the order of application. */
  readonly name: string;
  readonly sql: string;
  /** sha256 of the file as hex: what Prisma records. */
  readonly checksum: string;
}

export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  /** False for a row that `prisma migrate` left of a failed attempt. */
  readonly finished: boolean;
}

export interface MigrateResult {
  /** Names applied by this call, in order. */
  readonly applied: readonly string[];
  /** Number of migrations that the database had already. */
  readonly alreadyApplied: number;
}

/** "SIGNALBO" as a number; any two migrating processes take turns. */
const advisoryLockKey = "6001394917862101583";

/** Read `<directory>/<name>/migration.sql` in order. An absent directory is an empty history. */
export async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(directory, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/**
 * Which migrations are to be applied, or why none may be: an applied one was edited, is unknown here (the database belongs to
 * a newer version), or failed half-way under another tool; or a new one sorts before an applied one.
 */
export function planMigrations(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
): { readonly pending: readonly Migration[]; readonly reasons: readonly Reason[] } {
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  const appliedNames = new Set(applied.map((migration) => migration.name));
  const reasons = applied.flatMap((migration) => objectionsTo(migration, byName.get(migration.name)));
  const pending = known.filter((migration) => !appliedNames.has(migration.name));
  const last = applied
    .map((migration) => migration.name)
    .sort()
    .at(-1);
  for (const migration of pending) {
    if (last !== undefined && migration.name < last) {
      reasons.push({
        code: "migration_out_of_order",
        message: `Migration ${migration.name} is new but sorts before ${last}, which is applied already.`,
        remedy: "Give it a later timestamp.",
      });
    }
  }
  return { pending: reasons.length > 0 ? [] : pending, reasons };
}

function objectionsTo(applied: AppliedMigration, known: Migration | undefined): Reason[] {
  if (!applied.finished) {
    return [
      {
        code: "migration_failed_before",
        message: `Migration ${applied.name} was begun by another tool and never finished.`,
        remedy: "Restore the backup, or repair the database and mark it with prisma migrate resolve.",
      },
    ];
  }
  if (known === undefined) {
    return [
      {
        code: "migration_unknown",
        message: `The database has migration ${applied.name}, which this version of Signalbox does not know.`,
        remedy: "Start the newer version that made it, or restore the backup taken before the upgrade.",
      },
    ];
  }
  if (known.checksum === applied.checksum) return [];
  return [
    {
      code: "migration_edited",
      message: `Migration ${applied.name} was changed after it had been applied to this database.`,
      remedy: "Restore the file from version control and put the change into a new migration.",
    },
  ];
}

/**
 * Bring the database at `databaseUrl` (as its owner) up to the migrations in `directory`. Each is one transaction together with its
 * row in `_prisma_migrations`, so a failing one leaves nothing behind. Processes that call this at once take turns.
 * Throws AppError `conflict` with all the reasons, or `internal` naming the migration that failed.
 */
export async function migrate(databaseUrl: string, directory: string): Promise<MigrateResult> {
  const known = await readMigrations(directory);
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "signalbox-migrate" });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(${advisoryLockKey})`);
    await client.query(createTable);
    const applied = await readApplied(client);
    const { pending, reasons } = planMigrations(known, applied);
    if (reasons.length > 0) {
      const detail = reasons.map((reason) => `${reason.message} ${reason.remedy}`).join(" ");
      throw new AppError("conflict", { detail, reasons });
    }
    for (const migration of pending) await apply(client, migration);
    await client.query(protectLedger);
    return { applied: pending.map((migration) => migration.name), alreadyApplied: applied.length };
  } finally {
    await client.end();
  }
}

/** Prisma's own table, column for column. */
const createTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY NOT NULL,
  checksum varchar(64) NOT NULL,
  finished_at timestamptz,
  migration_name varchar(255) NOT NULL,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
)`;

/** A migration that grants on all tables would give the application this one too; it may only read it. */
const protectLedger = `DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'signalbox_app') THEN
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON _prisma_migrations FROM signalbox_app;
  END IF;
END $$`;

async function readApplied(client: pg.Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query(migration.sql);
    // A migration may have changed the role or the search path for its own use.
    await client.query("RESET ROLE");
    await client.query("RESET search_path");
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError("internal", {
      detail: `Migration ${migration.name} failed and was undone: ${why}`,
      cause: error,
    });
  }
}
