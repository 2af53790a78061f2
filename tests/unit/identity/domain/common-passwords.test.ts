import { describe, expect, it } from "vitest";
import { commonPasswords, isCommonPassword } from "@/lib/identity/domain/common-passwords";
import { passwordMinCharacters } from "@/lib/identity/domain/limits";

describe("the list of common passwords (row 4)", () => {
  it("holds at least 3 000 entries of a length that would otherwise pass", () => {
    const entries = [...commonPasswords()];
    expect(entries.length).toBeGreaterThanOrEqual(3_000);
    expect(entries.filter((entry) => entry.length < passwordMinCharacters)).toEqual([]);
    expect(entries.filter((entry) => entry !== entry.toLowerCase())).toEqual([]);
  });

  it.each([
    "passwordpassword",
    "PasswordPassword1!",
    "1234567890123456",
    "qwertyuiopasdfg",
    "letmeinwelcome123",
    "Administrator2025",
    "aaaaaaaaaaaaaaaa",
    "abababababababab",
    "correcthorsebatterystaple",
  ])("knows %s", (password) => {
    expect(isCommonPassword(password)).toBe(true);
  });

  it.each(["seven quiet herons at dusk", "granite lantern under rain", "Tr0ub4dor&3-and-more"])(
    "does not mind %s",
    (password) => {
      expect(isCommonPassword(password)).toBe(false);
    },
  );
});
