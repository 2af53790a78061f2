import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 62^27 is the first power above 2^160. */
const SECRET_DIGITS = 27;
/** 62^6 is the first power above 2^32. */
const CHECKSUM_DIGITS = 6;
const tokenPattern = /^sbx_([a-z]{2,12})_([0-9A-Za-z]{27})([0-9A-Za-z]{6})$/;

function base62(value: bigint, digits: number): string {
  let rest = value;
  let text = "";
  for (let index = 0; index < digits; index += 1) {
    text = (alphabet[Number(rest % 62n)] ?? "") + text;
    rest /= 62n;
  }
  return text;
}

function checksum(text: string): string {
  return base62(BigInt(crc32(text)), CHECKSUM_DIGITS);
}

export interface ParsedToken {
  readonly kind: string;
  /** First characters, enough to recognise a token by and useless to guess the rest. */
  readonly hint: string;
  /** What is stored and looked up. */
  readonly hash: string;
}

/** Hex SHA-256 of a token. Tokens have 160 random bits, so a slow hash would protect nothing more. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}

/** A new token `sbx_<kind>_<160 random bits><CRC-32>`, both in base62. Shown once; only its hash is stored. */
export function createToken(kind: string): { readonly token: string } & ParsedToken {
  const body = `sbx_${kind}_${base62(BigInt(`0x${randomBytes(20).toString("hex")}`), SECRET_DIGITS)}`;
  const token = body + checksum(body);
  const parsed = parseToken(token);
  if (parsed === null) throw new RangeError(`not a kind of token: ${kind}`);
  return { token, ...parsed };
}

/** Read a token. Null when its form or checksum is wrong, so that typing mistakes never reach the database. */
export function parseToken(token: string): ParsedToken | null {
  const match = tokenPattern.exec(token);
  const [, kind, secret, sum] = match ?? [];
  if (kind === undefined || secret === undefined || sum === undefined) return null;
  if (checksum(token.slice(0, -CHECKSUM_DIGITS)) !== sum) return null;
  return { kind, hint: `sbx_${kind}_${secret.slice(0, 4)}`, hash: hashToken(token) };
}

/** A random reference of 192 bits for sessions, links and invitations, safe in addresses. */
export function createReference(): string {
  return randomBytes(24).toString("base64url");
}

/** Compare two secrets in time that depends on neither. */
export function constantTimeEqual(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();
  return timingSafeEqual(digest(left), digest(right));
}
