import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { AppError } from "@/lib/kernel/app-error";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Where a sealed value lives. It is bound to this place: copied to another row, it does not open. */
export interface SecretPlace {
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
}

export interface SecretKey {
  /** Short name of the key, stored beside each value; letters, digits and `-`. */
  readonly id: string;
  readonly key: Uint8Array;
}

export interface SecretBox {
  /** Encrypt with the current key: `v1.<key id>.<nonce>.<ciphertext and tag>`, base64url. */
  seal(plaintext: string, place: SecretPlace): string;
  /** Decrypt. Throws AppError `internal` when it was changed, moved, or its key is not known. */
  open(sealed: string, place: SecretPlace): string;
  /** The same value under the current key; unchanged when it already is. */
  rotate(sealed: string, place: SecretPlace): string;
  /** Eight hex digits to recognise a secret by. Keyed, so that it cannot be used to try guesses without the key. */
  fingerprint(plaintext: string): string;
}

function checkKeys(keys: readonly SecretKey[]): ReadonlyMap<string, SecretKey> {
  for (const { id, key } of keys) {
    if (!/^[A-Za-z0-9-]{1,32}$/.test(id)) throw new RangeError(`not a key id: ${id}`);
    if (key.length !== KEY_BYTES) throw new RangeError(`key ${id} has ${key.length} bytes instead of ${KEY_BYTES}`);
    if (new Set(key).size < 8) throw new RangeError(`key ${id} is not random`);
  }
  const byId = new Map(keys.map((key) => [key.id, key]));
  if (byId.size !== keys.length) throw new RangeError("two keys have the same id");
  return byId;
}

function additionalData(keyId: string, place: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify(["signalbox-secret-v1", keyId, place.table, place.column, place.rowId]), "utf8");
}

function cannotOpen(place: SecretPlace, why: string, cause?: unknown): AppError {
  const detail = `The secret in ${place.table}.${place.column} cannot be read: ${why}.`;
  const remedy = "Enter the secret again, or restore the key that it was stored with.";
  return new AppError("internal", { detail, reasons: [{ code: "secret_unreadable", message: detail, remedy }], cause });
}

/**
 * AES-256-GCM for secrets at rest. `keys[0]` seals; the others only open what they sealed before a rotation.
 * Throws RangeError for keys that are missing, short, doubled or plainly not random.
 */
export function createSecretBox(keys: readonly [SecretKey, ...SecretKey[]]): SecretBox {
  const byId = checkKeys(keys);
  const current = keys[0];
  const fingerprintKey = Buffer.from(hkdfSync("sha256", current.key, "", "signalbox-fingerprint-v1", KEY_BYTES));

  function seal(plaintext: string, place: SecretPlace): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", current.key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(additionalData(current.id, place));
    const sealed = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return `v1.${current.id}.${nonce.toString("base64url")}.${sealed.toString("base64url")}`;
  }

  function open(sealed: string, place: SecretPlace): string {
    const [version, keyId = "", nonceText = "", bodyText = "", ...more] = sealed.split(".");
    const nonce = Buffer.from(nonceText, "base64url");
    const body = Buffer.from(bodyText, "base64url");
    if (version !== "v1" || more.length > 0 || nonce.length !== NONCE_BYTES || body.length < TAG_BYTES) {
      throw cannotOpen(place, "it is not in the stored form");
    }
    // base64 has several spellings of the same bytes; only ours is accepted, so that any change is noticed.
    if (nonce.toString("base64url") !== nonceText || body.toString("base64url") !== bodyText) {
      throw cannotOpen(place, "it is not in the stored form");
    }
    const key = byId.get(keyId);
    if (key === undefined) throw cannotOpen(place, `there is no key "${keyId.slice(0, 32)}"`);
    try {
      const decipher = createDecipheriv("aes-256-gcm", key.key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(additionalData(keyId, place));
      decipher.setAuthTag(body.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(body.subarray(0, -TAG_BYTES)), decipher.final()]).toString("utf8");
    } catch (cause) {
      throw cannotOpen(place, "it was changed or belongs to another place", cause);
    }
  }

  return {
    seal,
    open,
    rotate: (sealed, place) => (sealed.split(".")[1] === current.id ? sealed : seal(open(sealed, place), place)),
    fingerprint: (plaintext) =>
      createHmac("sha256", fingerprintKey).update(plaintext, "utf8").digest("hex").slice(0, 8),
  };
}

/**
 * Read keys as configuration holds them: `id:base64` separated by commas, the current one first. Throws RangeError with
 * what is wrong and never with the key.
 */
export function parseSecretKeys(text: string): readonly [SecretKey, ...SecretKey[]] {
  const [first, ...others] = text.split(",").map((entry): SecretKey => {
    const match = /^\s*([A-Za-z0-9-]{1,32}):([A-Za-z0-9+/_-]+={0,2})\s*$/.exec(entry);
    if (match?.[1] === undefined || match[2] === undefined) {
      throw new RangeError("secret keys must be written as id:base64, separated by commas");
    }
    return { id: match[1], key: Buffer.from(match[2], "base64") };
  });
  if (first === undefined) throw new RangeError("there is no secret key");
  return [first, ...others];
}
