import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { storable, unstorablePath } from "@/lib/platform/storable";

/** Any 16-bit units, halves of pairs and NUL included. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 })
  .map((codes) => String.fromCharCode(...codes));

describe("text that can be stored", () => {
  it("is told by the path of what cannot: values, keys, half characters, too deep a nest", () => {
    expect(unstorablePath({ a: [{ b: "x\0" }] })).toBe("a.0.b");
    expect(unstorablePath({ a: { "k\0": 1 } })).toBe("a.k\uFFFD");
    expect(unstorablePath({ a: "\ud800" })).toBe("a");
    expect(unstorablePath("\0")).toBe("body");
    expect(unstorablePath({ a: "🙂", b: [1, null, true] })).toBeNull();
    let deep: unknown = "x";
    for (let level = 0; level < 40; level += 1) deep = [deep];
    expect(unstorablePath(deep)).not.toBeNull();
  });

  it("is what replacing makes of any text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(unstorablePath(storable(text))).toBeNull();
      }),
    );
    expect(storable("a\0b\ud800")).toBe("a\uFFFDb\uFFFD");
  });
});
