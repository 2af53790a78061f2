import { describe, expect, it } from "vitest";
import { peerAddressHeader } from "@/lib/platform/http/peer-address";
import { isSameOrigin, requestIdOf, sourceAddressOf } from "@/lib/platform/http/request-facts";

const from = (peer: string | null, forwarded: string | null, trusted: string[] = []): string => {
  const headers = new Headers();
  if (peer !== null) headers.set(peerAddressHeader, peer);
  if (forwarded !== null) headers.set("x-forwarded-for", forwarded);
  return sourceAddressOf(headers, { SIGNALBOX_TRUSTED_PROXIES: trusted });
};

describe("the address that a request came from (row 30)", () => {
  it.each([
    ["the socket's, whatever the caller wrote", "203.0.113.9", "1.2.3.4", [], "203.0.113.9"],
    ["the socket's, when it is no trusted proxy", "203.0.113.9", "1.2.3.4", ["10.0.0.1"], "203.0.113.9"],
    ["what a trusted proxy wrote last", "10.0.0.1", "6.6.6.6, 198.51.100.4", ["10.0.0.1"], "198.51.100.4"],
    [
      "across two trusted proxies",
      "10.0.0.1",
      "6.6.6.6, 198.51.100.4, 10.0.0.2",
      ["10.0.0.1", "10.0.0.2"],
      "198.51.100.4",
    ],
    ["also when the socket spells IPv4 as IPv6", "::ffff:10.0.0.1", "198.51.100.4", ["10.0.0.1"], "198.51.100.4"],
    ["the proxy's own, when it wrote nothing", "10.0.0.1", null, ["10.0.0.1"], "10.0.0.1"],
    ["direct, when nothing is known", null, "1.2.3.4", [], "direct"],
  ])("is %s", (_what, peer, forwarded, trusted, expected) => {
    expect(from(peer, forwarded, trusted)).toBe(expected);
  });
});

describe("whether our own pages sent a request (row 24)", () => {
  it.each([
    [{ "sec-fetch-site": "same-origin" }, true],
    [{ "sec-fetch-site": "same-site" }, false],
    [{ "sec-fetch-site": "cross-site" }, false],
    [{ "sec-fetch-site": "none" }, false],
    [{ "sec-fetch-site": "cross-site", origin: "https://signalbox.example" }, false],
    [{ origin: "https://signalbox.example" }, true],
    [{ origin: "https://signalbox.example.evil.example" }, false],
    [{ origin: "https://evil.example" }, false],
    [{ origin: "null" }, false],
    [{}, false],
  ] as [Record<string, string>, boolean][])("%o → %s", (headers, expected) => {
    const sent = new Headers({ host: "evil.example:1", ...headers });
    expect(isSameOrigin(sent, "https://signalbox.example")).toBe(expected);
  });

  it("goes by the Host header where no public address is set", () => {
    const sent = (origin: string) => new Headers({ host: "localhost:3000", origin });
    expect(isSameOrigin(sent("http://localhost:3000"), undefined)).toBe(true);
    expect(isSameOrigin(sent("http://localhost:4000"), undefined)).toBe(false);
  });
});

describe("the request's id", () => {
  it("is the caller's when it is well formed, else a new one", () => {
    const next = () => "req_new";
    expect(requestIdOf(new Headers({ "x-request-id": "trace-0001" }), next)).toBe("trace-0001");
    expect(requestIdOf(new Headers({ "x-request-id": "a b" }), next)).toBe("req_new");
    expect(requestIdOf(new Headers(), next)).toBe("req_new");
  });
});
