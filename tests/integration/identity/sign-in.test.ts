import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TestBrowser } from "../../support/browser";
import { useTestDatabase } from "../../support/database";
import { createPerson, goodPassword, startSession } from "../../support/people";
import { createTestRuntime, type TestRuntime } from "../../support/runtime";

const database = useTestDatabase();
let runtime: TestRuntime;

beforeAll(() => {
  runtime = createTestRuntime({ databaseUrl: database().url });
});
afterAll(() => runtime.close());
beforeEach(async () => {
  await runtime.db.signInThrottle.deleteMany();
});

async function auditOf(action: string, subjectId?: string) {
  return runtime.db.auditEvent.findMany({
    where: { action, ...(subjectId ? { OR: [{ subjectId }, { actorId: subjectId }] } : {}) },
    orderBy: { id: "asc" },
  });
}

describe("signing in with a password, through next-auth's own routes", () => {
  it("begins a session that the database knows, and ends it at sign-out", async () => {
    const person = await createPerson(runtime, { roles: ["sre"] });
    const browser = new TestBrowser(runtime);
    const answer = await browser.signIn(person.email.toUpperCase(), goodPassword, "/rollouts?phase=baking");
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ url: "http://localhost:3000/rollouts?phase=baking" });

    const headers = new Headers({ cookie: browser.cookieHeader });
    const actor = await runtime.authenticate(headers);
    expect(actor).toMatchObject({ kind: "user", id: person.id, roles: ["sre"] });
    expect(answer.headers.get("cache-control")).toBe("no-store");

    await browser.signOut();
    expect(await runtime.authenticate(headers)).toBeNull();
    const records = await auditOf("session.sign_out", person.id);
    expect(records).toHaveLength(1);
  });

  it("keeps no role, name or address in the cookie, and no reference in the database", async () => {
    const person = await createPerson(runtime, { roles: ["admin"] });
    const { cookie, reference } = await startSession(runtime, person.id);
    expect(Buffer.from(reference, "base64url").length).toBeGreaterThanOrEqual(16);
    const rows = await runtime.db.$queryRaw<{ line: string }[]>`select s::text as line from session s`;
    expect(rows.map((row) => row.line).join("\n")).not.toContain(reference);
    // The cookie is encrypted: a JWE whose parts name nothing.
    expect(cookie.split("=")[1]?.split(".")).toHaveLength(5);
  });

  it("gives the same answer for a wrong password, an unknown address and a disabled user, and records each", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    const disabled = await createPerson(runtime, { roles: ["viewer"] });
    await runtime.db.user.update({ where: { id: disabled.id }, data: { state: "disabled" } });
    const answers: unknown[] = [];
    for (const [email, password] of [
      [person.email, "not the password at all"],
      ["nobody@people.example", goodPassword],
      [disabled.email, goodPassword],
    ] as const) {
      const browser = new TestBrowser(runtime);
      const answer = await browser.signIn(email, password);
      answers.push({ status: answer.status, body: await answer.json() });
      expect([...browser.cookies.keys()]).not.toContain("signalbox.session");
    }
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401 });
    const refused = (await auditOf("session.sign_in")).filter((each) => each.outcome === "refused");
    expect(refused.map((each) => each.subjectId)).toEqual([person.id, null, disabled.id]);
    expect(JSON.stringify(refused.map((each) => ({ ...each, id: null })))).not.toContain("nobody@people.example");
  });

  it("ends the session that the browser held before, so that a planted one is worth nothing", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    const browser = new TestBrowser(runtime);
    await browser.signIn(person.email, goodPassword);
    const first = browser.cookieHeader;
    await browser.signIn(person.email, goodPassword);
    expect(await runtime.authenticate(new Headers({ cookie: first }))).toBeNull();
    expect(await runtime.authenticate(new Headers({ cookie: browser.cookieHeader }))).not.toBeNull();
  });

  it("answers a revoked session at /api/auth/session with nothing and takes its cookie away", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    const browser = new TestBrowser(runtime);
    await browser.signIn(person.email, goodPassword);
    expect(await (await browser.auth("session")).json()).toHaveProperty("expires");
    await runtime.db.session.updateMany({ where: { userId: person.id }, data: { revokedAt: new Date() } });
    expect(await (await browser.auth("session")).json()).toEqual({});
    expect(browser.cookies.has("signalbox.session")).toBe(false);
  });
});

describe("throttling (security checks row 1 and 75)", () => {
  it("refuses the 11th failure of an account with 429, even with the right password", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      expect((await new TestBrowser(runtime).signIn(person.email, `wrong ${attempt}`)).status).toBe(401);
    }
    const before = (await auditOf("session.sign_in", person.id)).length;
    for (const spelling of [person.email, person.email.toUpperCase(), ` ${person.email} `]) {
      const answer = await new TestBrowser(runtime).signIn(spelling, goodPassword);
      expect(answer.status).toBe(429);
      expect(((await answer.json()) as { url: string }).url).toContain("too_many_requests");
    }
    expect((await auditOf("session.sign_in", person.id)).length).toBe(before + 1);
    await runtime.db.$executeRaw`update sign_in_throttle set window_started_at = now() - interval '16 minutes'`;
    expect((await new TestBrowser(runtime).signIn(person.email, goodPassword)).status).toBe(200);
  });

  it("counts an IPv6 /64 and every spelling of an address as one", async () => {
    const behindProxy = createTestRuntime({
      databaseUrl: database().url,
      settings: { SIGNALBOX_TRUSTED_PROXIES: "127.0.0.1" },
    });
    const spellings = (attempt: number): string[] => [
      `2001:db8:1:2::${attempt}`,
      `2001:0DB8:0001:0002:0000:0000:0000:${(attempt + 40).toString(16)}`,
    ];
    const from = (address: string) =>
      new TestBrowser(behindProxy, { "x-signalbox-peer": "127.0.0.1", "x-forwarded-for": `203.0.113.66, ${address}` });
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const address = spellings(attempt)[attempt % 2] ?? "";
      expect((await from(address).signIn(`somebody${attempt}@people.example`, "wrong")).status).toBe(401);
    }
    expect((await from("2001:db8:1:2:ffff::1").signIn("other@people.example", "wrong")).status).toBe(429);
    expect((await from("2001:db8:1:3::1").signIn("other@people.example", "wrong")).status).toBe(401);
    await behindProxy.close();
  });

  it("lets no more than ten of many simultaneous attempts through", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    const attempts = Array.from({ length: 30 }, (_, index) =>
      new TestBrowser(runtime).signIn(person.email, `wrong ${index}`),
    );
    const statuses = (await Promise.all(attempts)).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
  });

  it("tries nothing when the count cannot be written", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    const broken = new Proxy(runtime.db, {
      get(db, name) {
        if (name === "$queryRaw") return () => Promise.reject(new Error("the database is away"));
        return Reflect.get(db, name);
      },
    });
    const withoutCount = createTestRuntime({ databaseUrl: database().url, overrides: { db: broken } });
    const answer = await new TestBrowser(withoutCount).signIn(person.email, goodPassword);
    expect(answer.status).toBe(401);
    expect(((await answer.json()) as { url: string }).url).toContain("error=unavailable");
  });
});

describe("cookies, other sites and redirect targets (rows 12, 24, 33)", () => {
  it("sets only __Host- cookies with Secure, HttpOnly and SameSite when reached over TLS", async () => {
    const tls = createTestRuntime({
      databaseUrl: database().url,
      settings: { SIGNALBOX_URL: "https://signalbox.example" },
    });
    const person = await createPerson(tls, { roles: ["viewer"] });
    const browser = new TestBrowser(tls);
    expect((await browser.signIn(person.email, goodPassword)).status).toBe(200);
    expect(browser.setCookies.some((line) => line.startsWith("__Host-signalbox.session="))).toBe(true);
    for (const line of browser.setCookies) {
      expect(line).toMatch(/^__Host-signalbox\./);
      expect(line).toMatch(/; HttpOnly/i);
      expect(line).toMatch(/; Secure/i);
      expect(line).toMatch(/; SameSite=Lax/i);
      expect(line).toMatch(/; Path=\/(;|$)/i);
      expect(line).not.toMatch(/; Domain/i);
    }
    await tls.close();
  });

  it("refuses a post that does not come from our own pages, and one without its token", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    const browser = new TestBrowser(runtime);
    const fields = { csrfToken: await browser.csrfToken(), email: person.email, password: goodPassword, json: "true" };
    for (const site of ["cross-site", "same-site", "none"]) {
      expect((await browser.auth("callback/credentials", fields, { "sec-fetch-site": site })).status).toBe(403);
    }
    const answer = await browser.auth("callback/credentials", { ...fields, csrfToken: "made-up" });
    expect(((await answer.json()) as { url: string }).url).toContain("csrf=true");
    expect(browser.cookies.has("signalbox.session")).toBe(false);
  });

  it.each(["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example/", "%2f%2fevil.example"])(
    "goes to the home page instead of %s",
    async (target) => {
      const person = await createPerson(runtime, { roles: ["viewer"] });
      const browser = new TestBrowser(runtime);
      const answer = await browser.signIn(person.email, goodPassword, target);
      expect(await answer.json()).toEqual({ url: "http://localhost:3000/" });
      const redirect = await browser.auth(`signin?callbackUrl=${encodeURIComponent(target)}`);
      expect(redirect.headers.get("location")).toBe("/sign-in?callbackUrl=http%3A%2F%2Flocalhost%3A3000%2F");
    },
  );

  it("does not serve the library's log sink, pages or unknown actions", async () => {
    const browser = new TestBrowser(runtime);
    expect((await browser.auth("_log", { level: "error", code: "X" })).status).toBe(404);
    expect((await browser.auth("verify-request")).status).toBe(404);
    expect((await browser.auth("session", { csrfToken: "x" })).status).toBe(404);
  });
});
