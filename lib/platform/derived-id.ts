import { createHash } from "node:crypto";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** An id of the form of `Ids` that follows from `key`: rows that are made again from the same facts keep their names. */
export function derivedId(prefix: string, key: string): string {
  const hash = createHash("sha256").update(key).digest();
  return `${prefix}_${[...hash.subarray(0, 26)].map((byte) => alphabet[byte & 31]).join("")}`;
}
