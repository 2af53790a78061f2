import type { Config } from "@/lib/platform/config/config";
import { peerAddressHeader } from "./peer-address";

const requestIdPattern = /^[A-Za-z0-9_.:-]{8,64}$/;

/** The request's id: the caller's when it is well formed, else a new one. */
export function requestIdOf(headers: Headers, next: () => string): string {
  const given = headers.get("x-request-id");
  return given && requestIdPattern.test(given) ? given : next();
}

function sameAddress(one: string, other: string): boolean {
  return one.replace(/^::ffff:/i, "") === other.replace(/^::ffff:/i, "");
}

/**
 * The address a request came from: the other end of the socket, as `stampPeerAddresses` noted it. `X-Forwarded-For` is
 * believed only as far as it was written by a proxy that the configuration trusts: the last entry that is not such a
 * proxy is the caller. `direct` when nothing is known.
 */
export function sourceAddressOf(headers: Headers, config: Pick<Config, "SIGNALBOX_TRUSTED_PROXIES">): string {
  const isTrusted = (address: string): boolean =>
    config.SIGNALBOX_TRUSTED_PROXIES.some((proxy) => sameAddress(proxy, address));
  const peer = headers.get(peerAddressHeader);
  if (config.SIGNALBOX_TRUSTED_PROXIES.length === 0 || (peer && !isTrusted(peer))) return peer || "direct";
  const hops = (headers.get("x-forwarded-for") ?? "")
    .split(",")
    .map((hop) => hop.trim())
    .filter(Boolean);
  for (const hop of hops.reverse()) if (!isTrusted(hop)) return hop.slice(0, 64);
  return peer || "direct";
}

/** Did a browser send this from our own pages? A request without Origin and without Sec-Fetch-Site did not. */
export function isSameOrigin(headers: Headers, publicUrl: string | undefined): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  if (!origin || origin === "null") return false;
  const host = publicUrl ? new URL(publicUrl).host : headers.get("host");
  return URL.canParse(origin) && new URL(origin).host === host;
}
