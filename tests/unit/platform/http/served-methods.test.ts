import { describe, expect, it } from "vitest";
import { earlyRefusal } from "@/lib/platform/http/early-refusal";
import { servedMethods } from "@/lib/platform/http/served-methods";

describe("methods that an address can have (row 77)", () => {
  it.each([
    ["/", "GET, HEAD, POST"],
    ["/services/basket", "GET, HEAD, POST"],
    ["/apiary", "GET, HEAD, POST"],
    ["/api", "GET, HEAD, POST, PUT, PATCH, DELETE"],
    ["/api/v1/services", "GET, HEAD, POST, PUT, PATCH, DELETE"],
    ["/_next/static/chunks/a.js", "GET, HEAD"],
    ["/icon.svg", "GET, HEAD"],
  ])("%s: %s; others are refused and told so", async (pathname, allowed) => {
    expect(servedMethods(pathname).join(", ")).toBe(allowed);
    for (const method of ["OPTIONS", "PROPFIND", "MKCOL"]) {
      const answer = await earlyRefusal(new Request(`http://localhost${pathname}`, { method }), pathname);
      expect(answer?.status, method).toBe(405);
      expect(answer?.headers.get("allow")).toBe(allowed);
      expect(await answer?.json()).toMatchObject({ status: 405, code: "method_not_allowed" });
    }
    expect(await earlyRefusal(new Request(`http://localhost${pathname}`), pathname)).toBeNull();
  });
});
