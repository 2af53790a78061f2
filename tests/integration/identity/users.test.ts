import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createToken } from "@/lib/identity/use-cases/create-token";
import { createUser } from "@/lib/identity/use-cases/create-user";
import { disableUser, enableUser } from "@/lib/identity/use-cases/disable-user";
import { editUser } from "@/lib/identity/use-cases/edit-user";
import { issueSetupLink } from "@/lib/identity/use-cases/issue-setup-link";
import { getMe } from "@/lib/identity/use-cases/own-account";
import { getUser, listUsers } from "@/lib/identity/use-cases/read-users";
import { redeemSetupLink } from "@/lib/identity/use-cases/redeem-setup-link";
import { AppError } from "@/lib/kernel/app-error";
import { allPermissions } from "@/lib/platform/auth/permissions";
import { TestBrowser } from "../../support/browser";
import { useTestDatabase } from "../../support/database";
import { createPerson, goodPassword, type Person } from "../../support/people";
import { createTestRuntime, type TestRuntime } from "../../support/runtime";

const database = useTestDatabase();
let runtime: TestRuntime;
let admin: Person;

beforeAll(async () => {
  runtime = createTestRuntime({ databaseUrl: database().url });
  admin = await createPerson(runtime, { roles: ["admin"], name: "Ada Admin" });
});
afterAll(() => runtime.close());

const byAdmin = () => ({ actor: admin.actor });

/** Error that the promise rejects with, which must be one of ours. */
async function refusal(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

async function bearer(token: string) {
  return runtime.authenticate(new Headers({ authorization: `Bearer ${token}` }));
}

describe("making users", () => {
  it("hands out a one-time link, at which the person sets a password and then signs in", async () => {
    const made = await createUser.run(
      { email: " Rosa@Shop.Example ", name: "Rosa Lind", roles: ["sre", "viewer", "sre"] },
      byAdmin(),
      runtime,
    );
    expect(made.user).toMatchObject({ email: "rosa@shop.example", roles: ["viewer", "sre"], hasPassword: false });
    const token = new URL(made.setupLink?.url ?? "").searchParams.get("token") ?? "";
    const rows = await runtime.db.$queryRaw<{ line: string }[]>`select l::text as line from setup_link l`;
    expect(rows.map((row) => row.line).join()).not.toContain(token);

    const redeemed = await redeemSetupLink.run(
      { token, password: "violet harbour engine moth" },
      { actor: null },
      runtime,
    );
    expect(redeemed.email).toBe("rosa@shop.example");
    expect((await new TestBrowser(runtime).signIn("rosa@shop.example", "violet harbour engine moth")).status).toBe(200);
    const again = await refusal(redeemSetupLink.run({ token, password: goodPassword }, { actor: null }, runtime));
    expect(again.code).toBe("not_found");
  });

  it("remembers no link for a repeated request, and makes one user only", async () => {
    const input = { email: "twice@shop.example", name: "Twice", roles: ["viewer"] };
    const call = { ...byAdmin(), idempotencyKey: "make-twice" };
    const [first, second] = [await createUser.run(input, call, runtime), await createUser.run(input, call, runtime)];
    expect(second.user.id).toBe(first.user.id);
    expect(first.setupLink).not.toBeNull();
    expect(second.setupLink).toBeNull();
  });

  it("names the field of an address that is taken and all faults of a poor password", async () => {
    const taken = await refusal(
      createUser.run({ email: admin.email, name: "Again", roles: ["viewer"] }, byAdmin(), runtime),
    );
    expect(taken).toMatchObject({ code: "conflict", reasons: [{ field: "email" }] });
    const poor = await refusal(
      createUser.run({ email: "p@x.example", name: "P", roles: ["viewer"], password: "password" }, byAdmin(), runtime),
    );
    expect(poor).toMatchObject({ code: "invalid_input", reasons: [{ field: "password", code: "too_short" }] });
  });

  it.each(["passwordHash", "state", "id", "createdAt", "isAdmin", "__proto__x"])(
    "refuses the field %s (row 19)",
    async (field) => {
      const input = { email: "extra@x.example", name: "Extra", roles: ["viewer"], [field]: "x" };
      expect((await refusal(createUser.run(input, byAdmin(), runtime))).code).toBe("invalid_input");
    },
  );
});

describe("what ends sessions and tokens (rows 7, 9, 18)", () => {
  it("disabling shuts out at once, and enabling brings no session or token back", async () => {
    const person = await createPerson(runtime, { roles: ["developer"] });
    const { token } = await createToken.run({ name: "ci", scopes: ["rollout:read"] }, { actor: person.actor }, runtime);
    const cookie = new Headers({ cookie: person.cookie });
    expect(await runtime.authenticate(cookie)).not.toBeNull();
    expect(await bearer(token ?? "")).not.toBeNull();
    await disableUser.run({ id: person.id, reason: "left" }, byAdmin(), runtime);
    expect(await runtime.authenticate(cookie)).toBeNull();
    expect(await bearer(token ?? "")).toBeNull();
    await enableUser.run({ id: person.id }, byAdmin(), runtime);
    expect(await runtime.authenticate(cookie)).toBeNull();
    expect(await bearer(token ?? "")).toBeNull();
  });

  it("other roles end the sessions; a token does from the next request what its owner still may", async () => {
    const person = await createPerson(runtime, { roles: ["release_manager"] });
    const scopes = ["environment:write", "catalog:read"];
    const { token } = await createToken.run({ name: "ci", scopes }, { actor: person.actor }, runtime);
    const user = await getUser.run({ id: person.id }, byAdmin(), runtime);
    await editUser.run({ id: person.id, revision: user.revision, roles: ["viewer"] }, byAdmin(), runtime);
    expect(await runtime.authenticate(new Headers({ cookie: person.cookie }))).toBeNull();
    const actor = await bearer(token ?? "");
    expect(actor?.kind === "token" && [...actor.permissions]).toEqual(["catalog:read"]);
  });

  it("a role taken away in the database counts from the next request", async () => {
    const person = await createPerson(runtime, { roles: ["admin"] });
    const headers = new Headers({ cookie: person.cookie });
    expect(await listUsers.run({}, { actor: await runtime.authenticate(headers) }, runtime)).toBeDefined();
    await runtime.db.user.update({ where: { id: person.id }, data: { roles: ["viewer"] } });
    const error = await refusal(listUsers.run({}, { actor: await runtime.authenticate(headers) }, runtime));
    expect(error.code).toBe("forbidden");
  });
});

describe("rules of editing", () => {
  it("refuses a change based on an older revision and shows the present one", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    await editUser.run({ id: person.id, revision: 1, name: "First" }, byAdmin(), runtime);
    const error = await refusal(editUser.run({ id: person.id, revision: 1, name: "Second" }, byAdmin(), runtime));
    expect(error).toMatchObject({ code: "stale_state", current: { revision: 2 } });
  });

  it("keeps the last active administrator, also when two would remove each other at once", async () => {
    const alone = await createPerson(runtime, { roles: ["admin"] });
    const other = await createPerson(runtime, { roles: ["admin"] });
    await runtime.db.user.updateMany({
      where: { roles: { has: "admin" }, id: { notIn: [alone.id, other.id] } },
      data: { state: "disabled" },
    });
    const results = await Promise.allSettled([
      disableUser.run({ id: other.id }, { actor: alone.actor }, runtime),
      editUser.run({ id: alone.id, revision: 1, roles: ["viewer"] }, { actor: other.actor }, runtime),
    ]);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    const left = await runtime.db.user.findMany({ where: { roles: { has: "admin" }, state: "active" } });
    expect(left).toHaveLength(1);
    const last = left[0]?.id === alone.id ? alone : other;
    expect((await refusal(disableUser.run({ id: last.id }, { actor: last.actor }, runtime))).code).toBe("rejected");
    await runtime.db.user.update({ where: { id: admin.id }, data: { state: "active" } });
  });

  it("asks for the password again before power is given away (row 10)", async () => {
    const person = await createPerson(runtime, { roles: ["admin"] });
    const call = { actor: person.actor };
    await runtime.db.$executeRaw`
      update session set authenticated_at = now() - interval '16 minutes' where id = ${person.actor.sessionId}`;
    const target = await createPerson(runtime, { roles: ["viewer"] });
    const attempts = [
      () => createUser.run({ email: "new@x.example", name: "New", roles: ["viewer"] }, call, runtime),
      () => editUser.run({ id: target.id, revision: 1, roles: ["admin"] }, call, runtime),
      () => issueSetupLink.run({ id: target.id }, call, runtime),
      () => createToken.run({ name: "t", scopes: ["catalog:read"] }, call, runtime),
    ];
    for (const attempt of attempts) expect((await refusal(attempt())).code).toBe("reauthentication_required");
  });

  it("records who did what, before and after, and each refusal once", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    await editUser.run({ id: person.id, revision: 1, roles: ["auditor"] }, byAdmin(), runtime);
    await refusal(editUser.run({ id: person.id, revision: 2, roles: ["admin"] }, { actor: person.actor }, runtime));
    const events = await runtime.db.auditEvent.findMany({ where: { subjectId: person.id, action: "user.edit" } });
    expect(events.map((event) => [event.outcome, event.actorId])).toEqual([
      ["accepted", admin.id],
      ["refused", person.id],
    ]);
    expect(events[0]).toMatchObject({ before: { roles: ["viewer"] }, after: { roles: ["auditor"] } });
  });
});

describe("tokens that may manage users (row 57)", () => {
  it("make nobody stronger than themselves, themselves included", async () => {
    const { token } = await createToken.run(
      { name: "provisioning", scopes: ["identity:write", "catalog:read"] },
      byAdmin(),
      runtime,
    );
    const call = { actor: await bearer(token ?? "") };
    const target = await createPerson(runtime, { roles: ["viewer"] });
    const attempts = [
      () =>
        createUser.run(
          { email: "boss@x.example", name: "Boss", roles: ["admin"], password: goodPassword },
          call,
          runtime,
        ),
      () => editUser.run({ id: target.id, revision: 1, roles: ["sre"] }, call, runtime),
      () => issueSetupLink.run({ id: admin.id }, call, runtime),
      () => disableUser.run({ id: admin.id }, call, runtime),
      () => createToken.run({ name: "more", scopes: allPermissions }, call, runtime),
    ];
    for (const attempt of attempts) expect((await refusal(attempt())).code).toBe("forbidden");
  });

  it("answer for themselves, but have no account", async () => {
    const { token } = await createToken.run({ name: "me", scopes: ["account:own"] }, byAdmin(), runtime);
    const me = await getMe.run({}, { actor: await bearer(token ?? "") }, runtime);
    expect(me).toMatchObject({ kind: "token", name: "me", permissions: ["account:own"] });
  });
});
