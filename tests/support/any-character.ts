import fc from "fast-check";

const surrogates = { from: 0xd8_00, count: 0x8_00 };
const characters = 0x11_00_00 - surrogates.count;

/**
 * Any character of Unicode, for `fc.string({ unit: anyCharacter })`. fast-check's own unit "binary" gives the same, and first
 * spends seconds on making a list of them.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: characters - 1 })
  .map((index) => String.fromCodePoint(index < surrogates.from ? index : index + surrogates.count), indexOf);

function indexOf(text: unknown): number {
  const [character, ...others] = typeof text === "string" ? text : "";
  if (character === undefined || others.length > 0) throw new TypeError("not one character");
  const point = character.codePointAt(0) ?? 0;
  return point < surrogates.from ? point : point - surrogates.count;
}
