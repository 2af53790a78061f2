import { beforeAll, describe, expect, it } from "vitest";
import { apiOperations } from "@/lib/api-operations";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { registerVersion } from "@/lib/catalog/use-cases/register-version";
import { inputFields } from "@/lib/platform/http/openapi";
import { type Operation, pathParameters } from "@/lib/platform/http/operation";
import type { Problem } from "@/lib/platform/http/problem";
import { route } from "@/lib/platform/http/route";
import { callAs, setUpHarness } from "@/tests/support/harness";
import { nestedWrongValues, type WrongValue } from "@/tests/support/wrong-values";

// Security: rows 19, 65 and 67 of docs/security-checks.md.

/**
 * Whatever is wrong with a field of whatever operation: the answer is a problem document that names the field and says
 * what to do, and nothing changed. The values are made from each operation's own schema, so a new one is covered when it is
 * declared. Other required fields are left out on purpose: all faults are told at once, so the field in question is too.
 */
const harness = setUpHarness();

beforeAll(async () => {
  const admin = callAs("admin");
  await createEnvironment.run({ slug: "zzz", name: "Somewhere", kind: "testing", rank: 1 }, admin);
  await createService.run({ slug: "zzz", name: "Something", tier: 3 }, admin);
  await registerVersion.run({ slug: "zzz", name: "1.0.0" }, admin);
  const times = { startsAt: "2026-11-01T00:00:00Z", endsAt: "2026-11-02T00:00:00Z" };
  await createWindow.run({ kind: "blackout", name: "Sometime", ...times }, admin);
});

interface Sent {
  readonly query?: string;
  readonly body?: string;
  readonly path?: Readonly<Record<string, string>>;
}

async function send(operation: Operation, sent: Sent): Promise<{ status: number; type: string; problem: Problem }> {
  const names = pathParameters(operation.path);
  const params = Object.fromEntries(names.map((name) => [name, sent.path?.[name] ?? "zzz"]));
  const request = new Request(`http://signalbox.test/api/v1/x?${sent.query ?? ""}`, {
    method: operation.method,
    headers: { authorization: "Bearer role:admin", "content-type": "application/json" },
    ...(sent.body === undefined ? {} : { body: sent.body }),
  });
  const response = await route(operation)(request, { params: Promise.resolve(params) });
  const problem = (await response.json()) as Problem;
  return { status: response.status, type: response.headers.get("content-type") ?? "", problem };
}

function sentAs(operation: Operation, field: string, { name, value }: WrongValue): Sent | null {
  if (pathParameters(operation.path).includes(field)) {
    return typeof value === "string" && value !== "" ? { path: { [field]: value } } : null;
  }
  if (operation.method !== "GET") return { body: JSON.stringify({ [field]: value }) };
  // In an address everything is text, so only wrong texts and numbers out of range can be sent.
  if (name === "a number" || (typeof value !== "string" && typeof value !== "number")) return null;
  return { query: `${field}=${encodeURIComponent(String(value).replace("\ud800", "\0"))}` };
}

async function expectNamed(operation: Operation, sent: Sent, field: string, what: string): Promise<void> {
  const { status, type, problem } = await send(operation, sent);
  const about = `${operation.id}.${field}: ${what} → ${status} ${JSON.stringify(problem).slice(0, 300)}`;
  expect(status, about).toBe(400);
  expect(type, about).toBe("application/problem+json");
  expect(problem.code, about).toBe("invalid_input");
  const named = problem.reasons.filter((reason) => reason.field === field || reason.field?.startsWith(`${field}.`));
  expect(named.length, about).toBeGreaterThan(0);
  for (const reason of problem.reasons) expect(reason.remedy, about).toBeTruthy();
  expect(problem.detail, about).toBeTruthy();
}

/** A sum over every row of every table but the audit log, in which refusals are noted, and what was accepted there. */
async function checksum(): Promise<string> {
  const { db } = harness();
  const tables = await db.$queryRaw<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'audit_event' order by 1`;
  const statement = tables
    .map(
      ({ name }) =>
        `select '${name}' as name, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as sum from "${name}" t`,
    )
    .join(" union all ");
  const sums = await db.$queryRawUnsafe<{ name: string; sum: string }[]>(statement);
  const accepted = await db.auditEvent.count({ where: { outcome: { not: "refused" } } });
  // In an order of ours: the parts of a union come as the server likes.
  sums.sort((one, other) => (one.name < other.name ? -1 : 1));
  return JSON.stringify({ sums, accepted });
}

describe.each(apiOperations.map((operation) => [operation.id, operation] as const))("%s", (_id, operation) => {
  const fields = inputFields(operation);
  const inPath = pathParameters(operation.path);

  it("refuses every wrong value of every field by name, and changes nothing", async () => {
    const before = await checksum();
    for (const [field, schema] of Object.entries(fields.properties)) {
      for (const wrong of nestedWrongValues(field, schema)) {
        const sent = sentAs(operation, field, wrong);
        if (sent) await expectNamed(operation, sent, wrong.path, wrong.name);
      }
    }
    expect(await checksum()).toBe(before);
  });

  it("names every required field that is missing", async () => {
    const missing = fields.required.filter((field) => !inPath.includes(field));
    if (missing.length === 0) return;
    const { problem } = await send(operation, operation.method === "GET" ? {} : { body: "{}" });
    const named = problem.reasons.map((reason) => reason.field);
    expect(named).toEqual(expect.arrayContaining([...missing]));
  });

  it("refuses fields that it does not know, also those that would reach an object's prototype", async () => {
    for (const field of ["noSuchField", "__proto__", "constructor", "prototype", "actor", "role", "epoch"]) {
      const body = `{${JSON.stringify(field)}:{"polluted":true}}`;
      const sent = operation.method === "GET" ? { query: `${field}=1` } : { body };
      if (!(field in fields.properties)) await expectNamed(operation, sent, field, "unknown field");
    }
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  it("refuses a parameter that is given twice, a token in the address, and what is not a JSON object", async () => {
    await expectNamed(operation, { query: "limit=1&limit=2" }, "limit", "given twice");
    await expectNamed(operation, { query: "token=abc" }, "token", "token in the address");
    if (operation.method === "GET") return;
    for (const body of ["{", "[]", '"x"', "1", "null"]) await expectNamed(operation, { body }, "body", body);
  });
});

describe("every change", () => {
  const commands = apiOperations.filter((operation) => operation.method !== "GET");

  it("refuses a body that is too large, of another type, and a key that is none", async () => {
    for (const operation of commands) {
      const large = await send(operation, { body: `{"a":"${"x".repeat(1_100_000)}"}` });
      expect(large).toMatchObject({ status: 413, problem: { code: "payload_too_large" } });
    }
    const [operation] = commands;
    if (!operation) throw new Error("there are no commands");
    const headers = { authorization: "Bearer role:admin" };
    const url = "http://signalbox.test/api/v1/x";
    const context = { params: Promise.resolve({}) };
    const form = new Request(url, { method: "POST", headers, body: new URLSearchParams({ a: "1" }) });
    expect((await route(operation)(form, context)).status).toBe(415);
    const keyed = new Request(url, { method: "POST", headers: { ...headers, "idempotency-key": "ä" } });
    const problem = (await (await route(operation)(keyed, context)).json()) as Problem;
    expect(problem.reasons[0]).toMatchObject({ field: "Idempotency-Key" });
  });
});
