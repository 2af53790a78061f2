import { hkdfSync } from "node:crypto";
import { decode } from "next-auth/jwt";
import type { Config } from "@/lib/platform/config/config";

type CookieConfig = Pick<Config, "SIGNALBOX_SECRET" | "SIGNALBOX_URL">;

/** What the cookie holds, encrypted: who, and a reference to the session's row. No roles, no state. */
export interface SessionReference {
  readonly userId: string;
  readonly reference: string;
}

/** Is the product reached over TLS? Then cookies carry the `__Host-` prefix and are never sent in the clear. */
export function usesTls(config: Pick<Config, "SIGNALBOX_URL">): boolean {
  return config.SIGNALBOX_URL?.startsWith("https:") ?? false;
}

/** Full name of one of our cookies, for example `__Host-signalbox.session`. */
export function cookieName(config: Pick<Config, "SIGNALBOX_URL">, name: string): string {
  return `${usesTls(config) ? "__Host-" : ""}signalbox.${name}`;
}

/** The key of cookies, derived so that no other use of the installation's secret can be mistaken for it. */
export function cookieSecret(config: Pick<Config, "SIGNALBOX_SECRET">): string {
  return Buffer.from(hkdfSync("sha256", config.SIGNALBOX_SECRET, "", "signalbox-cookies-v1", 32)).toString("base64");
}

/** Cookies of a request by name; the first of each name counts. */
export function parseCookies(header: string | null): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null);
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at).trim();
    if (at < 1 || name in cookies) continue;
    const value = pair.slice(at + 1).trim();
    try {
      cookies[name] = decodeURIComponent(value);
    } catch {
      cookies[name] = value;
    }
  }
  return cookies;
}

/** The session that these headers' cookie refers to; null when there is none or it was not made by us. */
export async function readSessionCookie(headers: Headers, config: CookieConfig): Promise<SessionReference | null> {
  const token = parseCookies(headers.get("cookie"))[cookieName(config, "session")];
  if (!token) return null;
  try {
    const payload = await decode({ token, secret: cookieSecret(config) });
    const { sub, sid } = payload ?? {};
    return typeof sub === "string" && typeof sid === "string" ? { userId: sub, reference: sid } : null;
  } catch {
    // Forged, damaged, or sealed with an earlier secret: the same as no cookie.
    return null;
  }
}
