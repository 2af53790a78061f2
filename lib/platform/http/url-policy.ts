import { AppError } from "@/lib/kernel/app-error";
import { type Cidr, parseCidr, parseIp, refusedKind } from "@/lib/kernel/net/address";

/** Which addresses outbound requests may reach beyond the public internet. Comes from the administrator, is audited. */
export interface OutboundPolicy {
  /** Networks in CIDR form, for example `10.20.0.0/16`. Metadata addresses stay closed whatever stands here. */
  readonly allowCidrs: readonly string[];
}

/** Below 1024 only the web's own ports; above, none that other well-known protocols own. */
const foreignPorts: ReadonlySet<number> = new Set([
  1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5672,
  5900, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9042, 9092, 10080, 10250, 11211, 27017,
]);

const metadataNames: ReadonlySet<string> = new Set([
  "metadata",
  "metadata.google.internal",
  "metadata.goog",
  "instance-data",
  "instance-data.ec2.internal",
]);

/** Read the policy's networks. Throws AppError `invalid_input` that names the one that is malformed. */
export function parseAllowList(policy: OutboundPolicy): readonly Cidr[] {
  return policy.allowCidrs.map((text, index) => {
    const cidr = parseCidr(text);
    if (cidr !== null) return cidr;
    throw new AppError("invalid_input", {
      detail: `"${text}" is not a network in CIDR form.`,
      reasons: [
        {
          code: "not_a_cidr",
          message: `"${text}" is not a network in CIDR form.`,
          field: `allowCidrs.${index}`,
          remedy: "Write a network such as 10.20.0.0/16 or fd12:3456::/32, with no bits behind the prefix.",
        },
      ],
    });
  });
}

interface UrlRefusal {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

function badPort(url: URL): boolean {
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  return port === 0 || (port < 1024 && port !== 80 && port !== 443) || foreignPorts.has(port);
}

/** The host as it was typed, between scheme and path. The parser would hide spellings such as `0x7f.1`. */
function typedHost(text: string): string {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(text)?.[1] ?? "";
  return authority.replace(/:[0-9]*$/, "");
}

/** `127.0.0.1` of `127.0.0.1`, `::1` of `[::1]`; other host names as they are. */
export function bareHost(hostname: string): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

function hostRefusal(text: string, url: URL, allowed: readonly Cidr[]): UrlRefusal | null {
  const host = bareHost(url.hostname);
  if (host.endsWith(".")) {
    return { code: "host_spelling", message: "The host ends with a dot.", remedy: "Remove the dot." };
  }
  if (metadataNames.has(host)) {
    return {
      code: "address_blocked",
      message: `${host} hands out cloud credentials and is never asked.`,
      remedy: "Give the address of the service that you want to reach.",
    };
  }
  const isLocalName = host === "localhost" || host.endsWith(".localhost");
  const isAddress = parseIp(host) !== null;
  if (!isAddress && !isLocalName) return null;
  if (isAddress && bareHost(typedHost(text)).toLowerCase() !== host && !host.includes(":")) {
    return {
      code: "host_spelling",
      message: `The host is another spelling of ${host}.`,
      remedy: "Write an IPv4 address as four decimal numbers.",
    };
  }
  const kinds = isLocalName ? ["127.0.0.1", "::1"] : [host];
  if (kinds.some((address) => refusedKind(address, allowed) === null)) return null;
  return blockedAddress(host, refusedKind(kinds[0] ?? "", allowed) ?? "not_an_address");
}

/** The words for an address that the policy does not open. */
export function blockedAddress(address: string, kind: string): UrlRefusal {
  return {
    code: "address_blocked",
    message: `${address} is a ${kind.replace("_", "-")} address, which outbound requests may not reach.`,
    remedy: "Use a public address, or ask an administrator to add its network to the outbound allow-list.",
  };
}

function urlRefusal(text: string, allowed: readonly Cidr[]): UrlRefusal | null {
  // The parser drops tabs, line breaks and backslashes silently; nobody needs them in an address.
  if (/[\s\\]|\p{Cc}/u.test(text) || text.length > 2_048 || !URL.canParse(text)) {
    return {
      code: "not_a_url",
      message: "This is not an address.",
      remedy: "Write an address such as https://host/path.",
    };
  }
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return {
      code: "scheme_blocked",
      message: `The scheme ${url.protocol} is not allowed.`,
      remedy: "Use http:// or https://.",
    };
  }
  if (!/^https?:\/\/[^/]/i.test(text)) {
    return {
      code: "not_a_url",
      message: "This is not an address.",
      remedy: "Write an address such as https://host/path.",
    };
  }
  if (typedHost(text).includes("@") || url.username !== "" || url.password !== "") {
    return {
      code: "credentials_in_url",
      message: "The address contains credentials.",
      remedy: "Remove the part before the @ and store the credential as a secret.",
    };
  }
  if (badPort(url)) {
    return {
      code: "port_blocked",
      message: `Port ${url.port} belongs to another protocol.`,
      remedy: "Use 80, 443 or a port from 1024 on that serves HTTP.",
    };
  }
  return hostRefusal(text, url, allowed);
}

/**
 * Check an address at the moment somebody saves it. Names are not resolved here: whatever they resolve to is checked
 * when the connection is made, each time. Throws AppError `invalid_input` with `field` and a remedy.
 */
export function assertAllowedUrl(text: string, policy: OutboundPolicy, field = "url"): URL {
  const refusal = urlRefusal(text, parseAllowList(policy));
  if (refusal === null) return new URL(text);
  throw new AppError("invalid_input", { detail: refusal.message, reasons: [{ ...refusal, field }] });
}

/** True when a stored credential must be entered again, because the new address is of another origin. */
export function needsCredentialAgain(savedUrl: string, newUrl: string): boolean {
  return new URL(savedUrl).origin !== new URL(newUrl).origin;
}
