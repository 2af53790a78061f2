import type { SecretBox } from "@/lib/platform/crypto/secret-box";
import type { StoredConnection } from "./connection-read-model";
import type { OpenConnection } from "./port";

/** A stored connection with its secret opened. Throws AppError `internal` when the secret cannot be read. */
export function openConnection(secrets: SecretBox, stored: StoredConnection): OpenConnection {
  const place = { table: "connection", column: "secret", rowId: stored.id };
  return { ...stored, secret: stored.secret === null ? null : secrets.open(stored.secret, place) };
}
