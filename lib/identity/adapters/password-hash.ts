import { hash, verify } from "@node-rs/argon2";

/** argon2id with 19 MiB, two passes, one lane: the second recommendation of OWASP's password storage sheet. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hash a password as its exact UTF-8 bytes: no trimming, no normalising, no cutting. */
export async function hashPassword(password: string): Promise<string> {
  return hash(Buffer.from(password, "utf8"), cost);
}

let decoy: Promise<string> | undefined;

/**
 * Is this the password behind `stored`? Without a stored hash the answer is no, after the same work, so that time does
 * not tell who exists.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword("no password at all");
  const matches = await verify(stored ?? (await decoy), Buffer.from(password, "utf8"));
  return matches && stored !== null;
}
