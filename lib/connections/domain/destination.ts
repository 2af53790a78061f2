import type { ConnectionConfig } from "../contract";

/** The address that a connection speaks to, as an origin; null when it speaks to none. A secret is bound to it. */
export function destinationOf(config: ConnectionConfig): string | null {
  if (config.kind === "csv_cmdb" || config.kind === "alert_mail") return null;
  if (config.kind === "syslog") return `${config.transport}://${config.host.toLowerCase()}:${config.port}`;
  return originOf(config.url);
}

/** Scheme, host and port of an address, with the port written out. */
function originOf(url: string): string {
  const found = /^(https?):\/\/([^/?#]+)/i.exec(url);
  const scheme = (found?.[1] ?? "").toLowerCase();
  const host = (found?.[2] ?? "").toLowerCase();
  return /:\d+$/.test(host) ? `${scheme}://${host}` : `${scheme}://${host}:${scheme === "http" ? 80 : 443}`;
}

/** Must the secret be given again, because the connection would take it to another place or show it in another way? */
export function needsSecretAgain(before: ConnectionConfig, after: ConnectionConfig): boolean {
  return destinationOf(before) !== destinationOf(after);
}
