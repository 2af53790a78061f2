import type { Config } from "@/lib/platform/config/config";

/** Where the page for a one-time link is, as far as this process knows its own address. */
export function setupAddress(config: Pick<Config, "SIGNALBOX_URL" | "HOST" | "PORT">, token: string): string {
  const host = ["0.0.0.0", "::", ""].includes(config.HOST) ? "localhost" : config.HOST;
  const origin = config.SIGNALBOX_URL ?? `http://${host.includes(":") ? `[${host}]` : host}:${config.PORT}`;
  const address = new URL("/setup", origin);
  address.searchParams.set("token", token);
  return address.href;
}
