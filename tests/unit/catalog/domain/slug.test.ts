import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slugForm, slugFrom } from "@/lib/catalog/domain/slug";

/** Any 16-bit units, halves of pairs and NUL included. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 })
  .map((codes) => String.fromCharCode(...codes));

describe("slugs", () => {
  it("are made of what people call things", () => {
    expect(slugFrom("Checkout API")).toBe("checkout-api");
    expect(slugFrom("  Größe & Ärger!  ")).toBe("gro-e-arger");
    expect(slugFrom("日本")).toBe("");
    expect(slugFrom(`${"a".repeat(62)} b`)).toBe("a".repeat(62));
  });

  it("are empty or of the form that the database checks, whatever was typed", () => {
    fc.assert(
      fc.property(anyText, (name) => {
        const slug = slugFrom(name);
        expect(slug === "" || slugForm.test(slug)).toBe(true);
        expect(slugFrom(slug)).toBe(slug);
      }),
    );
  });
});
