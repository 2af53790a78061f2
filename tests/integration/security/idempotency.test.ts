import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setRuntime } from "@/lib/platform/runtime";
import { callApi } from "../../support/api-call";
import { useTestDatabase } from "../../support/database";
import { createPerson, type Person } from "../../support/people";
import { createTestRuntime, type TestRuntime } from "../../support/runtime";

const database = useTestDatabase();
let runtime: TestRuntime;
let person: Person;

beforeAll(async () => {
  runtime = createTestRuntime({ databaseUrl: database().url });
  setRuntime(runtime);
  person = await createPerson(runtime, { roles: ["admin"] });
});
afterAll(() => runtime.close());

const withKey = (key: string) => ({ cookie: person.cookie, "idempotency-key": key });

/** What a JSON body says, whatever the order of its members. */
function canonical(value: unknown): string {
  const sorted = (_key: string, each: unknown): unknown =>
    each && typeof each === "object" && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort()) : each;
  return JSON.stringify(value, sorted);
}

/** The same request fifty times at once; answers statuses and bodies, each kind once. */
async function fiftyTimes(method: string, path: string, key: string, body: unknown) {
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => callApi(method, path, { headers: withKey(key), body })),
  );
  const bodies = new Set(answers.map((each) => canonical(each.body)));
  return { statuses: [...new Set(answers.map((each) => each.status))], bodies };
}

async function acceptedRecords(action: string): Promise<number> {
  return runtime.db.auditEvent.count({ where: { action, outcome: "accepted" } });
}

describe("fifty equal requests at once under one Idempotency-Key (row 22)", () => {
  it("create one thing, and all get the same answer", async () => {
    const { statuses, bodies } = await fiftyTimes("POST", "/teams", "make-team", {
      slug: "payments",
      name: "Payments",
    });
    expect(statuses).toEqual([201]);
    expect(bodies.size).toBe(1);
    expect(await acceptedRecords("team.create")).toBe(1);
  });

  it("edit once, though each names the revision that the first one used up", async () => {
    const made = await callApi("POST", "/teams", { headers: withKey("e1"), body: { slug: "shop", name: "Shop" } });
    const { id, revision } = made.body;
    const body = { name: "The shop", revision };
    const { statuses, bodies } = await fiftyTimes("PATCH", `/teams/${id}`, "edit-team", body);
    expect(statuses).toEqual([200]);
    expect(bodies.size).toBe(1);
    expect(await acceptedRecords("team.edit")).toBe(1);
    const refused = await runtime.db.auditEvent.count({ where: { action: "team.edit", outcome: "refused" } });
    expect(refused).toBe(0);
  });

  it("do nothing that has no key twice either: later ones are refused", async () => {
    const body = { slug: "twice", name: "Twice" };
    const answers = [1, 2].map(() => callApi("POST", "/teams", { headers: { cookie: person.cookie }, body }));
    const statuses = (await Promise.all(answers)).map((each) => each.status).sort();
    expect(statuses).toEqual([201, 409]);
  });
});

describe("a key that was used (row 22)", () => {
  it("is refused for another body and for another operation", async () => {
    const first = { slug: "first", name: "First" };
    await callApi("POST", "/teams", { headers: withKey("used"), body: first });
    const other = await callApi("POST", "/teams", { headers: withKey("used"), body: { ...first, name: "Other" } });
    expect(other).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
    const elsewhere = { slug: "first", name: "First", kind: "testing", rank: 1 };
    const operation = await callApi("POST", "/environments", { headers: withKey("used"), body: elsewhere });
    expect(operation).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
    expect(await runtime.db.environment.count()).toBe(0);
  });

  it("belongs to who used it: another's equal key finds nothing of it", async () => {
    const body = { slug: "mine", name: "Mine" };
    await callApi("POST", "/teams", { headers: withKey("shared"), body });
    const other = await createPerson(runtime, { roles: ["admin"] });
    const headers = { cookie: other.cookie, "idempotency-key": "shared" };
    expect((await callApi("POST", "/teams", { headers, body })).status).toBe(409);
  });

  it("opens nothing any more once its owner may not do it", async () => {
    const body = { slug: "late", name: "Late" };
    const manager = await createPerson(runtime, { roles: ["release_manager"] });
    const headers = { cookie: manager.cookie, "idempotency-key": "late" };
    expect((await callApi("POST", "/teams", { headers, body })).status).toBe(201);
    await runtime.db.user.update({ where: { id: manager.id }, data: { roles: ["viewer"] } });
    expect((await callApi("POST", "/teams", { headers, body })).status).toBe(403);
  });
});
