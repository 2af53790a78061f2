import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changePassword, reauthenticate } from "@/lib/identity/use-cases/change-password";
import { isSessionAlive } from "@/lib/identity/use-cases/is-session-alive";
import { editAccount, getMe, listOwnSessions } from "@/lib/identity/use-cases/own-account";
import { revokeOwnSession, signOutEverywhere } from "@/lib/identity/use-cases/sign-out-user";
import { TestBrowser } from "../../support/browser";
import { useTestDatabase } from "../../support/database";
import { createPerson, goodPassword, type Person, startSession } from "../../support/people";
import { createTestRuntime, type TestRuntime } from "../../support/runtime";

const database = useTestDatabase();
let runtime: TestRuntime;

beforeAll(() => {
  runtime = createTestRuntime({ databaseUrl: database().url });
});
afterAll(() => runtime.close());

const isAccepted = async (cookie: string, over: TestRuntime = runtime) =>
  (await over.authenticate(new Headers({ cookie }))) !== null;

async function shift(person: Person, column: "last_seen_at" | "expires_at", by: string): Promise<void> {
  const { sessionId } = person.actor;
  if (column === "last_seen_at")
    await runtime.db.$executeRaw`update session set last_seen_at = now() + ${by}::interval where id = ${sessionId}`;
  else await runtime.db.$executeRaw`update session set expires_at = now() + ${by}::interval where id = ${sessionId}`;
}

describe("how long a session lives (row 8)", () => {
  it("idles out after 30 minutes", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    await shift(person, "last_seen_at", "-29 minutes");
    expect(await isAccepted(person.cookie)).toBe(true);
    await shift(person, "last_seen_at", "-31 minutes");
    expect(await isAccepted(person.cookie)).toBe(false);
  });

  it("ends 12 hours after it began, however active", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    const [row] = await runtime.db.$queryRaw<{ hours: number }[]>`
      select extract(epoch from expires_at - created_at)::float / 3600 as hours from session
       where id = ${person.actor.sessionId}`;
    expect(row?.hours).toBeCloseTo(12, 3);
    await shift(person, "expires_at", "-1 second");
    expect(await isAccepted(person.cookie)).toBe(false);
  });

  it("goes by the database's clock, whatever ours says", async () => {
    const late = createTestRuntime({ databaseUrl: database().url, now: Date.now() + 86_400_000 });
    const early = createTestRuntime({ databaseUrl: database().url, now: Date.now() - 86_400_000 });
    const person = await createPerson(runtime, { roles: ["viewer"] });
    expect([await isAccepted(person.cookie, late), await isAccepted(person.cookie, early)]).toEqual([true, true]);
    await shift(person, "last_seen_at", "-31 minutes");
    expect([await isAccepted(person.cookie, late), await isAccepted(person.cookie, early)]).toEqual([false, false]);
    await late.close();
    await early.close();
  });

  it("writes activity at most once a minute", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    const seen = async () =>
      (await runtime.db.session.findUniqueOrThrow({ where: { id: person.actor.sessionId } })).lastSeenAt.getTime();
    const first = await seen();
    await isAccepted(person.cookie);
    expect(await seen()).toBe(first);
    await shift(person, "last_seen_at", "-2 minutes");
    await isAccepted(person.cookie);
    expect(await seen()).toBeGreaterThan(first - 1_000);
  });

  it("refuses a cookie that was changed, or sealed with another installation's secret", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    const middle = Math.floor(person.cookie.length / 2);
    const flipped =
      person.cookie.slice(0, middle) + (person.cookie[middle] === "A" ? "B" : "A") + person.cookie.slice(middle + 1);
    expect(await isAccepted(flipped)).toBe(false);
    const other = createTestRuntime({
      databaseUrl: database().url,
      settings: { SIGNALBOX_SECRET: "another-3Rk8dLw0qPz7Xv5cB1nM2aS4" },
    });
    expect(await isAccepted(person.cookie, other)).toBe(false);
    await other.close();
  });
});

describe("one's own sessions", () => {
  it("are listed, and each can be ended; others' cannot", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    const second = await startSession(runtime, person.id);
    const list = await listOwnSessions.run({}, { actor: person.actor }, runtime);
    expect(list.items.map((item) => item.isCurrent).sort()).toEqual([false, true]);
    const stranger = await createPerson(runtime, { roles: ["viewer"] });
    await expect(
      revokeOwnSession.run({ id: second.actor.sessionId }, { actor: stranger.actor }, runtime),
    ).rejects.toMatchObject({ code: "not_found" });
    await revokeOwnSession.run({ id: second.actor.sessionId }, { actor: person.actor }, runtime);
    expect(await isAccepted(second.cookie)).toBe(false);
    expect(await isSessionAlive(second.actor.sessionId, runtime)).toBe(false);
    expect(await isAccepted(person.cookie)).toBe(true);
    await signOutEverywhere.run({}, { actor: person.actor }, runtime);
    expect(await isAccepted(person.cookie)).toBe(false);
  });
});

describe("changing one's password", () => {
  it("needs the present one, ends other sessions, and takes effect", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    const other = await startSession(runtime, person.id);
    const call = { actor: person.actor };
    const change = (currentPassword: string, newPassword: string) =>
      changePassword.run({ currentPassword, newPassword }, call, runtime);
    await expect(change("wrong words entirely", "amber kettle over fjord")).rejects.toMatchObject({
      code: "invalid_input",
      reasons: [{ field: "currentPassword" }],
    });
    await expect(change(goodPassword, "qwertyuiopasdfgh")).rejects.toMatchObject({
      code: "invalid_input",
      reasons: [{ field: "newPassword", code: "too_common" }],
    });
    await change(goodPassword, "amber kettle over fjord");
    expect(await isAccepted(other.cookie)).toBe(false);
    expect(await isAccepted(person.cookie)).toBe(true);
    expect((await new TestBrowser(runtime).signIn(person.email, goodPassword)).status).toBe(401);
    expect((await new TestBrowser(runtime).signIn(person.email, "amber kettle over fjord")).status).toBe(200);
    const dump = await runtime.db.$queryRaw<{ line: string }[]>`
      select a::text as line from audit_event a union all select u::text from app_user u`;
    expect(dump.map((row) => row.line).join("\n")).not.toContain("amber kettle");
    const stored = await runtime.db.user.findUniqueOrThrow({ where: { id: person.id } });
    expect(stored.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it("lets nobody try passwords without end from within a session", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    const attempt = (password: string) => reauthenticate.run({ password }, { actor: person.actor }, runtime);
    for (let count = 0; count < 10; count += 1) {
      await expect(attempt(`guess ${count}`)).rejects.toMatchObject({ code: "invalid_input" });
    }
    await expect(attempt(goodPassword)).rejects.toMatchObject({ code: "too_many_requests" });
  });

  it("giving it again opens what had asked for it", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    await runtime.db.$executeRaw`
      update session set authenticated_at = now() - interval '1 hour' where id = ${person.actor.sessionId}`;
    await reauthenticate.run({ password: goodPassword }, { actor: person.actor }, runtime);
    const actor = await runtime.authenticate(new Headers({ cookie: person.cookie }));
    expect(actor?.kind === "user" && Date.now() - actor.authenticatedAt).toBeLessThan(60_000);
  });
});

describe("preferences", () => {
  it("are merged field by field, and wrong zones refused", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    const call = { actor: person.actor };
    await editAccount.run({ preferences: { density: "compact" } }, call, runtime);
    await editAccount.run({ preferences: { timeZone: "Europe/Zurich" }, name: "Other Name" }, call, runtime);
    const me = await getMe.run(
      {},
      { actor: await runtime.authenticate(new Headers({ cookie: person.cookie })) },
      runtime,
    );
    expect(me).toMatchObject({ name: "Other Name", preferences: { density: "compact", timeZone: "Europe/Zurich" } });
    await expect(editAccount.run({ preferences: { timeZone: "Mars/Base" } }, call, runtime)).rejects.toMatchObject({
      code: "invalid_input",
      reasons: [{ field: "preferences.timeZone" }],
    });
  });
});
