import { randomBytes } from "node:crypto";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** Makes ids. Those made later sort later (to the millisecond), so that lists page well. */
export interface Ids {
  /** `prefix` names the noun: `rol`, `svc`, `tgt` … Answer: `rol_` and 26 characters. */
  next(prefix: string): string;
}

function encode(value: bigint, length: number): string {
  let rest = value;
  let text = "";
  for (let i = 0; i < length; i += 1) {
    text = alphabet[Number(rest & 31n)] + text;
    rest >>= 5n;
  }
  return text;
}

/** Ids of 48 bits of time and 80 random bits, in Crockford's base 32. */
export const randomIds: Ids = {
  next(prefix) {
    const random = BigInt(`0x${randomBytes(10).toString("hex")}`);
    return `${prefix}_${encode(BigInt(Date.now()), 10)}${encode(random, 16)}`;
  },
};
