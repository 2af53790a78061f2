import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** Header in which this process notes the address at the other end of the socket. Whatever a caller put there is overwritten. */
export const peerAddressHeader = "x-signalbox-peer";

interface RequestStart {
  readonly request: IncomingMessage;
  readonly socket: Socket;
}

let isStamping = false;

/**
 * Note on each incoming request of this process's servers who is really at the other end: handlers see headers only, and
 * `X-Forwarded-For` is whatever the caller wrote. Safe to call twice.
 */
export function stampPeerAddresses(): void {
  if (isStamping) return;
  isStamping = true;
  subscribe("http.server.request.start", (message) => {
    const { request, socket } = message as RequestStart;
    request.headers[peerAddressHeader] = socket.remoteAddress ?? "";
  });
}
