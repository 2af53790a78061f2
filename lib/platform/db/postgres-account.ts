import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { PostgresBinaries } from "./postgres-binaries";

const runFile = promisify(execFile);

export interface PostgresCommand {
  readonly file: string;
  readonly args: string[];
  readonly options: { readonly uid?: number; readonly gid?: number; readonly cwd: string };
}

/** Who PostgreSQL runs as. */
export interface PostgresAccount {
  /** Set when we are root: PostgreSQL refuses to be, so it becomes the system user `postgres`. */
  readonly uid?: number;
  readonly gid?: number;
  /** How to start a program as that user. */
  wrap(file: string, args: readonly string[]): PostgresCommand;
}

const cwd = "/";

/**
 * Our own user when we are not root; else the system user `postgres`, created when absent. When root's clone lies under a
 * directory that other users cannot enter (/root), the user is given the one capability that lets it pass; where that
 * is impossible too, the Error says what to do.
 */
export async function postgresAccount(binaries: PostgresBinaries, clusterDir: string): Promise<PostgresAccount> {
  if (process.getuid?.() !== 0) return { wrap: (file, args) => ({ file, args: [...args], options: { cwd } }) };
  const { uid, gid } = await systemUser();
  const closed = (await closedDirectory(binaries.postgres, uid, gid)) ?? (await closedDirectory(clusterDir, uid, gid));
  if (closed === undefined) {
    return { uid, gid, wrap: (file, args) => ({ file, args: [...args], options: { uid, gid, cwd } }) };
  }
  const account: PostgresAccount = { uid, gid, wrap: (file, args) => withCapability(file, args, uid, gid) };
  const probe = account.wrap(binaries.postgres, ["--version"]);
  try {
    await runFile(probe.file, probe.args, probe.options);
  } catch {
    throw new Error(
      `PostgreSQL does not run as root, and the user postgres cannot enter ${closed}. Either let it (chmod o+x ${closed}), ` +
        "or start Signalbox from a directory that every user may enter or as an ordinary user, or set DATABASE_URL.",
    );
  }
  return account;
}

function withCapability(file: string, args: readonly string[], uid: number, gid: number): PostgresCommand {
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  const capability = ["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"];
  return { file: "setpriv", args: [...identity, ...capability, file, ...args], options: { cwd } };
}

async function systemUser(): Promise<{ uid: number; gid: number }> {
  const found = await lookUp();
  if (found !== undefined) return found;
  await runFile("useradd", [
    "--system",
    "--user-group",
    "--no-create-home",
    "--shell",
    "/usr/sbin/nologin",
    "postgres",
  ]);
  const created = await lookUp();
  if (created === undefined)
    throw new Error("The system user postgres could not be created; start as an ordinary user.");
  return created;
}

async function lookUp(): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all([runFile("id", ["-u", "postgres"]), runFile("id", ["-g", "postgres"])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

/** The nearest existing ancestor of `file` (itself excluded) that the user may not search, from the root down. */
async function closedDirectory(file: string, uid: number, gid: number): Promise<string | undefined> {
  const parts = path.dirname(file).split(path.sep).filter(Boolean);
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const directory = path.sep + parts.slice(0, depth).join(path.sep);
    const found = await stat(directory).catch(() => undefined);
    if (found === undefined) return undefined;
    const bit = found.uid === uid ? 0o100 : found.gid === gid ? 0o010 : 0o001;
    if ((found.mode & bit) === 0) return directory;
  }
  return undefined;
}
