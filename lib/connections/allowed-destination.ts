import { assertAllowedUrl } from "@/lib/platform/http/url-policy";
import type { ConnectionConfig } from "./contract";

/** Throws AppError `invalid_input` when the outbound policy does not let us speak to where this connection leads. */
export function assertAllowedDestination(config: ConnectionConfig, allowCidrs: readonly string[]): void {
  if (config.kind === "csv_cmdb" || config.kind === "alert_mail") return;
  if (config.kind !== "syslog") {
    assertAllowedUrl(config.url, { allowCidrs }, "config.url");
    return;
  }
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  // The rules for hosts are the same whatever is spoken; the port is checked by the schema.
  assertAllowedUrl(`https://${host}`, { allowCidrs }, "config.host");
}
