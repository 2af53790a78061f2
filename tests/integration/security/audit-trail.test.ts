import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTeam } from "@/lib/identity/use-cases/edit-team";
import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
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

/** SQLSTATE that a statement ends with, as the owner or as the application; null when it succeeds. */
async function codeOf(connectionString: string, statement: string): Promise<string | null> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
    return null;
  } catch (error) {
    return (error as { code?: string }).code ?? "unknown";
  } finally {
    await client.end();
  }
}

const appendOnly = ["audit_event", "rollout_snapshot", "rollout_template_version"];
const change: Readonly<Record<string, string>> = {
  audit_event: "update audit_event set reason = 'forged'",
  rollout_snapshot: "update rollout_snapshot set reason = 'forged'",
  rollout_template_version: "update rollout_template_version set saved_by = 'forged'",
};

describe("what is append-only (row 70)", () => {
  it.each(appendOnly)("%s takes no change, no deletion and no emptying by the application", async (table) => {
    for (const statement of [change[table] ?? "", `delete from ${table}`, `truncate ${table} cascade`]) {
      expect(await codeOf(database().runtimeUrl, statement), statement).toBe("42501");
    }
  });

  it.each(appendOnly)("%s takes no change even by the owner of the tables", async (table) => {
    for (const statement of [change[table] ?? "", `truncate ${table} cascade`]) {
      expect(await codeOf(database().url, statement), statement).toBe("42501");
    }
  });

  it("cannot be made changeable by the application", async () => {
    for (const statement of [
      "alter table audit_event disable trigger all",
      "drop trigger audit_event_append_only on audit_event",
      "create or replace function refuse_change() returns trigger language plpgsql as $$ begin return null; end $$",
      "set session_replication_role = replica",
    ]) {
      expect(await codeOf(database().runtimeUrl, statement), statement).toBe("42501");
    }
    // A grant of what one does not own is a warning; it must have given nothing.
    await codeOf(database().runtimeUrl, "grant update on audit_event to signalbox_app");
    expect(await codeOf(database().runtimeUrl, change.audit_event ?? "")).toBe("42501");
  });

  it("is what the product's own connection is held to", async () => {
    const [row] = await runtime.db.$queryRaw<{ role: string }[]>`select current_user as role`;
    expect(row?.role).toBe("signalbox_app");
    await expect(runtime.db.auditEvent.deleteMany({})).rejects.toThrow();
  });
});

describe("a change and its record are one transaction (row 72)", () => {
  it("a record that cannot be written undoes the change", async () => {
    const owner = new pg.Client({ connectionString: database().url });
    await owner.connect();
    await owner.query(`
      create function no_records() returns trigger language plpgsql as $$ begin raise exception 'the log is full'; end $$;
      create trigger no_records before insert on audit_event for each row when (new.action = 'team.create')
        execute function no_records()`);
    const body = { slug: "unrecorded", name: "Unrecorded" };
    const answer = await callApi("POST", "/teams", { headers: { cookie: person.cookie }, body });
    expect(answer).toMatchObject({ status: 500, body: { code: "internal" } });
    expect(await runtime.db.team.count({ where: { slug: "unrecorded" } })).toBe(0);
    await owner.query("drop trigger no_records on audit_event");
    await owner.end();
    expect((await callApi("POST", "/teams", { headers: { cookie: person.cookie }, body })).status).toBe(201);
    expect(await runtime.db.auditEvent.count({ where: { action: "team.create", outcome: "accepted" } })).toBe(1);
  });
});

describe("the time of a record (row 74)", () => {
  it("is the database's, whatever the process believes and whatever is inserted", async () => {
    const farAway = createTestRuntime({ databaseUrl: database().url, now: "2001-02-03T04:05:06Z" });
    const call = { actor: person.actor, requestId: "req_other_clock" };
    await createTeam.run({ slug: "other-clock", name: "Other clock" }, call, farAway);
    await farAway.close();
    await runtime.db.$executeRaw`
      insert into audit_event (at, actor_kind, actor_name, action, outcome, subject_kind, request_id)
      values ('1999-01-01', 'system', 'forger', 'team.create', 'accepted', 'team', 'req_other_clock')`;
    const [row] = await runtime.db.$queryRaw<{ count: number; oldest: number }[]>`
      select count(*)::int as count, max(abs(extract(epoch from clock_timestamp() - at)))::float as oldest
        from audit_event where request_id = 'req_other_clock'`;
    expect(row?.count).toBe(2);
    expect(row?.oldest).toBeLessThan(30);
  });

  it("is kept in UTC: a session in another zone writes the same moment", async () => {
    const client = new pg.Client({ connectionString: database().runtimeUrl });
    await client.connect();
    await client.query("set time zone 'Pacific/Kiritimati'");
    await client.query(`insert into audit_event (actor_kind, actor_name, action, outcome, subject_kind, request_id)
      values ('system', 'traveller', 'team.create', 'accepted', 'team', 'req_zone')`);
    await client.end();
    const event = await runtime.db.auditEvent.findFirstOrThrow({ where: { requestId: "req_zone" } });
    expect(Math.abs(event.at.getTime() - Date.now())).toBeLessThan(30_000);
  });
});

describe("refusals outside of use-cases (rows 24 and 69)", () => {
  it("a change that another site sends with somebody's cookie has exactly one record", async () => {
    const headers = {
      cookie: person.cookie,
      "sec-fetch-site": "cross-site",
      "x-request-id": "req_from_elsewhere",
      "x-signalbox-peer": "192.0.2.44",
    };
    const answer = await callApi("POST", "/teams", { headers, body: { slug: "tricked", name: "Tricked" } });
    expect(answer).toMatchObject({ status: 403, body: { code: "cross_site_request" } });
    const records = await runtime.db.auditEvent.findMany({ where: { requestId: "req_from_elsewhere" } });
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      action: "team.create",
      outcome: "refused",
      actorId: person.id,
      sourceAddress: "192.0.2.44",
      detail: { code: "cross_site_request" },
    });
  });

  it("every role's refused request has one record with who, what, why and where from", async () => {
    const viewer = await createPerson(runtime, { roles: ["viewer"] });
    const headers = { cookie: viewer.cookie, "x-request-id": "req_refused_role" };
    const body = { slug: "not-mine", name: "Not mine" };
    expect((await callApi("POST", "/teams", { headers, body })).status).toBe(403);
    expect((await callApi("GET", "/audit", { headers })).status).toBe(403);
    const records = await runtime.db.auditEvent.findMany({
      where: { requestId: "req_refused_role" },
      orderBy: { id: "asc" },
    });
    expect(records.map((record) => [record.action, record.outcome, record.actorId, record.sourceAddress])).toEqual([
      ["team.create", "refused", viewer.id, "direct"],
      [expect.stringMatching(/^audit/), "refused", viewer.id, "direct"],
    ]);
  });
});

describe("strangers cannot fill the log (rows 69 and 75)", () => {
  const records = (sourceAddress: string) =>
    runtime.db.auditEvent.findMany({ where: { sourceAddress, outcome: "refused" }, orderBy: { id: "asc" } });

  const send = (address: string, more: Record<string, string> = {}) =>
    callApi("POST", "/teams", {
      headers: { "x-signalbox-peer": address, ...more },
      body: { slug: "nobodys", name: "Nobody's" },
    });

  it("200 refusals of one address are one record, and the next one after a minute counts the others", async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => send("198.51.100.7")));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(await records("198.51.100.7")).toHaveLength(1);
    expect((await send("198.51.100.8")).status).toBe(401);
    expect(await records("198.51.100.8")).toHaveLength(1);
    runtime.advance(61_000);
    await send("198.51.100.7");
    const [first, next, ...more] = await records("198.51.100.7");
    expect(more).toEqual([]);
    expect(first?.detail).not.toHaveProperty("leftOutBefore");
    expect(next).toMatchObject({ action: "team.create", actorId: null, detail: { leftOutBefore: 199 } });
  });

  it("each refusal of somebody who signed in is on record, however many there are", async () => {
    const viewer = await createPerson(runtime, { roles: ["viewer"] });
    for (let round = 0; round < 20; round += 1) {
      expect((await send("198.51.100.9", { cookie: viewer.cookie })).status).toBe(403);
    }
    expect(await records("198.51.100.9")).toHaveLength(20);
  });
});

describe("records themselves", () => {
  it("take hostile text as text: no second record, no lost one (row 64)", async () => {
    const hostile = "'); delete from audit_event; --\r\n\u001b[2J\u0000{{7*7}}";
    const before = await runtime.db.auditEvent.count();
    await appendAudit(prismaExecutor(runtime.db), {
      action: "team.create",
      outcome: "accepted",
      actor: systemActor("test"),
      subject: { kind: "team", id: hostile, name: hostile },
      reason: hostile,
      detail: { [hostile.replace("\u0000", "")]: hostile },
    });
    expect(await runtime.db.auditEvent.count()).toBe(before + 1);
  });
});
