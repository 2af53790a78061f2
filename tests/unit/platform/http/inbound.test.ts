import { describe, expect, it } from "vitest";
import { cleanInbound, type InboundRequest } from "@/lib/platform/http/inbound";

function cleaned(request: Partial<InboundRequest>): InboundRequest {
  const given = { method: "GET", url: "/", headers: {}, ...request };
  cleanInbound(given);
  return given;
}

describe("what is taken out of a request before anybody reads it (row 30)", () => {
  it("headers of the framework's own parts, and ours", () => {
    const headers = {
      "x-middleware-subrequest": "proxy:proxy",
      "x-middleware-prefetch": "1",
      "x-invoke-path": "/x",
      "x-matched-path": "/x",
      "x-now-route-matches": "1=x",
      "x-prerender-revalidate": "x",
      "x-nextjs-data": "1",
      "x-signalbox-peer": "203.0.113.9",
      "x-signalbox-path": "/x",
    };
    expect(cleaned({ headers }).headers).toEqual({});
  });

  it("and nothing that browsers, proxies and machines send", () => {
    const headers = {
      host: "signalbox.example",
      cookie: "a=b",
      authorization: "Bearer x",
      rsc: "1",
      "next-action": "abc",
      "next-router-state-tree": "%5B%22%22%2C%7B%7D%5D",
      "x-forwarded-for": "203.0.113.9",
      "x-request-id": "req_12345678",
    };
    expect(cleaned({ headers: { ...headers } }).headers).toEqual(headers);
  });

  it.each([
    ["/services/%ff", "/services/%25ff"],
    ["/services/%ff?q=%ff", "/services/%25ff?q=%ff"],
    ["/%", "/%25"],
    ["/%zz/a", "/%25zz/a"],
    ["/services/a%20b?x=%zz?y", "/services/a%20b?x=%zz?y"],
    ["/caf%C3%A9", "/caf%C3%A9"],
    ["/%2e%2e/%00", "/%2e%2e/%00"],
  ])("%s becomes the readable address %s", (url, expected) => {
    expect(cleaned({ url }).url).toBe(expected);
  });

  it("a state of the router that cannot be read is dropped (row 26)", () => {
    expect(cleaned({ headers: { rsc: "1", "next-router-state-tree": "%5B%5D" } }).headers).toEqual({ rsc: "1" });
  });

  it("TRACE becomes OPTIONS, other methods stay", () => {
    expect(cleaned({ method: "TRACE" }).method).toBe("OPTIONS");
    expect(cleaned({ method: "PATCH" }).method).toBe("PATCH");
  });
});
