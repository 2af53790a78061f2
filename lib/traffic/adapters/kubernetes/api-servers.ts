import type { OutboundPolicy } from "@/lib/platform/http/url-policy";
import { type ApiServer, type ApiServerAddress, createApiServer } from "./api-server";

/** One API server for each address and token, shared by all targets that are opened through the same function. */
export function createApiServers(policy: OutboundPolicy): (address: ApiServerAddress) => ApiServer {
  const servers = new Map<string, ApiServer>();
  return ({ server, ca, token }) => {
    const key = JSON.stringify([server, ca, token]);
    const known = servers.get(key) ?? createApiServer({ server, ca, token }, { policy });
    servers.set(key, known);
    return known;
  };
}
