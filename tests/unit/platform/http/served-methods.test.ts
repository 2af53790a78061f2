import { describe, expect, it } from "vitest";
import { refusedMethod } from "@/lib/platform/http/served-methods";

const ask = (method: string, pathname: string) => refusedMethod({ method, headers: new Headers() }, pathname);

describe("methods that an address can have (row 77)", () => {
  it.each([
    ["/", "GET, HEAD, POST"],
    ["/services/basket", "GET, HEAD, POST"],
    ["/apiary", "GET, HEAD, POST"],
    ["/api", "GET, HEAD, POST, PUT, PATCH, DELETE"],
    ["/api/v1/services", "GET, HEAD, POST, PUT, PATCH, DELETE"],
    ["/_next/static/chunks/a.js", "GET, HEAD"],
    ["/icon.svg", "GET, HEAD"],
  ])("%s: %s", async (pathname, allowed) => {
    for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"]) {
      const answer = ask(method, pathname);
      if (allowed.split(", ").includes(method)) {
        expect(answer, method).toBeNull();
        continue;
      }
      expect(answer?.status, method).toBe(405);
      expect(answer?.headers.get("allow")).toBe(allowed);
      expect(await answer?.json()).toMatchObject({ status: 405, code: "method_not_allowed" });
    }
  });
});
