import dns from "node:dns";
import { isIP, type LookupFunction, type Socket } from "node:net";
import { buildConnector } from "undici";
import { type Cidr, refusedKind } from "@/lib/kernel/net/address";
import { afterPeersTime } from "@/lib/platform/timers";

export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Resolve a name to all its addresses, as the system would. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** The connection was refused by policy before a packet left. */
export class BlockedAddressError extends Error {
  override name = "BlockedAddressError";
  constructor(
    readonly hostname: string,
    readonly address: string,
    readonly kind: string,
  ) {
    super(`${hostname} is at ${address}, a ${kind} address`);
  }
}

export class ConnectTimedOutError extends Error {
  override name = "ConnectTimedOutError";
}

/** The system's resolver: hosts file and DNS. */
export async function resolveBySystem(hostname: string): Promise<readonly ResolvedAddress[]> {
  const found = await dns.promises.lookup(hostname, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}

/** A `lookup` that answers with the addresses that policy allows, and fails when there is none. */
function vettedLookup(allowed: readonly Cidr[], resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    const answer = (addresses: readonly ResolvedAddress[]): void => {
      const open = addresses.filter(({ address }) => refusedKind(address, allowed) === null);
      const [first] = open;
      if (first === undefined) {
        const address = addresses[0]?.address ?? "no address";
        callback(new BlockedAddressError(hostname, address, refusedKind(address, allowed) ?? "unknown"), "", 0);
      } else if (options.all === true) {
        callback(null, [...open]);
      } else {
        callback(null, first.address, first.family);
      }
    };
    resolve(hostname).then(answer, (error: NodeJS.ErrnoException) => callback(error, "", 0));
  };
}

/** Why the peer of an open socket must not be spoken to, or null. */
function peerRefusal(socket: Socket, hostname: string, allowed: readonly Cidr[]): BlockedAddressError | null {
  const peer = socket.remoteAddress ?? "";
  const kind = refusedKind(peer, allowed);
  return kind === null ? null : new BlockedAddressError(hostname, peer, kind);
}

export interface VettedConnectorOptions {
  readonly allowed: readonly Cidr[];
  readonly resolve: Resolve;
  readonly connectTimeoutMs: number;
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: string | undefined;
}

/**
 * A connector of undici that only opens sockets to addresses that policy allows. The address that was vetted is the one
 * connected to, so a name that changes its answer between two look-ups gains nothing.
 */
export function vettedConnector(options: VettedConnectorOptions): buildConnector.connector {
  const { allowed, connectTimeoutMs } = options;
  const connect = buildConnector({
    allowH2: false,
    timeout: 0,
    lookup: vettedLookup(allowed, options.resolve),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  });
  return (target, callback) => {
    const kind = isIP(target.hostname) === 0 ? null : refusedKind(target.hostname, allowed);
    if (kind !== null) {
      callback(new BlockedAddressError(target.hostname, target.hostname, kind), null);
      return;
    }
    // undici rounds its connect timeout up by as much as half a second, so ours is a timer of our own.
    let settled = false;
    const cancel = afterPeersTime(connectTimeoutMs, () => {
      settled = true;
      callback(new ConnectTimedOutError(`no connection within ${connectTimeoutMs} ms`), null);
    });
    connect(target, (...[error, socket]: [Error, null] | [null, Socket]) => {
      cancel();
      if (settled) {
        socket?.destroy();
        return;
      }
      settled = true;
      if (error !== null) return callback(error, null);
      const refusal = peerRefusal(socket, target.hostname, allowed);
      if (refusal === null) return callback(null, socket);
      socket.destroy();
      return callback(refusal, null);
    });
  };
}
