import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillAddress, fillBody, fillHeader, hasBrokenPlaceholder, namesIn } from "@/lib/synthetics/domain/template";
import { anyCharacter } from "@/tests/support/any-character";
import { runs } from "@/tests/support/runs";

const values = (one: string) => new Map([["v", one]]);

describe("an address with values", () => {
  it("puts them in percent-encoded", () => {
    expect(fillAddress("https://shop.example/cart/{{v}}?q={{ v }}", values("a b/ç?#"))).toEqual({
      ok: true,
      text: "https://shop.example/cart/a%20b%2F%C3%A7%3F%23?q=a%20b%2F%C3%A7%3F%23",
    });
  });

  it("leads to the host that was written, and below the folder that was written, whatever the value is", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: anyCharacter, maxLength: 30 }),
        fc.constantFrom("https://shop.example:8443", "http://127.0.0.1:3000"),
        (value, origin) => {
          const filled = fillAddress(`${origin}/cart/{{v}}/items?q={{v}}`, values(value));
          if (!filled.ok) return;
          const url = new URL(filled.text);
          expect(url.origin).toBe(origin);
          expect(url.username).toBe("");
          expect(url.pathname.startsWith("/cart/")).toBe(true);
          expect(url.pathname.endsWith("/items")).toBe(true);
          expect(url.searchParams.get("q")).toBe(value);
        },
      ),
      runs(150),
    );
  });

  it("refuses a value that climbs in the path, with or without a slash of its own", () => {
    expect(fillAddress("https://shop.example/cart/{{v}}/items", values(".."))).toMatchObject({ ok: false });
    expect(fillAddress("https://shop.example/cart/{{v}}", values("@evil.example"))).toMatchObject({ ok: true });
  });

  it("says which value is missing", () => {
    expect(fillAddress("https://shop.example/{{cart}}", new Map())).toEqual({
      ok: false,
      reason: "There is no value for {{cart}}.",
    });
  });
});

describe("headers and bodies", () => {
  it("keep a header one line", () => {
    expect(fillHeader("Bearer {{v}}", values("abc"))).toEqual({ ok: true, text: "Bearer abc" });
    expect(fillHeader("Bearer {{v}}", values("abc\r\nX-Other: 1"))).toMatchObject({ ok: false });
  });

  it("keep a value within its string of JSON, and within its field of a form", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        const filled = fillBody('{"a":"{{v}}","b":1}', "json", values(value));
        if (filled.ok) expect(JSON.parse(filled.text)).toEqual({ a: value, b: 1 });
        const form = fillBody("a={{v}}&b=1", "form", values(value));
        if (form.ok)
          expect([...new URLSearchParams(form.text)]).toEqual([
            ["a", value],
            ["b", "1"],
          ]);
        return filled.ok && form.ok;
      }),
      runs(300),
    );
  });

  it("does not put values into values", () => {
    expect(
      fillBody(
        "{{v}}",
        "text",
        new Map([
          ["v", "{{w}}"],
          ["w", "no"],
        ]),
      ),
    ).toEqual({ ok: true, text: "{{w}}" });
  });

  it("knows its variables and braces that are none", () => {
    expect(namesIn("{{a}} {{ secret.b }}")).toEqual(["a", "secret.b"]);
    expect(hasBrokenPlaceholder("{{a b}}")).toBe(true);
    expect(hasBrokenPlaceholder("{{a}}")).toBe(false);
  });
});
