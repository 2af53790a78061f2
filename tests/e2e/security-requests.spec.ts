import { residentOf } from "@/tests/support/installation/residents";
import { ask, cookieOf } from "./support/plain-requests";
import { speak, statusOf } from "./support/raw-http";
import { expect, test } from "./support/test";

/*
 * Goal: what the running product answers to requests that no browser of ours would send. The rows are those of
 * docs/security.md. Method: plain requests and raw bytes against the started server; what needs no server is proven in
 * tests/integration/security.
 */
test.describe.configure({ mode: "parallel" });

/** Words that only somebody signed in may read: names of what was seeded. */
const insideWords = /basket|quarter end close|residents\.example/i;

const spellings = (path: string): readonly [string, Record<string, string>][] => [
  [path, {}],
  [`${path}?_rsc=abc12`, { rsc: "1" }],
  [`${path}?_rsc=abc12`, { rsc: "1", "next-router-prefetch": "1" }],
  [`${path}?_rsc=abc12`, { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" }],
  [path, { rsc: "1", "next-router-state-tree": "%5B%22%22%2C%7B%7D%2Cnull%2Cnull%5D" }],
  [`${path}.rsc`, { rsc: "1" }],
  [`${path}.segments/_tree.segment.rsc`, { rsc: "1" }],
  [`${path}.segments/_full.segment.rsc`, { rsc: "1" }],
  [`/_next/data/build${path}.json`, { "x-nextjs-data": "1" }],
  [path, { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" }],
  [path, { "x-middleware-subrequest": "src/middleware:src/middleware:src/middleware:src/middleware:src/middleware" }],
  [path, { "x-middleware-prefetch": "1", purpose: "prefetch" }],
  [path, { "x-middleware-rewrite": path, "x-middleware-next": "1", "x-middleware-request-cookie": "a=b" }],
  [
    path,
    { "x-invoke-path": path, "x-invoke-status": "200", "x-matched-path": path, "x-now-route-matches": "1=basket" },
  ],
  [path, { "next-url": path, "next-action": "0".repeat(42) }],
  [path, { "x-forwarded-host": "localhost", "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1" }],
  [path, { "x-signalbox-peer": "127.0.0.1", "x-signalbox-path": path }],
  [`${path}?nxtPslug=basket&nxtIslug=basket&nextInternalLocale=en`, {}],
  [`/${path}`, {}],
  [`${path}/`, {}],
  [`/%2f${path.slice(1)}`, {}],
  [`/x/..${path}`, {}],
  [`/x/%2e%2e${path}`, {}],
  [`/${path.slice(1, 2).replace(/./, (letter) => `%${letter.charCodeAt(0).toString(16)}`)}${path.slice(2)}`, {}],
  [`/(console)${path}`, {}],
  [path, { authorization: "Bearer undefined" }],
  [path, { cookie: "signalbox.session=eyJhbGciOiJub25lIn0.e30.; next-auth.session-token=x" }],
];

test.describe("nobody in particular (rows 13 and 15)", () => {
  test("gets no page by any spelling of it", async ({ world }) => {
    for (const page of ["/services", `/services/${world.examples.service}`, "/calendar", "/settings/users", "/audit"]) {
      for (const [path, headers] of spellings(page)) {
        const answer = await ask(world, path, headers);
        const text = await answer.text();
        const what = `${path} ${JSON.stringify(headers)} → ${answer.status}`;
        // The address itself may come back; what is behind it may not.
        expect(text.replaceAll(world.examples.service, ""), what).not.toMatch(
          /quarter end close|residents\.example|Basket/,
        );
        expect(answer.status, what).toBeLessThan(500);
        if (answer.status >= 300 && answer.status < 400) {
          expect(new URL(answer.headers.get("location") ?? "", world.baseUrl).origin, what).toBe(world.baseUrl);
        }
      }
    }
  });

  test("gets 401 from every read of the API by any spelling of it, with the request's id and no more", async ({
    world,
  }) => {
    for (const resource of ["services", "users", "audit", "targets", "metric-sources", "tokens", "me"]) {
      for (const [path, headers] of spellings(`/api/v1/${resource}`)) {
        const answer = await ask(world, path, headers);
        const text = await answer.text();
        const what = `${path} ${JSON.stringify(headers)} → ${answer.status}`;
        expect([301, 307, 308, 400, 401, 404], what).toContain(answer.status);
        expect(text, what).not.toMatch(insideWords);
      }
    }
    expect((await ask(world, "/api/stream")).status).toBe(401);
  });

  test("a viewer gets no page of administrators by any spelling, and each attempt is on record (row 69)", async ({
    world,
    api,
  }) => {
    const cookie = cookieOf(world, "viewer");
    for (const [path, headers] of spellings("/settings/users")) {
      const answer = await ask(world, path, { ...headers, cookie: headers.cookie ?? cookie });
      const what = `${path} ${JSON.stringify(headers)} → ${answer.status}`;
      expect(await answer.text(), what).not.toContain(residentOf("approver").email);
      expect(answer.status, what).toBeLessThan(500);
    }
    const requestId = `req_viewer_${Date.now()}`;
    const answer = await ask(world, "/settings/users", { cookie, "x-request-id": requestId });
    expect(answer.headers.get("location")).toContain("/no-access");
    const { items } = await api.get<{ items: { requestId: string; action: string }[] }>(
      "/audit?action=page.open&limit=100",
    );
    expect(items.filter((item) => item.requestId === requestId)).toHaveLength(1);
  });
});

test.describe("what a caller claims", () => {
  test("each page has a nonce of its own, whatever the caller sends (row 31)", async ({ world }) => {
    const nonces = new Set<string>();
    const sent = { "x-nonce": "chosen-by-the-caller", "content-security-policy": "script-src *" };
    for (let round = 0; round < 20; round += 1) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => ask(world, "/sign-in", sent)));
      for (const answer of answers) {
        const nonce = /'nonce-([^']{24})'/.exec(answer.headers.get("content-security-policy") ?? "")?.[1] ?? "";
        const html = await answer.text();
        expect(html).toContain(`nonce="${nonce}"`);
        expect(html).not.toContain("chosen-by-the-caller");
        nonces.add(nonce);
      }
    }
    expect(nonces.size).toBe(200);
  });

  test("the audit log names the other end of the socket, whatever the caller claims (row 30)", async ({
    world,
    api,
  }) => {
    const requestId = `req_spoof_${Date.now()}`;
    const answer = await ask(world, "/api/v1/users", {
      cookie: cookieOf(world, "viewer"),
      "x-request-id": requestId,
      "x-forwarded-for": "203.0.113.9",
      "x-real-ip": "203.0.113.9",
      "x-signalbox-peer": "203.0.113.9",
      forwarded: "for=203.0.113.9",
    });
    expect(answer.status).toBe(403);
    const { items } = await api.get<{ items: { requestId: string; sourceAddress: string }[] }>(
      "/audit?outcome=refused&limit=100",
    );
    const records = items.filter((item) => item.requestId === requestId);
    expect(records).toHaveLength(1);
    expect(records[0]?.sourceAddress).toMatch(/^(::ffff:)?127\.0\.0\.1$/);
  });
});

test.describe("addresses that are not there (rows 28 and 77)", () => {
  test("nothing of the installation's files, no maps, no lists, no metrics, no debugging", async ({ world }) => {
    const cookie = cookieOf(world, "admin");
    const html = await (await ask(world, "/sign-in")).text();
    const scripts = [...html.matchAll(/\/_next\/static\/[^"\\]+\.(?:js|css)/g)].map(([path]) => path).slice(0, 5);
    const paths = [
      ...[
        "/.git/HEAD",
        "/.git/config",
        "/.env",
        "/.env.local",
        "/package.json",
        "/package-lock.json",
        "/next.config.js",
      ],
      ...["/.next/BUILD_ID", "/_next/BUILD_ID", "/_next/static/", "/_next/", "/node_modules/next/package.json"],
      ...["/.signalbox/secrets.json", "/prisma/schema.prisma", "/Dockerfile", "/docker-compose.yml", "/server-status"],
      ...["/metrics", "/api/metrics", "/debug/pprof", "/actuator/env", "/api/v1", "/api", "/graphql", "/phpinfo.php"],
      ...["/..%2f..%2f..%2fetc/passwd", "/_next/static/..%2f..%2fserver/app/page.js", "/%2e%2e/%2e%2e/etc/passwd"],
      ...["/__nextjs_original-stack-frame", "/_next/webpack-hmr", "/__nextjs_source-map", "/_next/mcp"],
      ...scripts.map((path) => `${path}.map`),
    ];
    for (const path of paths) {
      const answer = await ask(world, path, { cookie });
      const text = await answer.text();
      expect([307, 308, 400, 404], `${path} → ${answer.status}`).toContain(answer.status);
      expect(text, path).not.toMatch(/root:x:0|"dependencies"|SIGNALBOX_SECRET|sourcesContent|process_cpu/);
    }
    expect(scripts.length).toBeGreaterThan(2);
  });

  test("the image optimiser fetches nothing, and an upgrade is no proxy (row 28)", async ({ world }) => {
    for (const url of [
      "http://169.254.169.254/latest/meta-data",
      `${world.prometheusUrl}/metrics`,
      "/icon.svg",
      "//evil.example/a.png",
    ]) {
      const answer = await ask(world, `/_next/image?url=${encodeURIComponent(url)}&w=640&q=75`);
      expect([400, 404], url).toContain(answer.status);
    }
    const inside = `${world.prometheusUrl}/metrics`;
    for (const lines of [
      [`GET ${inside} HTTP/1.1`, "Host: 169.254.169.254", "Connection: Upgrade", "Upgrade: websocket"],
      [`GET ${inside} HTTP/1.1`, `Host: ${new URL(inside).host}`, "Connection: close"],
      ["GET //169.254.169.254/latest HTTP/1.1", "Host: x", "Connection: Upgrade", "Upgrade: h2c"],
      [
        "GET / HTTP/1.1",
        `Host: ${new URL(world.baseUrl).host}`,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version: 13",
      ],
    ]) {
      const heard = await speak(world.baseUrl, `${lines.join("\r\n")}\r\n\r\n`);
      expect(statusOf(heard), lines[0]).not.toBe(101);
      expect(heard, lines[0]).not.toMatch(/prometheus_|# HELP/);
    }
  });

  test("messages whose end is not clear are refused (row 76)", async ({ world }) => {
    const { host } = new URL(world.baseUrl);
    const hidden = `GET /api/health/live HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    for (const lines of [
      ["Content-Length: 5", "Content-Length: 6"],
      [`Content-Length: ${hidden.length}`, "Transfer-Encoding: chunked"],
      ["Transfer-Encoding: xchunked"],
      ["Transfer-Encoding : chunked"],
      ["X: a", " folded: b", "Transfer-Encoding: chunked, identity"],
    ]) {
      const heard = await speak(
        world.baseUrl,
        `POST /api/v1/teams HTTP/1.1\r\nHost: ${host}\r\n${lines.join("\r\n")}\r\n\r\n0\r\n\r\n${hidden}`,
      );
      expect(heard, lines.join(" ")).not.toContain("200 OK");
    }
  });
});
