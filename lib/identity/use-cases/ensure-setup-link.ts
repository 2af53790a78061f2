import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Runtime } from "@/lib/platform/runtime";
import { setupLinkHours } from "../domain/limits";
import { setupAddress } from "../setup-address";
import { findOpenLink, issueLink, lockSetup } from "../setup-link-store";
import { hasNoUsers } from "../user-store";

/** File below the data directory that holds the first administrator's link while nobody has used it. */
export const setupLinkFile = "setup-link.txt";

/**
 * On an installation without users, make sure that there is a one-time link at which the first administrator sets a
 * password: print it in the log and keep it in `<dataDir>/setup-link.txt`, readable by its owner only. Answers the
 * link; null when there are users. Call it when a process starts; those that start together agree on one link.
 */
export async function ensureSetupLink(runtime: Runtime): Promise<string | null> {
  const file = path.join(runtime.config.SIGNALBOX_DATA_DIR, setupLinkFile);
  const url = await runtime.db.$transaction(async (tx) => {
    await lockSetup(tx);
    if (!(await hasNoUsers(tx))) return null;
    const kept = await keptToken(file);
    const isGood = kept !== null && (await findOpenLink(tx, kept)) !== null;
    const token = isGood ? kept : await issueLink(tx, { userId: null, hours: setupLinkHours });
    const address = setupAddress(runtime.config, token);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `${address}\n`, { mode: 0o600 });
    await chmod(file, 0o600);
    return address;
  });
  if (url === null) await rm(file, { force: true });
  else runtime.log.warn({ url, file, validHours: setupLinkHours }, "nobody can sign in yet: open this link once");
  return url;
}

async function keptToken(file: string): Promise<string | null> {
  const text = await readFile(file, "utf8").catch(() => "");
  return /[?&]token=([\w-]{16,64})\s*$/.exec(text)?.[1] ?? null;
}
