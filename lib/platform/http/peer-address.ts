import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** Header in which this process notes the address at the other end of the socket. Whatever a caller put there is overwritten. */
export const peerAddressHeader = "x-signalbox-peer";

interface RequestStart {
  readonly request: IncomingMessage;
  readonly socket: Socket;
}

const channel = "http.server.request.start";
let takeBack: (() => void) | undefined;

/**
 * Note on each incoming request of this process's servers who is really at the other end: handlers see headers only, and
 * `X-Forwarded-For` is whatever the caller wrote. Safe to call twice; what it answers takes it back.
 */
export function stampPeerAddresses(): () => void {
  if (takeBack) return takeBack;
  const onStart = (message: unknown): void => {
    const { request, socket } = message as RequestStart;
    request.headers[peerAddressHeader] = socket.remoteAddress ?? "";
  };
  subscribe(channel, onStart);
  takeBack = () => {
    unsubscribe(channel, onStart);
    takeBack = undefined;
  };
  return takeBack;
}
