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
import { type NotedChanges, noteChanges } from "@/tests/support/noted-changes";
import { type WrongInput, wrongInputs } from "@/tests/support/wrong-inputs";
import { type PlacedWrongValue, placedWrongValues } from "@/tests/support/wrong-values";

// Security: rows 19, 65 and 67 of docs/security-checks.md.

/**
 * Whatever is wrong with a field of whatever operation: the answer is a problem document that names the field and says
 * what to do, and nothing changed. The values are made from each operation's own schema, so a new one is covered when it is
 * declared. Other required fields are left out on purpose, and fields are wrong together: all faults are told at once, so each
 * field in question is too.
 */
const harness = setUpHarness();
let noted: NotedChanges;
let acceptedBefore: number;

beforeAll(async () => {
  const admin = callAs("admin");
  await createEnvironment.run({ slug: "zzz", name: "Somewhere", kind: "testing", rank: 1 }, admin);
  await createService.run({ slug: "zzz", name: "Something", tier: 3 }, admin);
  await registerVersion.run({ slug: "zzz", name: "1.0.0" }, admin);
  const times = { startsAt: "2026-11-01T00:00:00Z", endsAt: "2026-11-02T00:00:00Z" };
  await createWindow.run({ kind: "blackout", name: "Sometime", ...times }, admin);
  acceptedBefore = await harness().db.auditEvent.count();
  noted = await noteChanges(harness(), ["audit_event"]);
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

/** Can this be sent at all? In an address everything is text, so only wrong texts and numbers out of range can. */
function isSendable(operation: Operation, { at, name, value }: PlacedWrongValue): boolean {
  const isInPath = pathParameters(operation.path).some((field) => field === at[0]);
  if (operation.method !== "GET" && !isInPath) return true;
  if (at.length > 1 || (typeof value !== "string" && typeof value !== "number")) return false;
  return isInPath ? typeof value === "string" && value !== "" : name !== "a number";
}

function sentAs(operation: Operation, { input }: WrongInput): Sent {
  const inPath = pathParameters(operation.path);
  const fields = Object.entries(input);
  const path = Object.fromEntries(fields.filter(([field]) => inPath.includes(field))) as Record<string, string>;
  const others = fields.filter(([field]) => !inPath.includes(field));
  if (operation.method !== "GET") return { path, body: JSON.stringify(Object.fromEntries(others)) };
  const asText = (value: unknown) => encodeURIComponent(String(value).replace("\ud800", "\0"));
  return { path, query: others.map(([field, value]) => `${field}=${asText(value)}`).join("&") };
}

interface Named {
  readonly field: string;
  readonly what: string;
}

async function expectNamed(operation: Operation, sent: Sent, fields: readonly Named[]): Promise<void> {
  const { status, type, problem } = await send(operation, sent);
  const named = new Set(problem.reasons.flatMap(({ field }) => placesOf(field ?? "")));
  const unnamed = fields.filter(({ field }) => !named.has(field));
  const about = `${operation.id}: ${fields.map(({ field, what }) => `${field} ${what}`).join(", ")}`.slice(0, 300);
  expect({ status, type, code: problem.code }, `${about} → ${JSON.stringify(problem).slice(0, 300)}`).toEqual({
    status: 400,
    type: "application/problem+json",
    code: "invalid_input",
  });
  expect(unnamed, `${about}: not named`).toEqual([]);
  expect(problem.detail, about).toBeTruthy();
  expect(
    problem.reasons.filter(({ remedy }) => !remedy),
    `${about}: without a remedy`,
  ).toEqual([]);
}

/** "a", "a.b", "a.b.c": what is named by a reason about `a.b.c`. */
function placesOf(field: string): string[] {
  const parts = field.split(".");
  return parts.map((_, index) => parts.slice(0, index + 1).join("."));
}

/** What changed since the beginning: every row but records of refusals. */
async function changed(): Promise<unknown> {
  const accepted = await harness().db.auditEvent.count({ where: { outcome: { not: "refused" } } });
  return { tables: await noted.list(), accepted: accepted - acceptedBefore };
}
const nothing = { tables: [], accepted: 0 };

describe.each(apiOperations.map((operation) => [operation.id, operation] as const))("%s", (_id, operation) => {
  const fields = inputFields(operation);
  const inPath = pathParameters(operation.path);

  it("refuses every wrong value of every field by name, and changes nothing", async () => {
    const wrong = Object.entries(fields.properties).flatMap(([field, schema]) => placedWrongValues(field, schema));
    for (const input of wrongInputs(wrong.filter((one) => isSendable(operation, one)))) {
      const named = input.wrong.map(({ at, name }) => ({ field: at.join("."), what: name }));
      await expectNamed(operation, sentAs(operation, input), named);
    }
    expect(await changed()).toEqual(nothing);
  });

  it("names every required field that is missing", async () => {
    const missing = fields.required.filter((field) => !inPath.includes(field));
    if (missing.length === 0) return;
    const { problem } = await send(operation, operation.method === "GET" ? {} : { body: "{}" });
    const named = problem.reasons.map((reason) => reason.field);
    expect(named).toEqual(expect.arrayContaining([...missing]));
  });

  it("refuses fields that it does not know, also those that would reach an object's prototype", async () => {
    const names = ["noSuchField", "__proto__", "constructor", "prototype", "actor", "role", "epoch"];
    const unknown = names.filter((field) => !Object.hasOwn(fields.properties, field));
    const body = `{${unknown.map((field) => `${JSON.stringify(field)}:{"polluted":true}`).join(",")}}`;
    const sent = operation.method === "GET" ? { query: unknown.map((field) => `${field}=1`).join("&") } : { body };
    const named = unknown.map((field) => ({ field, what: "unknown field" }));
    await expectNamed(operation, sent, named);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  it("refuses a parameter that is given twice, a token in the address, and what is not a JSON object", async () => {
    await expectNamed(operation, { query: "limit=1&limit=2" }, [{ field: "limit", what: "given twice" }]);
    await expectNamed(operation, { query: "token=abc" }, [{ field: "token", what: "token in the address" }]);
    if (operation.method === "GET") return;
    for (const body of ["{", "[]", '"x"', "1", "null"])
      await expectNamed(operation, { body }, [{ field: "body", what: body }]);
  });
});

describe("every change", () => {
  const commands = apiOperations.filter((operation) => operation.method !== "GET");

  it("refuses a body that is too large, of another type, and a key that is none", async () => {
    const body = `{"a":"${"x".repeat(1_100_000)}"}`;
    for (const operation of commands) {
      const large = await send(operation, { body });
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

  it("has changed nothing, whatever was asked above, and would have been seen", async () => {
    expect(await changed()).toEqual(nothing);
    await createService.run({ slug: "zzzz", name: "Another", tier: 3 }, callAs("admin"));
    expect(await changed()).toEqual({ tables: [{ table: "service", changes: 1 }], accepted: 1 });
  });
});
