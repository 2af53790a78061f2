import { expect, it } from "vitest";
import { ticketKeysIn } from "@/lib/ingest/domain/ticket-keys";

it.each([
  ["SHOP-12: pay", ["SHOP-12"]],
  ["feature/SHOP-12-pay and OPS-1, SHOP-12", ["OPS-1", "SHOP-12"]],
  ["for CHG0030052.", ["CHG0030052"]],
  ["use UTF-8 and SHA-256, see RFC-7231", []],
  ["shop-12, XSHOP-, aSHOP-12, SHOP_A-1", []],
  ["", []],
])("in %s stand %j", (text, keys) => {
  expect(ticketKeysIn([text, undefined])).toEqual(keys);
});

it("with prefixes only those count", () => {
  expect(ticketKeysIn(["SHOP-12 OPS-3 TASK0012"], ["OPS-", "TASK"])).toEqual(["OPS-3", "TASK0012"]);
  expect(ticketKeysIn(["OPS-x OPS-3a"], ["OPS-"])).toEqual([]);
});

it("takes twenty of many", () => {
  expect(ticketKeysIn([Array.from({ length: 50 }, (_, at) => `A1-${at}`).join(" ")])).toHaveLength(20);
});
