import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * The generated secrets of this data directory, made at the first start and kept: a lost SIGNALBOX_SECRET ends every session
 * and makes stored credentials unreadable.
 * @param {string} dataDir
 * @returns {{ SIGNALBOX_SECRET: string, databasePassword: string }}
 */
export function keptSecrets(dataDir) {
  const file = path.join(dataDir, "secrets.json");
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const secrets = {
    SIGNALBOX_SECRET: kept.SIGNALBOX_SECRET ?? randomBytes(48).toString("base64url"),
    databasePassword: kept.databasePassword ?? randomBytes(24).toString("base64url"),
  };
  if (kept.SIGNALBOX_SECRET !== secrets.SIGNALBOX_SECRET || kept.databasePassword !== secrets.databasePassword) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, `${JSON.stringify({ ...kept, ...secrets }, null, 2)}\n`, { mode: 0o600 });
  }
  chmodSync(file, 0o600);
  return secrets;
}
