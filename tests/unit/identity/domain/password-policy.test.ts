import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commonPasswords, isCommonPassword } from "@/lib/identity/domain/common-passwords";
import { passwordObjections } from "@/lib/identity/domain/password-policy";
import { anyCharacter } from "@/tests/support/any-character";
import { runs } from "@/tests/support/runs";

const codes = (password: string, own: string[] = []) => passwordObjections(password, own).map((reason) => reason.code);

describe("what makes a good password (row 4)", () => {
  it("takes any text of 15 to 128 characters that is not common", () => {
    const text = fc
      .string({ unit: anyCharacter, minLength: 15, maxLength: 64 })
      .filter((each) => !isCommonPassword(each));
    fc.assert(
      fc.property(text, (password) => {
        fc.pre([...password].length >= 15);
        expect(codes(password)).toEqual([]);
      }),
      runs(100),
    );
  });

  it("refuses every word of the list, whatever its capitals", () => {
    const taken = [...commonPasswords()].filter((entry) => codes(entry.toUpperCase()).join() !== "too_common");
    expect(taken).toEqual([]);
  });

  it("counts characters, not bytes or halves of characters", () => {
    expect(codes("🚦🦉🌊🔭🪁🧭🪵🎻🛶🧊🫎🪡🏔️🕯")).not.toContain("too_long");
    expect(codes("ä🚦".repeat(3))).toContain("too_short");
    expect(codes("a violet kettle".padEnd(128, "xyz "))).toEqual([]);
    expect(codes("a violet kettle".padEnd(129, "xyz "))).toEqual(["too_long"]);
  });

  it("tells all that is wrong at once, with what to do, and names the field", () => {
    const reasons = passwordObjections("aaaa\ud800", [], "newPassword");
    expect(reasons.map((reason) => reason.code)).toEqual(["not_text", "too_short"]);
    for (const reason of reasons) expect(reason).toMatchObject({ field: "newPassword", remedy: expect.any(String) });
  });

  it("refuses what is little more than the person's own name and address", () => {
    const own = ["Rosamund", "Lindqvist", "rosamund", "lindqvist", "shop", "example"];
    expect(codes("RosamundLindqvist1", own)).toEqual(["too_common"]);
    expect(codes("rosamund likes violet kettles", own)).toEqual([]);
  });
});
