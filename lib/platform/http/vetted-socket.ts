import type { Socket } from "node:net";
import { AppError } from "@/lib/kernel/app-error";
import { type OutboundPolicy, parseAllowList } from "./url-policy";
import { BlockedAddressError, ConnectTimedOutError, resolveBySystem, vettedConnector } from "./vetted-connector";

export interface SocketAddress {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

const connectTimeoutMs = 2_000;

interface Cause {
  readonly code: "address_blocked" | "connect_timeout" | "not_trusted" | "connection_failed";
  readonly message: string;
  readonly remedy: string;
}

function causeOf(where: string, error: unknown): Cause {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (error instanceof BlockedAddressError) {
    const message = `${where} leads to an address that outbound requests may not reach.`;
    const remedy = "Use a public address, or ask an administrator to add its network to the outbound allow-list.";
    return { code: "address_blocked", message, remedy };
  }
  const remedy = "Check host, port and firewall.";
  if (error instanceof ConnectTimedOutError) {
    return { code: "connect_timeout", message: `${where} did not accept a connection in time.`, remedy };
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) {
    const message = `${where} has a certificate that is not trusted (${code}).`;
    const trust = "Give it a certificate of a known authority, or make its authority known with NODE_EXTRA_CA_CERTS.";
    return { code: "not_trusted", message, remedy: trust };
  }
  return { code: "connection_failed", message: `${where} could not be reached${code ? ` (${code})` : ""}.`, remedy };
}

function failure(where: string, error: unknown): AppError {
  const { code, message, remedy } = causeOf(where, error);
  return new AppError(code === "connect_timeout" ? "upstream_timeout" : "upstream_failed", {
    detail: message,
    reasons: [{ code, message, field: "config.host", remedy }],
    cause: error,
  });
}

/**
 * A socket to an address that a person gave, under the same rules as outbound HTTP: the address that policy vetted is the one that is
 * connected to. Certificates are verified. Throws AppError `upstream_failed` or `upstream_timeout` with the cause in words.
 */
export function openVettedSocket(address: SocketAddress, policy: OutboundPolicy): Promise<Socket> {
  const connect = vettedConnector({ allowed: parseAllowList(policy), resolve: resolveBySystem, connectTimeoutMs });
  const { host, port, isTls } = address;
  const where = `${host}:${port}`;
  return new Promise((resolve, reject) => {
    const target = { hostname: host, host: where, port: String(port), protocol: isTls ? "https:" : "http:" };
    connect(target as Parameters<typeof connect>[0], (...[error, socket]) => {
      if (error !== null) reject(failure(where, error));
      else resolve(socket);
    });
  });
}
