/**
 * What an IP address is, by the special-purpose registries of IANA (RFC 6890 and its successors). Pure: text in, class out.
 * `public` is the only class that an outbound request may reach without an administrator's word.
 */
export type AddressKind =
  | "public"
  | "loopback"
  | "private"
  | "shared"
  | "link_local"
  | "benchmark"
  | "documentation"
  | "reserved"
  | "metadata"
  | "unspecified"
  | "multicast"
  | "broadcast"
  /** An IPv6 address that carries an IPv4 one: mapped, compatible, translated, NAT64, 6to4, Teredo. */
  | "transition";

export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
}

export interface Cidr {
  readonly family: 4 | 6;
  readonly network: bigint;
  readonly prefixLength: number;
}

/** Read strict dotted-decimal IPv4: four numbers without leading zeros. Null for every other spelling. */
function parseIpv4(text: string): bigint | null {
  const parts = text.split(".");
  if (parts.length !== 4) return null;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return null;
    value = value * 256n + BigInt(part);
  }
  return value;
}

/** Groups of one side of `::`, the last of which may be dotted-decimal. Null when one is malformed. */
function parseGroups(text: string): bigint[] | null {
  if (text === "") return [];
  const groups: bigint[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (part.includes(".")) {
      const embedded = index === parts.length - 1 ? parseIpv4(part) : null;
      if (embedded === null) return null;
      groups.push(embedded >> 16n, embedded & 0xffffn);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(BigInt(`0x${part}`));
    } else {
      return null;
    }
  }
  return groups;
}

function parseIpv6(text: string): bigint | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const head = parseGroups(halves[0] ?? "");
  if (head === null) return null;
  let groups = head;
  if (halves.length === 2) {
    const tail = parseGroups(halves[1] ?? "");
    if (tail === null || head.length + tail.length > 7 || (halves[0] ?? "").includes(".")) return null;
    groups = [...head, ...new Array<bigint>(8 - head.length - tail.length).fill(0n), ...tail];
  }
  return groups.length === 8 ? groups.reduce((value, group) => (value << 16n) | group, 0n) : null;
}

/** Read a literal IPv4 or IPv6 address without brackets or zone. Null when it is not exactly one. */
export function parseIp(text: string): IpAddress | null {
  if (text.includes(":")) {
    const value = parseIpv6(text);
    return value === null ? null : { family: 6, value };
  }
  const value = parseIpv4(text);
  return value === null ? null : { family: 4, value };
}

/** Read `address/prefix`. Null when it is malformed or has bits set behind the prefix. */
export function parseCidr(text: string): Cidr | null {
  const match = /^([^/]+)\/(0|[1-9][0-9]{0,2})$/.exec(text);
  const address = match?.[1] === undefined ? null : parseIp(match[1]);
  if (match === null || address === null) return null;
  const prefixLength = Number(match[2]);
  const bits = address.family === 4 ? 32 : 128;
  if (prefixLength > bits) return null;
  const hostBits = BigInt(bits - prefixLength);
  if ((address.value >> hostBits) << hostBits !== address.value) return null;
  return { family: address.family, network: address.value, prefixLength };
}

/** True when the address lies in the network. Families never match each other. */
export function cidrContains(cidr: Cidr, address: IpAddress): boolean {
  if (cidr.family !== address.family) return false;
  const hostBits = BigInt((cidr.family === 4 ? 32 : 128) - cidr.prefixLength);
  return address.value >> hostBits === cidr.network >> hostBits;
}

/** First match wins, so what is narrower or more dangerous stands first. */
const kinds: readonly (readonly [kind: AddressKind, ...networks: string[]])[] = [
  // Where clouds hand out credentials: AWS, ECS, EKS, Azure, Alibaba, Oracle; AWS and Google over IPv6.
  ["metadata", "169.254.169.254/32", "169.254.169.253/32", "169.254.170.2/32", "169.254.170.23/32"],
  ["metadata", "168.63.129.16/32", "100.100.100.200/32", "192.0.0.192/32"],
  ["metadata", "fd00:ec2::254/128", "fd00:ec2::253/128", "fd00:ec2::23/128", "fd20:ce::254/128"],
  ["broadcast", "255.255.255.255/32"],
  ["unspecified", "0.0.0.0/8", "::/128"],
  ["loopback", "127.0.0.0/8", "::1/128"],
  ["private", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"],
  ["shared", "100.64.0.0/10"],
  ["link_local", "169.254.0.0/16", "fe80::/10"],
  ["transition", "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48"],
  ["transition", "2001::/32", "2002::/16", "192.88.99.0/24"],
  ["benchmark", "198.18.0.0/15", "2001:2::/48"],
  ["documentation", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"],
  ["multicast", "224.0.0.0/4", "ff00::/8"],
  ["reserved", "192.0.0.0/24", "240.0.0.0/4", "2001::/23"],
  ["public", "0.0.0.0/0", "2000::/3"],
  ["reserved", "::/0"],
];

const kindTable: readonly { readonly kind: AddressKind; readonly cidr: Cidr }[] = kinds.flatMap(([kind, ...networks]) =>
  networks.map((network) => {
    const cidr = parseCidr(network);
    if (cidr === null) throw new RangeError(`not a network: ${network}`);
    return { kind, cidr };
  }),
);

/** The class of an address. Only 2000::/3 of IPv6 counts as public, so ranges not yet given out are closed. */
export function addressKind(address: IpAddress): AddressKind {
  return kindTable.find((row) => cidrContains(row.cidr, address))?.kind ?? "reserved";
}

/** Classes that no allow-list opens: there is nothing to ask there that is not an attack or a mistake. */
const neverAllowed: ReadonlySet<AddressKind> = new Set<AddressKind>([
  "metadata",
  "unspecified",
  "multicast",
  "broadcast",
  "transition",
]);

/**
 * Why an outbound connection to this address is refused, or null when it may be made.
 * `allowed` opens loopback, private and similar networks by name; never metadata, multicast or transition addresses.
 */
export function refusedKind(text: string, allowed: readonly Cidr[]): AddressKind | "not_an_address" | null {
  const address = parseIp(text);
  if (address === null) return "not_an_address";
  const kind = addressKind(address);
  if (kind === "public") return null;
  if (!neverAllowed.has(kind) && allowed.some((cidr) => cidrContains(cidr, address))) return null;
  return kind;
}
