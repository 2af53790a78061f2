import { AppError } from "@/lib/kernel/app-error";
import type { Reason } from "@/lib/kernel/result";
import type { Config } from "@/lib/platform/config/config";
import { assertAllowedUrl } from "@/lib/platform/http/url-policy";
import { haproxySockets, parseSocketAddress, type TargetConfig } from "../contract";
import type { HealthConfig } from "../target-contract";

type Named = readonly [field: string, url: string];

/** The addresses that a data plane is controlled at, as URLs; a socket file is none. */
function controlAddresses(config: TargetConfig): Named[] {
  if (config.kind === "edge") return [["config.adminUrl", config.adminUrl]];
  if (config.kind === "webhook") return [["config.url", config.url]];
  if (config.kind !== "haproxy") return [["config.server", config.server]];
  return haproxySockets(config).flatMap((socket, index): Named[] => {
    const field = index === 0 ? "config.socket" : `config.moreSockets.${index - 1}`;
    return parseSocketAddress(socket)?.kind === "tcp" ? [[field, `http://${socket}`]] : [];
  });
}

function healthAddresses(health: HealthConfig): Named[] {
  return (["a", "b"] as const).flatMap((slot) =>
    health.urls[slot].map((url, index): Named => [`health.urls.${slot}.${index}`, url]),
  );
}

/**
 * A reason for each address of a target that outbound policy refuses as written. Names are looked at again when they are
 * connected to.
 */
export function refusedAddresses(
  given: { readonly config?: TargetConfig | undefined; readonly health?: HealthConfig | null | undefined },
  settings: Pick<Config, "SIGNALBOX_OUTBOUND_ALLOW_CIDRS">,
): Reason[] {
  const control = given.config ? controlAddresses(given.config) : [];
  const addresses = [...control, ...(given.health ? healthAddresses(given.health) : [])];
  const policy = { allowCidrs: settings.SIGNALBOX_OUTBOUND_ALLOW_CIDRS };
  return addresses.flatMap(([field, url]) => {
    try {
      assertAllowedUrl(url, policy, field);
      return [];
    } catch (error) {
      if (error instanceof AppError) return [...error.reasons];
      throw error;
    }
  });
}
