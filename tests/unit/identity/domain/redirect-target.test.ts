import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeRedirectPath } from "@/lib/identity/domain/redirect-target";
import { runs } from "@/tests/support/runs";

const origin = "https://signalbox.example";

describe("where to go after signing in (row 12)", () => {
  it.each([
    "//e",
    "///e",
    "/\\e",
    "\\/e",
    "/\\/e",
    "https:e",
    "https://e",
    "HTTPS://e",
    "javascript:alert(1)",
    "data:text/html,x",
    "%2f%2fe",
    "/%2fe",
    "/%2Fe",
    "/%252fe",
    "/%5ce",
    "/%255ce",
    "/a\r\nSet-Cookie: x=1",
    "/%0d%0aSet-Cookie:%20x=1",
    "/\t/e",
    "/%09/e",
    "/\u0000",
    "/%",
    "e.example",
    "@e.example",
    ".",
    "",
    " /a",
    `${origin}.evil.example/a`,
    `${origin}@evil.example/a`,
    `${origin}//evil.example`,
    null,
    undefined,
  ])("turns %j into the home page", (target) => {
    expect(safeRedirectPath(target, origin)).toBe("/");
  });

  it.each([
    ["/", "/"],
    ["/rollouts", "/rollouts"],
    ["/rollouts/42?tab=log#top", "/rollouts/42?tab=log#top"],
    ["/audit?from=2026-11-20T00%3A00%3A00Z", "/audit?from=2026-11-20T00%3A00%3A00Z"],
    ["/search?q=https%3A%2F%2Fexample.org", "/search?q=https%3A%2F%2Fexample.org"],
    ["/services/a%20b", "/services/a%20b"],
    [origin, "/"],
    [`${origin}/targets`, "/targets"],
  ])("keeps %j as %j", (target, path) => {
    expect(safeRedirectPath(target, origin)).toBe(path);
  });

  it("always stays on this host, for a browser as for what decodes once more", () => {
    const piece = fc.constantFrom("/", "\\", "%2f", "%5c", "%25", ":", "https:", "e", ".", "@", "?", "#", "\t", "\n");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const path = safeRedirectPath(pieces.join(""), origin);
        expect(path.startsWith("/")).toBe(true);
        expect(new URL(path, origin).origin).toBe(origin);
        const [pathname = ""] = path.split(/[?#]/);
        expect(new URL(decodeURIComponent(pathname), origin).origin).toBe(origin);
      }),
      runs(1_000),
    );
  });
});
