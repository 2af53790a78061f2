import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AddressKind, addressKind, parseCidr, parseIp, refusedKind } from "@/lib/kernel/net/address";

const table: readonly (readonly [address: string, kind: AddressKind | "not_an_address"])[] = [
  ["8.8.8.8", "public"],
  ["1.1.1.1", "public"],
  ["172.15.255.255", "public"],
  ["172.32.0.0", "public"],
  ["100.63.255.255", "public"],
  ["100.128.0.0", "public"],
  ["223.255.255.255", "public"],
  ["2606:4700:4700::1111", "public"],
  ["2a00:1450:4001:81b::200e", "public"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["::1", "loopback"],
  ["0:0:0:0:0:0:0:1", "loopback"],
  ["10.0.0.1", "private"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.168.1.1", "private"],
  ["fc00::1", "private"],
  ["fdff:ffff::1", "private"],
  ["fec0::1", "private"],
  ["100.64.0.1", "shared"],
  ["100.127.255.255", "shared"],
  ["169.254.1.1", "link_local"],
  ["fe80::1", "link_local"],
  ["febf::1", "link_local"],
  ["169.254.169.254", "metadata"],
  ["169.254.170.2", "metadata"],
  ["168.63.129.16", "metadata"],
  ["100.100.100.200", "metadata"],
  ["fd00:ec2::254", "metadata"],
  ["fd20:ce::254", "metadata"],
  ["0.0.0.0", "unspecified"],
  ["0.1.2.3", "unspecified"],
  ["::", "unspecified"],
  ["224.0.0.1", "multicast"],
  ["239.255.255.255", "multicast"],
  ["ff02::1", "multicast"],
  ["255.255.255.255", "broadcast"],
  ["240.0.0.1", "reserved"],
  ["192.0.0.8", "reserved"],
  ["2001:20::1", "reserved"],
  ["4000::1", "reserved"],
  ["100::1", "reserved"],
  ["198.18.0.1", "benchmark"],
  ["192.0.2.1", "documentation"],
  ["203.0.113.9", "documentation"],
  ["2001:db8::1", "documentation"],
  ["3fff::1", "documentation"],
  ["::ffff:127.0.0.1", "transition"],
  ["::ffff:7f00:1", "transition"],
  ["::ffff:8.8.8.8", "transition"],
  ["::127.0.0.1", "transition"],
  ["::ffff:0:127.0.0.1", "transition"],
  ["64:ff9b::7f00:1", "transition"],
  ["64:ff9b::169.254.169.254", "transition"],
  ["64:ff9b:1::1", "transition"],
  ["2002:7f00:1::", "transition"],
  ["2001:0:53aa:64c::1", "transition"],
  ["192.88.99.1", "transition"],
  ["127.1", "not_an_address"],
  ["2130706433", "not_an_address"],
  ["0x7f000001", "not_an_address"],
  ["0177.0.0.1", "not_an_address"],
  ["127.0.0.1.", "not_an_address"],
  ["127.0.0.256", "not_an_address"],
  ["fe80::1%eth0", "not_an_address"],
  ["::1::", "not_an_address"],
  [":::1", "not_an_address"],
  ["1:2:3:4:5:6:7", "not_an_address"],
  ["1:2:3:4:5:6:7:8:9", "not_an_address"],
  ["12345::", "not_an_address"],
  ["", "not_an_address"],
];

describe("addressKind", () => {
  test.each(table)("%s is %s", (address, kind) => {
    const parsed = parseIp(address);
    expect(parsed === null ? "not_an_address" : addressKind(parsed)).toBe(kind);
    expect(refusedKind(address, [])).toBe(kind === "public" ? null : kind);
  });
});

describe("an allow-list", () => {
  const everything = [parseCidr("0.0.0.0/0")!, parseCidr("::/0")!];

  test.each(table)("that names every network opens %s only when that can be meant", (address, kind) => {
    const never = ["metadata", "unspecified", "multicast", "broadcast", "transition", "not_an_address"];
    expect(refusedKind(address, everything)).toBe(never.includes(kind) ? kind : null);
  });

  test("opens its own network and not the next", () => {
    const allowed = [parseCidr("10.20.0.0/16")!];
    expect(refusedKind("10.20.255.255", allowed)).toBeNull();
    expect(refusedKind("10.21.0.0", allowed)).toBe("private");
    expect(refusedKind("::1", allowed)).toBe("loopback");
  });

  test.each(["10.0.0.1/8", "10.0.0.0/33", "10.0.0.0", "fd00::/129", "x/8", "10.0.0.0/08", "::1/64"])(
    "refuses %s as a network",
    (text) => expect(parseCidr(text)).toBeNull(),
  );
});

test("every IPv4 address reads back as the number that it is", () => {
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      const value = text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
      expect(parseIp(text)).toEqual({ family: 4, value: BigInt(value) });
    }),
  );
});

test("every IPv6 spelling of the generator is read, and the platform's URL parser agrees on its value", () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
      expect(parseIp(text)).not.toBeNull();
      expect(parseIp(text)).toEqual(parseIp(canonical));
    }),
  );
});
