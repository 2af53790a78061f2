import { describe, expect, test } from "vitest";
import { AppError } from "@/lib/kernel/app-error";
import { assertAllowedUrl, needsCredentialAgain, parseAllowList } from "@/lib/platform/http/url-policy";

const open = { allowCidrs: ["127.0.0.0/8", "::1/128", "10.0.0.0/8", "169.254.0.0/16", "fd00::/8"] };
const closed = { allowCidrs: [] };

function reasonCode(text: string, policy: { allowCidrs: string[] }): string | null {
  try {
    assertAllowedUrl(text, policy, "source.url");
    return null;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid_input") throw error;
    const [reason] = error.reasons;
    expect(reason?.field).toBe("source.url");
    expect(reason?.remedy?.length).toBeGreaterThan(10);
    return reason?.code ?? null;
  }
}

/** Every spelling of something that must not be asked. The second column: still refused when loopback is opened. */
const spellings: readonly (readonly [url: string, alsoWhenOpen: boolean])[] = [
  ["http://127.0.0.1/", false],
  ["http://127.0.0.1:8080/", false],
  ["http://127.1.2.3/", false],
  ["http://[::1]/", false],
  ["http://[0:0:0:0:0:0:0:1]/", false],
  ["http://localhost/", false],
  ["http://LOCALHOST:9090/", false],
  ["http://x.localhost/", false],
  ["http://loc%61lhost/", false],
  ["http://10.1.2.3/", false],
  ["http://127.1/", true],
  ["http://127.0.1/", true],
  ["http://2130706433/", true],
  ["http://0x7f000001/", true],
  ["http://0x7f.0.0.1/", true],
  ["http://0177.0.0.1/", true],
  ["http://017700000001/", true],
  ["http://127.0.0.1./", true],
  ["http://127%2e0%2e0%2e1/", true],
  ["http://①②⑦.⓪.⓪.①/", true],
  ["http://127。0。0。1/", true],
  ["http://localhost./", true],
  ["http://0/", true],
  ["http://0.0.0.0/", true],
  ["http://[::]/", true],
  ["http://[::ffff:127.0.0.1]/", true],
  ["http://[::ffff:7f00:1]/", true],
  ["http://[0:0:0:0:0:ffff:127.0.0.1]/", true],
  ["http://[::127.0.0.1]/", true],
  ["http://[64:ff9b::7f00:1]/", true],
  ["http://[64:ff9b::a9fe:a9fe]/", true],
  ["http://[2002:7f00:1::]/", true],
  ["http://[2001:0:7f00:1::]/", true],
  ["http://169.254.169.254/latest/meta-data/", true],
  ["http://0xa9fea9fe/", true],
  ["http://2852039166/", true],
  ["http://[fd00:ec2::254]/", true],
  ["http://metadata.google.internal/", true],
  ["http://metadata/", true],
  ["http://224.0.0.1/", true],
  ["http://255.255.255.255/", true],
  ["http://[ff02::1]/", true],
  ["http://user@example.com/", true],
  ["http://user:pass@example.com/", true],
  ["http://@example.com/", true],
  ["http://example.com@127.0.0.1/", true],
  ["http://example.com:80@127.0.0.1:80/", true],
  ["http://example.com\\@127.0.0.1/", true],
  ["http:/127.0.0.1/", true],
  ["http:127.0.0.1", true],
  ["http:///127.0.0.1/", true],
  ["//127.0.0.1/", true],
  ["http://127.0.0.1\t/", true],
  [" http://127.0.0.1/", true],
  ["http://exa\nmple.com/", true],
  ["file:///etc/passwd", true],
  ["gopher://127.0.0.1:6379/_x", true],
  ["ftp://example.com/", true],
  ["data:text/plain,hello", true],
  ["javascript:alert(1)", true],
  ["http://example.com:22/", true],
  ["http://example.com:25/", true],
  ["http://example.com:6379/", true],
  ["http://example.com:5432/", true],
  ["http://example.com:0/", true],
  ["http://example.com:99999/", true],
  ["http://example.com./", true],
  ["http://[fe80::1%25eth0]/", true],
  ["http://", true],
  ["", true],
];

describe("assertAllowedUrl", () => {
  test.each(spellings)("refuses %j by default", (url) => {
    expect(reasonCode(url, closed)).not.toBeNull();
  });

  test.each(spellings)("with private networks opened, %j is refused: %s", (url, refused) => {
    expect(reasonCode(url, open) !== null).toBe(refused);
  });

  test.each([
    "http://example.com/",
    "https://example.com:8443/metrics?x=1",
    "http://prometheus:9090",
    "http://8.8.8.8/",
    "http://[2606:4700:4700::1111]:9090/",
    "https://bücher.example/",
    "HTTPS://Example.COM/",
  ])("takes %s", (url) => {
    expect(assertAllowedUrl(url, closed).href).toBe(new URL(url).href);
  });
});

test("a malformed network is refused with its place", () => {
  expect(() => parseAllowList({ allowCidrs: ["10.0.0.0/8", "10.0.0.1/8"] })).toThrowError(/10\.0\.0\.1\/8/);
});

test.each([
  ["https://a.example/x", "https://a.example/y?z", false],
  ["https://a.example/", "https://a.example:443/", false],
  ["https://a.example/", "http://a.example/", true],
  ["https://a.example/", "https://b.example/", true],
  ["https://a.example/", "https://a.example:8443/", true],
])("credential of %s for %s must be entered again: %s", (before, after, again) => {
  expect(needsCredentialAgain(before, after)).toBe(again);
});
