import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { TestBrowser } from "../../support/browser";
import { useTestDatabase } from "../../support/database";
import { approveAtProvider, type IdentityProvider, startIdentityProvider } from "../../support/identity-provider";
import { createPerson } from "../../support/people";
import { createTestRuntime, type TestRuntime } from "../../support/runtime";

const database = useTestDatabase();
const redirectUri = "http://localhost:3000/api/auth/callback/oidc";
const people = {
  "subject-rosa": { email: "rosa@corp.example", name: "Rosa Lind" },
  "subject-thin": {},
  "subject-gone": { email: "gone@corp.example", name: "Gone" },
};
let provider: IdentityProvider;
let otherProvider: IdentityProvider;
let runtime: TestRuntime;
let otherRuntime: TestRuntime;

function runtimeFor(idp: IdentityProvider): TestRuntime {
  return createTestRuntime({
    databaseUrl: database().url,
    settings: {
      SIGNALBOX_OIDC_ISSUER: idp.issuer,
      SIGNALBOX_OIDC_CLIENT_ID: idp.clientId,
      SIGNALBOX_OIDC_CLIENT_SECRET: idp.clientSecret,
    },
  });
}

beforeAll(async () => {
  provider = await startIdentityProvider({ redirectUri, people });
  otherProvider = await startIdentityProvider({ redirectUri, people });
  runtime = runtimeFor(provider);
  otherRuntime = runtimeFor(otherProvider);
});
afterAll(async () => {
  await runtime.close();
  await otherRuntime.close();
  await provider.stop();
  await otherProvider.stop();
});
afterEach(async () => {
  provider.tamper(null);
  await runtime.db.signInThrottle.deleteMany();
});

interface Attempt {
  readonly browser: TestBrowser;
  readonly target: string;
}

/** The whole way: to the provider, through its pages, and back with its answer (changed by `edit` on the way). */
async function signIn(over: TestRuntime, login: string, edit = (url: string) => url): Promise<Attempt> {
  const browser = new TestBrowser(over);
  const csrfToken = await browser.csrfToken();
  const start = await browser.auth("signin/oidc", { csrfToken, callbackUrl: "/rollouts", json: "true" });
  const { url } = (await start.json()) as { url: string };
  const back = edit(await approveAtProvider(url, login));
  const answer = await browser.auth(back.slice("http://localhost:3000/api/auth/".length));
  return { browser, target: answer.headers.get("location") ?? "" };
}

const actorOf = (over: TestRuntime, browser: TestBrowser) =>
  over.authenticate(new Headers({ cookie: browser.cookieHeader }));

describe("single sign-on with a real provider (row 11)", () => {
  it("admits somebody new as a viewer, and knows them again by issuer and subject", async () => {
    const first = await signIn(runtime, "subject-rosa");
    expect(first.target).toBe("http://localhost:3000/rollouts");
    const actor = await actorOf(runtime, first.browser);
    expect(actor).toMatchObject({ kind: "user", email: "rosa@corp.example", name: "Rosa Lind", roles: ["viewer"] });
    const second = await actorOf(runtime, (await signIn(runtime, "subject-rosa")).browser);
    expect(second?.id).toBe(actor?.id);
    expect(await runtime.db.user.count({ where: { email: "rosa@corp.example" } })).toBe(1);
    expect(provider.seen.total).toBeGreaterThan(0);
    expect(provider.seen.withAllChecks).toBe(provider.seen.total);
  });

  it("admits somebody of whom the provider says nothing but who it is", async () => {
    const { browser } = await signIn(runtime, "subject-thin");
    expect(await actorOf(runtime, browser)).toMatchObject({ roles: ["viewer"], name: "New user" });
  });

  it("links nobody by e-mail address: not another issuer's subject, not an account with a password", async () => {
    await signIn(runtime, "subject-rosa");
    const foreign = await signIn(otherRuntime, "subject-rosa");
    expect(foreign.target).toContain("error=account_exists");
    expect(await actorOf(otherRuntime, foreign.browser)).toBeNull();
    const local = await createPerson(runtime, { roles: ["admin"], email: "gone@corp.example" });
    const attempt = await signIn(runtime, "subject-gone");
    expect(attempt.target).toContain("error=account_exists");
    expect(await runtime.db.oidcIdentity.count({ where: { userId: local.id } })).toBe(0);
    await runtime.db.user.update({ where: { id: local.id }, data: { email: "moved@corp.example" } });
  });

  it("shuts out a disabled person whatever the provider says", async () => {
    const { browser } = await signIn(runtime, "subject-gone");
    const id = (await actorOf(runtime, browser))?.id ?? "";
    await runtime.db.user.update({ where: { id }, data: { state: "disabled" } });
    const again = await signIn(runtime, "subject-gone");
    expect(again.target).toContain("error=disabled");
    expect(await actorOf(runtime, again.browser)).toBeNull();
  });

  it.each([
    ["another nonce", { claims: { nonce: "another" } }],
    ["another audience", { claims: { aud: "somebody-else" } }],
    ["another issuer", { claims: { iss: "http://127.0.0.1:1" } }],
    ["an end in the past", { claims: { exp: 1_000_000_000, iat: 999_999_000 } }],
    ["no signature", { alg: "none" }],
    ["a signature by another key", { foreignKey: true, claims: { sub: "subject-thin" } }],
  ] as const)("refuses an ID token with %s, and records that", async (_what, tampering) => {
    provider.tamper(tampering);
    const { browser, target } = await signIn(runtime, "subject-rosa");
    expect(target).toContain("error=OAuthCallback");
    expect(await actorOf(runtime, browser)).toBeNull();
    const [last] = await runtime.db.auditEvent.findMany({ orderBy: { id: "desc" }, take: 1 });
    expect(last).toMatchObject({ action: "session.sign_in", outcome: "refused", detail: { code: "provider_failed" } });
  });

  it("refuses an answer with another state, and one that another browser had asked for", async () => {
    const changed = await signIn(runtime, "subject-rosa", (url) => url.replace(/state=[^&]+/, "state=another"));
    expect(changed.target).toContain("error=OAuthCallback");
    const browser = new TestBrowser(runtime);
    const start = await browser.auth("signin/oidc", { csrfToken: await browser.csrfToken(), json: "true" });
    const back = await approveAtProvider(((await start.json()) as { url: string }).url, "subject-rosa");
    const victim = new TestBrowser(runtime);
    const answer = await victim.auth(back.slice("http://localhost:3000/api/auth/".length));
    expect(answer.headers.get("location")).toContain("error=OAuthCallback");
    expect(await actorOf(runtime, victim)).toBeNull();
  });

  it("is not offered where it is not configured", async () => {
    const without = createTestRuntime({ databaseUrl: database().url });
    const offered = async (over: TestRuntime) =>
      Object.keys((await (await new TestBrowser(over).auth("providers")).json()) as object);
    expect(await offered(without)).toEqual(["credentials"]);
    expect(await offered(runtime)).toEqual(["credentials", "oidc"]);
    await without.close();
  });
});
