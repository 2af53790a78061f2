import { parseIp } from "@/lib/kernel/net/address";
import { failuresPerAccount, failuresPerAddress, failuresPerSharedAddress } from "./limits";

/** What failed sign-ins are counted by, and how many may fail within one window. */
export interface ThrottleKey {
  readonly key: string;
  readonly allowedFailures: number;
}

const mappedPrefix = 0xffffn;

function groupOf(address: string): string {
  const ip = parseIp(address.trim());
  if (ip === null) return "unknown";
  if (ip.family === 4) return `4:${ip.value.toString(16)}`;
  // ::ffff:a.b.c.d is the IPv4 address in another spelling.
  if (ip.value >> 32n === mappedPrefix) return `4:${(ip.value & 0xffffffffn).toString(16)}`;
  // One customer of a provider usually holds a whole /64.
  return `6:${(ip.value >> 64n).toString(16)}`;
}

function isShared(group: string): boolean {
  return group === "unknown" || group === "6:0" || /^4:7f[0-9a-f]{6}$/.test(group);
}

/** Key of the account that somebody tries to sign in to, whether it exists or not. */
export function accountThrottle(email: string): ThrottleKey {
  return { key: `account:${normaliseEmail(email).slice(0, 254)}`, allowedFailures: failuresPerAccount };
}

/** Key of where somebody tries from: an IPv4 address, or the /64 of an IPv6 one; other spellings give the same key. */
export function addressThrottle(address: string): ThrottleKey {
  const group = groupOf(address);
  return { key: `address:${group}`, allowedFailures: isShared(group) ? failuresPerSharedAddress : failuresPerAddress };
}

/** The one spelling of an e-mail address that is stored and compared. */
export function normaliseEmail(email: string): string {
  return email.trim().normalize("NFKC").toLowerCase();
}
