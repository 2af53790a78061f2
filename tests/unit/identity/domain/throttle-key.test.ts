import { describe, expect, it } from "vitest";
import { failuresPerAddress, failuresPerSharedAddress } from "@/lib/identity/domain/limits";
import { accountThrottle, addressThrottle, normaliseEmail } from "@/lib/identity/domain/throttle-key";

const keyOf = (address: string) => addressThrottle(address).key;

describe("what failed sign-ins are counted by (row 1)", () => {
  it.each([
    ["192.0.2.1", "::ffff:192.0.2.1"],
    ["192.0.2.1", "::FFFF:c000:201"],
    ["192.0.2.1", "0:0:0:0:0:ffff:192.0.2.1"],
    ["2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff"],
    ["2001:db8:0:1::1", "2001:0DB8:0000:0001:0000:0000:0000:0001"],
    ["2001:db8::", "2001:db8:0:0:abcd::"],
  ])("takes %s and %s for one", (one, other) => {
    expect(keyOf(one)).toBe(keyOf(other));
  });

  it.each([
    ["192.0.2.1", "192.0.2.2"],
    ["2001:db8:0:1::1", "2001:db8:0:2::1"],
    ["::ffff:192.0.2.1", "::ffff:192.0.2.2"],
  ])("tells %s and %s apart", (one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });

  it("allows more where an address says nothing about who it is", () => {
    for (const shared of ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "direct", ""]) {
      expect(addressThrottle(shared).allowedFailures).toBe(failuresPerSharedAddress);
    }
    for (const own of ["192.0.2.1", "2001:db8::1", "12.7.0.0", "::ffff:198.51.100.1"]) {
      expect(addressThrottle(own).allowedFailures).toBe(failuresPerAddress);
    }
  });

  it("counts an account in every spelling of its address as one", () => {
    const spellings = ["rosa@shop.example", " Rosa@Shop.Example ", "ROSA@SHOP.EXAMPLE", "ｒosa@shop.example"];
    expect(new Set(spellings.map((email) => accountThrottle(email).key)).size).toBe(1);
    expect(normaliseEmail(" Rosa@Shop.Example ")).toBe("rosa@shop.example");
    expect(accountThrottle("x".repeat(10_000)).key.length).toBeLessThan(300);
  });
});
