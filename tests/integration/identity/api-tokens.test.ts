import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createToken } from "@/lib/identity/use-cases/create-token";
import { listTokens } from "@/lib/identity/use-cases/read-tokens";
import { revokeToken } from "@/lib/identity/use-cases/revoke-token";
import { useTestDatabase } from "../../support/database";
import { createPerson, type Person } from "../../support/people";
import { createTestRuntime, type TestRuntime } from "../../support/runtime";

const database = useTestDatabase();
let runtime: TestRuntime;
let person: Person;

beforeAll(async () => {
  runtime = createTestRuntime({ databaseUrl: database().url });
  person = await createPerson(runtime, { roles: ["sre"] });
});
afterAll(() => runtime.close());

const bearer = (token: string | null, over: TestRuntime = runtime) =>
  over.authenticate(new Headers({ authorization: `Bearer ${token}` }));

async function make(scopes: string[] = ["rollout:read"]) {
  return createToken.run({ name: "pipeline", scopes }, { actor: person.actor }, runtime);
}

describe("API tokens (rows 54, 55, 57)", () => {
  it("act with their scopes and name their owner", async () => {
    const made = await make(["rollout:read", "rollout:start"]);
    expect(made.token).toMatch(/^sbx_api_[0-9A-Za-z]{33}$/);
    expect(await bearer(made.token)).toMatchObject({ kind: "token", id: made.id, ownerId: person.id, roles: ["sre"] });
  });

  it("are nowhere in the database, not even for a repetition of the request that made them", async () => {
    const call = { actor: person.actor, idempotencyKey: "same-token" };
    const first = await createToken.run({ name: "once", scopes: ["rollout:read"] }, call, runtime);
    const second = await createToken.run({ name: "once", scopes: ["rollout:read"] }, call, runtime);
    expect(second).toEqual({ ...first, token: null });
    const tables = await runtime.db.$queryRaw<{ line: string }[]>`
      select t::text as line from api_token t union all select i::text from idempotency_record i
      union all select a::text from audit_event a`;
    expect(tables.map((row) => row.line).join("\n")).not.toContain(first.token?.slice(8, -6));
  });

  it("are refused without a query when their checksum is wrong", async () => {
    const { token } = await make();
    let queries = 0;
    const counted = new Proxy(runtime.db, {
      get(db, name) {
        queries += 1;
        return Reflect.get(db, name);
      },
    });
    const counting = createTestRuntime({ databaseUrl: database().url, overrides: { db: counted } });
    const last = token?.at(-1) === "0" ? "1" : "0";
    expect(await bearer(`${token?.slice(0, -1)}${last}`, counting)).toBeNull();
    expect(await bearer("sbx_api_tooshort", counting)).toBeNull();
    expect(queries).toBe(0);
    expect(await bearer(token, counting)).not.toBeNull();
    expect(queries).toBeGreaterThan(0);
  });

  it("stop when revoked, when expired, and are not found by others", async () => {
    const [revoked, expired] = [await make(), await make()];
    await revokeToken.run({ id: revoked.id }, { actor: person.actor }, runtime);
    await runtime.db.$executeRaw`update api_token set expires_at = now() where id = ${expired.id}`;
    expect(await bearer(revoked.token)).toBeNull();
    expect(await bearer(expired.token)).toBeNull();
    const stranger = await createPerson(runtime, { roles: ["sre"] });
    const attempt = revokeToken.run({ id: expired.id }, { actor: stranger.actor }, runtime);
    await expect(attempt).rejects.toMatchObject({ code: "not_found" });
    await expect(listTokens.run({ owner: "all" }, { actor: stranger.actor }, runtime)).rejects.toMatchObject({
      code: "forbidden",
    });
    const states = (await listTokens.run({}, { actor: person.actor }, runtime)).items.map((token) => token.state);
    expect(new Set(states)).toEqual(new Set(["active", "revoked", "expired"]));
  });

  it("hold no scope that their owner has not", async () => {
    const attempt = createToken.run({ name: "x", scopes: ["identity:write"] }, { actor: person.actor }, runtime);
    await expect(attempt).rejects.toMatchObject({ code: "forbidden", reasons: [{ field: "scopes" }] });
  });

  it("make no tokens", async () => {
    const { token } = await make(["token:own", "rollout:read"]);
    const attempt = createToken.run({ name: "x", scopes: ["rollout:read"] }, { actor: await bearer(token) }, runtime);
    await expect(attempt).rejects.toMatchObject({ code: "forbidden" });
  });

  it("note their last use at most once a minute", async () => {
    const { token, id } = await make();
    const lastUse = async () => (await runtime.db.apiToken.findUniqueOrThrow({ where: { id } })).lastUsedAt;
    expect(await lastUse()).toBeNull();
    await bearer(token);
    const first = await lastUse();
    await bearer(token);
    expect(await lastUse()).toEqual(first);
  });

  it("decide alone: a good cookie does not help a bad token", async () => {
    const headers = new Headers({ cookie: person.cookie, authorization: "Bearer nonsense" });
    expect(await runtime.authenticate(headers)).toBeNull();
    expect(await runtime.authenticate(new Headers({ authorization: "Basic eDp5" }))).toBeNull();
  });
});

describe("the bootstrap token", () => {
  it("acts as an administrator where it is set, and as nobody where it is not", async () => {
    const token = "Xk93jfLw02mcPqz71hdyRt58vbNa46se";
    const settings = { SIGNALBOX_BOOTSTRAP_TOKEN: token };
    const withToken = createTestRuntime({ databaseUrl: database().url, settings });
    const actor = await bearer(token, withToken);
    expect(actor).toMatchObject({ kind: "token", name: "bootstrap token", ownerId: null, roles: ["admin"] });
    expect(await bearer(`${token}x`, withToken)).toBeNull();
    expect(await bearer(token)).toBeNull();
    await expect(createToken.run({ name: "x", scopes: ["rollout:read"] }, { actor }, withToken)).rejects.toMatchObject({
      code: "forbidden",
    });
    await withToken.close();
  });
});
