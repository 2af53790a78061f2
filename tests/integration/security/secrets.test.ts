import { Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOperations } from "@/lib/api-operations";
import { createLog } from "@/lib/platform/log";
import { setRuntime } from "@/lib/platform/runtime";
import { callApi } from "../../support/api-call";
import { useTestDatabase } from "../../support/database";
import { createPerson, type Person } from "../../support/people";
import { createTestRuntime, type TestRuntime } from "../../support/runtime";

/** Goal: what is secret goes in and never comes out. Method: canaries in every secret, then everything is read and searched. */

const database = useTestDatabase();
const logged: string[] = [];
let runtime: TestRuntime;
let admin: Person;
let targetId: string;

const canary = {
  target: "canary-target-3f9a61c7d2",
  otherTarget: "canary-target-77b0aa41ee",
  source: "canary-source-91c2d4e6aa",
  password: "canary-password 5d2e8f1b under the bridge",
  wrongPassword: "canary-guess 0b7741dd of somebody",
};

function logInto(lines: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
}

const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  callApi(method, path, { headers: { cookie: admin.cookie, ...headers }, ...(body === undefined ? {} : { body }) });

const edge = (adminUrl: string) => ({ kind: "edge", adminUrl, service: "shop" });
const prometheus = (url: string) => ({ kind: "prometheus", url });

beforeAll(async () => {
  const log = createLog("test", "trace", logInto(logged));
  runtime = createTestRuntime({ databaseUrl: database().url, overrides: { log } });
  setRuntime(runtime);
  admin = await createPerson(runtime, { roles: ["admin"] });
  await call("POST", "/services", { slug: "shop", name: "Shop", tier: 1 });
  await call("POST", "/environments", { slug: "production", name: "Production", kind: "production", rank: 1 });
  const target = await call("POST", "/targets", {
    service: "shop",
    environment: "production",
    config: edge("https://edge.example.com:8443/admin"),
    secret: canary.target,
    live: { slot: "a", version: "1.0.0" },
  });
  targetId = String(target.body.id);
  const source = {
    slug: "prom",
    name: "Prometheus",
    config: prometheus("https://prom.example.com"),
    secret: canary.source,
  };
  expect([target.status, (await call("POST", "/metric-sources", source)).status]).toEqual([201, 201]);
  const somebody = { email: "canary@people.example", name: "Somebody", roles: ["viewer"], password: canary.password };
  expect((await call("POST", "/users", somebody)).status).toBe(201);
});
afterAll(() => runtime.close());

async function databaseText(): Promise<string> {
  const tables = await runtime.db.$queryRaw<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename <> '_prisma_migrations'`;
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await runtime.db.$queryRawUnsafe<{ line: string }[]>(`select t::text as line from "${name}" t`);
    texts.push(...rows.map((row) => row.line));
  }
  expect(tables.length).toBeGreaterThan(20);
  return texts.join("\n");
}

function expectNoCanary(text: string, where: string): void {
  for (const secret of Object.values(canary)) expect(text.includes(secret), `${secret} in ${where}`).toBe(false);
}

describe("secrets of targets and sources", () => {
  it("are never read back: not from the answer that made them, nor from any read (rows 27 and 59)", async () => {
    let read = 0;
    for (const operation of apiOperations.filter((each) => each.method === "GET")) {
      const slug = operation.path.startsWith("/metric-sources") ? "prom" : "shop";
      const path = operation.path.replace("{slug}", slug).replace("{id}", targetId);
      const answer = await call("GET", path);
      expectNoCanary(answer.text, operation.id);
      expect(answer.text, operation.id).not.toMatch(/passwordHash|tokenHash|argon2id|"v1\.derived\./);
      if (answer.status === 200) read += 1;
    }
    expect(read).toBeGreaterThan(15);
    expect((await call("GET", `/targets/${targetId}`)).body).toMatchObject({ hasSecret: true });
    expect((await call("GET", "/metric-sources/prom")).body).toMatchObject({ hasSecret: true });
  });

  it("stand nowhere in the database as they were given, and are sealed to their row (row 58)", async () => {
    expectNoCanary(await databaseText(), "the database");
    const stored = await runtime.db.target.findUniqueOrThrow({ where: { id: targetId } });
    const source = await runtime.db.metricSource.findUniqueOrThrow({ where: { slug: "prom" } });
    const place = { table: "target", column: "secret", rowId: targetId };
    expect(runtime.secrets.open(stored.secret ?? "", place)).toBe(canary.target);
    expect(() => runtime.secrets.open(source.secret ?? "", place)).toThrow();
  });

  it("are bound to the origin that they were given for: another address needs them again (row 42)", async () => {
    const moved = edge("https://edge.attacker.example/admin");
    const before = { revision: 1, config: moved };
    for (const url of ["https://edge.attacker.example", "http://edge.example.com:8443", "https://edge.example.com"]) {
      const answer = await call("PATCH", `/targets/${targetId}`, { ...before, config: edge(url) });
      expect(answer, url).toMatchObject({
        status: 400,
        body: { reasons: [{ field: "secret", code: "secret_required" }] },
      });
    }
    const kinds = { kind: "webhook", url: "https://hooks.attacker.example/x" };
    expect((await call("PATCH", `/targets/${targetId}`, { revision: 1, config: kinds })).status).toBe(400);
    const source = { revision: 1, config: prometheus("https://prom.attacker.example") };
    expect((await call("PATCH", "/metric-sources/prom", source)).status).toBe(400);
    const within = { revision: 1, config: edge("https://edge.example.com:8443/other/path") };
    expect((await call("PATCH", `/targets/${targetId}`, within)).status).toBe(200);
    const anew = { revision: 2, config: moved, secret: canary.otherTarget };
    const answer = await call("PATCH", `/targets/${targetId}`, anew);
    expect(answer.status).toBe(200);
    expectNoCanary(answer.text, "the answer to the edit");
    expectNoCanary(await databaseText(), "the database");
  });

  it("addresses that outbound policy refuses are refused when saved (rows 37 and 40)", async () => {
    const health = { urls: { a: ["http://169.254.169.254/latest"], b: ["http://10.1.2.3/healthz"] } };
    const answer = await call("PATCH", `/targets/${targetId}`, {
      revision: 3,
      config: edge("http://127.0.0.1:9000"),
      health,
      secret: canary.otherTarget,
    });
    expect(answer.status).toBe(400);
    const reasons = answer.body.reasons as { field: string; code: string }[];
    expect(reasons.map((reason) => [reason.field, reason.code])).toEqual([
      ["config.adminUrl", "address_blocked"],
      ["health.urls.a.0", "address_blocked"],
      ["health.urls.b.0", "address_blocked"],
    ]);
    const socket = { kind: "haproxy", socket: "169.254.169.254:9999", backend: "b", slots: { a: ["a"], b: ["b"] } };
    expect(
      (await call("PATCH", `/targets/${targetId}`, { revision: 3, config: socket, secret: canary.target })).status,
    ).toBe(400);
    const source = { slug: "inside", name: "Inside", config: prometheus("http://[::ffff:7f00:1]:9090") };
    expect((await call("POST", "/metric-sources", source)).status).toBe(400);
  });
});

describe("what is logged (rows 56 and 60)", () => {
  it("holds no secret of any request, also of those that fail", async () => {
    await call("POST", "/users", { email: "no", name: "", roles: ["nobody"], password: canary.password });
    await call("POST", "/metric-sources", {
      slug: "prom",
      name: "Again",
      config: prometheus("https://x.example"),
      secret: canary.source,
    });
    await call("POST", "/me/reauthenticate", { password: canary.wrongPassword });
    const cookie = `signalbox.session=${canary.source}`;
    await callApi("GET", "/me", { headers: { cookie, authorization: `Bearer ${canary.target}` } });
    const broken = {
      ...runtime,
      db: new Proxy(runtime.db, { get: (db, name) => (name === "$transaction" ? failing : Reflect.get(db, name)) }),
    };
    setRuntime(broken);
    const answer = await call("POST", "/users", {
      email: "new@people.example",
      name: "New",
      roles: ["viewer"],
      password: canary.password,
    });
    setRuntime(runtime);
    expect(answer.status).toBe(500);
    const text = logged.join("");
    expect(text).toContain("request failed");
    expectNoCanary(text, "the log");
    expectNoCanary(answer.text, "the answer");
    expectNoCanary(await databaseText(), "the database, audit log included");
  });

  it("never takes a token in an address, and does not repeat it (row 56)", async () => {
    const token = "sbx_api_0123456789abcdefghijABCDEFGHIJ012";
    for (const name of ["token", "access_token", "%74oken"]) {
      const answer = await call("GET", `/services?${name}=${token}`);
      expect(answer.status, name).toBe(400);
      expect(answer.text).not.toContain(token);
    }
    expect(logged.join("")).not.toContain(token);
  });

  it("is one line of JSON an entry, whatever was sent (row 64)", async () => {
    const hostile = '\u001b[31m red \r\n{"level":"fatal"}\u2028';
    runtime.log.warn({ userAgent: hostile, err: new Error(hostile) }, hostile);
    await callApi("GET", `/services/${encodeURIComponent(hostile)}`, { headers: { cookie: admin.cookie } });
    const lines = logged.join("").split("\n").filter(Boolean);
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) {
      expect(() => JSON.parse(line)).not.toThrow();
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
      expect(line).not.toMatch(/[\u0000-\u001f\u007f]/);
    }
  });

  it("censors the usual names of secrets wherever an entry holds them (row 60)", () => {
    const lines: string[] = [];
    const log = createLog("test", "info", logInto(lines));
    const secret = "s3cr3t-value";
    log.info({ password: secret, token: secret, headers: { authorization: secret, cookie: secret }, body: { secret } });
    expect(lines.join("")).not.toContain(secret);
    expect(lines.join("")).toContain("[redacted]");
  });
});

async function failing(): Promise<never> {
  throw new Error(`Raw query failed: insert into app_user at /srv/app/lib/store.ts:12`);
}

describe("errors that are ours (row 73)", () => {
  it("answer with the request's id and nothing of what went wrong", async () => {
    const inner = "relation app_user at /srv/app/lib/store.ts:12 select * from secrets";
    const db = new Proxy(runtime.db, {
      get(target, name) {
        if (typeof name === "string" && !name.startsWith("$") && name !== "auditEvent" && name !== "then") {
          return new Proxy({}, { get: () => () => Promise.reject(new Error(inner)) });
        }
        if (name === "$transaction") return () => Promise.reject(new Error(inner));
        return Reflect.get(target, name);
      },
    });
    setRuntime({ ...runtime, db });
    let forced = 0;
    for (const operation of apiOperations) {
      const path = operation.path.replaceAll(/\{\w+\}/g, "shop");
      const answer = await call(operation.method, path, operation.method === "GET" ? undefined : {}, {
        "x-request-id": "req_forced_failure",
      });
      expect(answer.text, operation.id).not.toMatch(/app_user|secrets|store\.ts|\bat \/|stack|select \*/i);
      if (answer.status < 500) continue;
      forced += 1;
      expect(answer.body, operation.id).toMatchObject({
        code: "internal",
        requestId: "req_forced_failure",
        reasons: [],
      });
      expect(answer.body.detail).toContain("req_forced_failure");
    }
    setRuntime(runtime);
    expect(forced).toBeGreaterThan(10);
    expect(logged.join("")).toContain("app_user");
  });
});
