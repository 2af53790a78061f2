import { describe, expect, it } from "vitest";
import { contentSecurityPolicy } from "@/lib/platform/http/content-security-policy";

/* security.md row 31 */
describe("contentSecurityPolicy", () => {
  const policy = contentSecurityPolicy({ nonce: "abc", development: false });

  it("allows inline scripts and style sheets only with the nonce", () => {
    expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
    expect(policy).toContain("style-src 'self' 'nonce-abc';");
    expect(policy).not.toContain("unsafe-eval");
    expect(policy.replace("style-src-attr 'unsafe-inline'", "")).not.toContain("unsafe-inline");
  });

  it.each([
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "default-src 'self'",
  ])("says %s", (directive) => {
    expect(policy.split("; ")).toContain(directive);
  });

  it("loosens only what development servers need", () => {
    const loose = contentSecurityPolicy({ nonce: "abc", development: true });
    expect(loose).toContain("'unsafe-eval'");
    expect(loose).toContain("frame-ancestors 'none'");
  });
});
