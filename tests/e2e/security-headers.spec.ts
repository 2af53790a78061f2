import type { World } from "@/tests/support/installation/world";
import { ask, askFlight, cookieOf } from "./support/plain-requests";
import { actionId, postAction } from "./support/server-actions";
import { expect, test } from "./support/test";

/*
 * Goal: rows 29, 32 and 36 of docs/security-checks.md. Every class of answer has exactly the security headers that it
 * must have, is kept by nobody where it depends on who asks, and says what it is.
 * Method: one plain request for each class against the started server, judged by one table.
 */
test.describe.configure({ mode: "parallel" });

/** Names of headers that are about security: none may be there that is not expected. */
const aboutSecurity =
  /^(strict-transport|x-(?!request-id|nextjs|accel)|referrer|cross-origin|permissions|access-control)/;

const common = {
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "cross-origin-opener-policy": "same-origin",
  "x-frame-options": "DENY",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
};

const forPages = new RegExp(
  [
    "^default-src 'self'",
    "script-src 'self' 'nonce-[A-Za-z0-9+/]{24}' 'strict-dynamic'",
    "style-src 'self' 'nonce-[A-Za-z0-9+/]{24}'",
    "style-src-attr 'unsafe-inline'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'$",
  ].join("; "),
);
const forTheRest = /^default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox$/;

const html = "text/html; charset=utf-8";
const flight = "text/x-component";
const problem = "application/problem+json";
/** The framework's: which of its requests get an answer of another form. */
const byForm = ["rsc", "next-router-state-tree", "next-router-prefetch", "next-router-segment-prefetch"];

interface AnswerClass {
  readonly what: string;
  readonly ask: (world: World) => Promise<Response>;
  readonly status: number;
  readonly type: string | null;
  readonly policy: RegExp;
  readonly isKept?: boolean;
  readonly vary?: readonly string[];
}

const admin = (world: World) => ({ cookie: cookieOf(world, "admin") });

/** An address of a file that the build made. */
async function asset(world: World, extension: string): Promise<string> {
  const text = await (await ask(world, "/sign-in")).text();
  const found = new RegExp(`/_next/static/[^"\\\\]+\\.${extension}`).exec(text)?.[0];
  expect(found, extension).toBeDefined();
  return found ?? "";
}

async function refusedAction(world: World): Promise<Response> {
  const id = actionId("app/(console)/settings/teams/actions.ts", "createTeam");
  const body = JSON.stringify([{ slug: "never-made", name: "Never made" }]);
  return postAction(world, { page: "/settings/teams", id, cookie: cookieOf(world, "viewer"), body });
}

const page = { type: html, policy: forPages, vary: byForm };
const api = { policy: forTheRest };
const file = { status: 200, policy: forTheRest, isKept: true };

const classes: readonly AnswerClass[] = [
  { what: "a page for somebody signed in", ask: (w) => ask(w, "/services", admin(w)), status: 200, ...page },
  {
    what: "a page of one thing that is not there",
    ask: (w) => ask(w, "/services/none", admin(w)),
    status: 404,
    ...page,
  },
  { what: "an address that is not there", ask: (w) => ask(w, "/nothing-here"), status: 404, ...page },
  { what: "the sign-in page", ask: (w) => ask(w, "/sign-in"), status: 200, ...page },
  { what: "the sign-in page, signed in", ask: (w) => ask(w, "/sign-in", admin(w)), status: 307, ...page },
  { what: "the way to the sign-in page", ask: (w) => ask(w, "/services"), status: 307, ...page },
  {
    what: "the way out of a page that one may not see",
    ask: (w) => ask(w, "/settings/users", { cookie: cookieOf(w, "viewer") }),
    status: 307,
    ...page,
  },
  { what: "a page as Flight", ask: (w) => askFlight(w, "/services", admin(w)), status: 200, ...page, type: flight },
  {
    what: "a segment that the router fetches ahead",
    ask: (w) =>
      askFlight(w, "/services", { ...admin(w), "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" }),
    status: 200,
    ...page,
    type: flight,
  },
  {
    what: "the way to the router's own address of a page",
    ask: (w) => ask(w, "/services?_rsc=stale", { ...admin(w), rsc: "1" }),
    status: 307,
    type: null,
    policy: forPages,
  },
  { what: "a server action", ask: refusedAction, status: 200, ...page, type: flight },
  {
    what: "a server action that is not there",
    ask: (w) => postAction(w, { page: "/services", id: "0".repeat(42), ...admin(w), body: "[]" }),
    status: 409,
    ...page,
    type: "text/plain",
  },
  {
    what: "a path that ends with a slash",
    ask: (w) => ask(w, "/services/", admin(w)),
    status: 308,
    type: null,
    ...api,
  },
  {
    what: "the API",
    ask: (w) => ask(w, "/api/v1/services", admin(w)),
    status: 200,
    type: "application/json",
    ...api,
    vary: [...byForm, "authorization", "cookie"],
  },
  { what: "the API without a sign-in", ask: (w) => ask(w, "/api/v1/services"), status: 401, type: problem, ...api },
  { what: "a problem", ask: (w) => ask(w, "/api/v1/services/none", admin(w)), status: 404, type: problem, ...api },
  { what: "an operation that is not there", ask: (w) => ask(w, "/api/v1/none"), status: 404, type: problem, ...api },
  {
    what: "an operation that is not there, to be changed",
    ask: (w) => ask(w, "/api/none", admin(w), { method: "DELETE" }),
    status: 404,
    type: problem,
    ...api,
  },
  {
    what: "a method that an operation lacks",
    ask: (w) => ask(w, "/api/v1/services", admin(w), { method: "DELETE" }),
    status: 405,
    type: null,
    ...api,
  },
  {
    what: "a session",
    ask: (w) => ask(w, "/api/auth/session", admin(w)),
    status: 200,
    type: "application/json",
    ...api,
    vary: ["cookie"],
  },
  { what: "readiness", ask: (w) => ask(w, "/api/health/ready"), status: 200, type: "application/json", ...api },
  {
    what: "the description of the API",
    ask: (w) => ask(w, "/api/openapi.json"),
    status: 200,
    type: "application/json",
    ...api,
    isKept: true,
  },
  {
    what: "a script",
    ask: async (w) => ask(w, await asset(w, "js")),
    type: "application/javascript; charset=utf-8",
    ...file,
  },
  { what: "a style sheet", ask: async (w) => ask(w, await asset(w, "css")), type: "text/css; charset=utf-8", ...file },
  { what: "a font", ask: async (w) => ask(w, await asset(w, "woff2")), type: "font/woff2", ...file },
  {
    what: "a script that is not there",
    ask: (w) => ask(w, "/_next/static/chunks/none.js"),
    status: 404,
    type: "text/plain; charset=utf-8",
    ...api,
  },
  { what: "the icon", ask: (w) => ask(w, "/icon.svg"), type: "image/svg+xml", ...file },
];

for (const each of classes) {
  test(`${each.what}: exactly its headers`, async ({ world }) => {
    const answer = await each.ask(world);
    await answer.arrayBuffer();
    const headers = Object.fromEntries(answer.headers);
    expect(answer.status).toBe(each.status);
    expect(headers["content-type"]?.toLowerCase() ?? null).toBe(each.type);
    expect(Object.fromEntries(Object.entries(headers).filter(([name]) => aboutSecurity.test(name)))).toEqual(common);
    expect(headers["content-security-policy"]).toMatch(each.policy);
    const keeping = headers["cache-control"] ?? "";
    if (each.isKept) expect(keeping).toMatch(/^public, max-age=\d+/);
    else expect(keeping.split(", ")).toContain("no-store");
    const vary = (headers.vary ?? "").toLowerCase().split(/, */);
    expect(vary).toEqual(expect.arrayContaining([...(each.vary ?? [])]));
    expect(headers).not.toHaveProperty("x-powered-by");
    expect(headers).not.toHaveProperty("server");
  });
}

test("the stream of hints is kept by nobody and compressed by nobody", async ({ world }) => {
  const leave = new AbortController();
  const answer = await ask(world, "/api/stream", admin(world), { signal: leave.signal });
  const headers = Object.fromEntries(answer.headers);
  leave.abort();
  expect(headers).toMatchObject({ ...common, "content-type": "text/event-stream; charset=utf-8" });
  expect(headers["cache-control"]).toBe("no-store, no-transform");
  expect(headers["content-security-policy"]).toMatch(forTheRest);
});

test("a request in the router's form does not change what others get as a page (row 29)", async ({ world }) => {
  const before = await ask(world, "/sign-in");
  await ask(world, "/sign-in", { rsc: "1" });
  await ask(world, "/sign-in?_rsc=abc12", { rsc: "1", "next-router-prefetch": "1" });
  const after = await ask(world, "/sign-in");
  for (const answer of [before, after]) {
    expect(answer.headers.get("content-type")).toBe(html);
    expect(await answer.text()).toContain("<!DOCTYPE html>");
  }
});

test("methods that nothing here has are refused, everywhere and with the ones that there are (row 77)", async ({
  world,
}) => {
  const script = await asset(world, "js");
  for (const [path, allowed, methods] of [
    ["/services", "GET, HEAD, POST", ["PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "MKCOL", "M-SEARCH"]],
    ["/sign-in", "GET, HEAD, POST", ["PUT", "PROPFIND", "OPTIONS"]],
    ["/api/v1/services", "GET, HEAD, POST, PUT, PATCH, DELETE", ["OPTIONS", "PROPFIND", "LOCK", "PURGE"]],
    [script, "GET, HEAD", ["POST", "PUT", "PROPFIND"]],
  ] as const) {
    for (const method of methods) {
      const answer = await ask(world, path, admin(world), { method });
      expect(answer.status, `${method} ${path}`).toBe(405);
      expect(answer.headers.get("allow"), `${method} ${path}`).toBe(allowed);
      expect(await answer.json()).toMatchObject({ code: "method_not_allowed" });
    }
  }
});
