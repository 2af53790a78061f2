import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { createServiceNow } from "@/lib/cmdb/adapters/servicenow";
import { compareAll } from "@/lib/cmdb/loop/compare";
import { readCmdb } from "@/lib/cmdb/loop/read-cmdb";
import { acceptDifference } from "@/lib/cmdb/use-cases/accept-difference";
import { bringCmdb } from "@/lib/cmdb/use-cases/bring-cmdb";
import { getReconciliation, listDifferences } from "@/lib/cmdb/use-cases/read-reconciliation";
import { reopenDifference } from "@/lib/cmdb/use-cases/reopen-difference";
import { createConnection } from "@/lib/connections/use-cases/create-connection";
import { editConnection } from "@/lib/connections/use-cases/edit-connection";
import { importDeployments } from "@/lib/deployments/use-cases/import-deployments";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";
import { countingClient } from "@/tests/support/outbound";
import { type StubServer, startStub } from "@/tests/support/stub-server";

const harness = setUpHarness({ SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.0/8" });
const admin = callAs("admin");
const outbound = countingClient();
let stub: StubServer;
let records: object[] = [];
let isDown = false;

const value = (text: string, shown = text) => ({ value: text, display_value: shown });
const record = (id: string, more: object = {}) => ({
  sys_id: value(id),
  name: value("checkout", "Checkout"),
  environment: value("production", "Production"),
  version: value("1.0.0"),
  owned_by: value("b1", "Shop"),
  sys_updated_on: value("2026-11-01 10:00:00", "11/01/2026 11:00"),
  sys_class_name: value("cmdb_ci_service_auto"),
  ...more,
});

beforeAll(async () => {
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, admin);
  await createService.run({ slug: "checkout", name: "Checkout", tier: 0 }, admin);
  await importDeployments.run(
    {
      rows: [
        {
          service: "checkout",
          environment: "production",
          version: "1.0.0",
          startedAt: "2026-10-01T10:00:00Z",
          finishedAt: "2026-10-01T10:05:00Z",
          externalRef: "one",
        },
      ],
    },
    admin,
  );
  stub = await startStub((request) => {
    if (isDown) return { status: 401, body: { error: { message: "User Not Authenticated" } } };
    const query = request.query.get("sysparm_query") ?? "";
    const after = /sys_id>([^^]+)/.exec(query)?.[1] ?? "";
    const limit = Number(request.query.get("sysparm_limit"));
    const sorted = records.filter((one) => (one as { sys_id: { value: string } }).sys_id.value > after);
    return { body: { result: sorted.slice(0, limit) } };
  });
  const config = {
    kind: "servicenow_cmdb" as const,
    url: stub.url,
    table: "cmdb_ci_service_auto",
    query: "install_status=1",
    authentication: "basic" as const,
    user: "reader",
    serviceField: "name",
    environmentField: "environment",
    versionField: "version",
    ownerField: "owned_by",
    zone: "UTC",
    everyHours: 6,
  };
  await createConnection.run({ slug: "cmdb", name: "CMDB", config, secret: "pass word" }, admin);
});
afterAll(async () => {
  await stub.close();
  await outbound.close();
});

async function readAndCompare(): Promise<void> {
  const { db, runtime } = harness();
  const { id } = await db.connection.findUniqueOrThrow({ where: { slug: "cmdb" } });
  await readCmdb(runtime, createServiceNow(outbound).read, { connectionId: id, requestedBy: "test" });
  await compareAll(runtime, "the test");
}

async function open(): Promise<{ kind: string; id: string; revision: number }[]> {
  const { items } = await listDifferences.run({ state: "open" }, callAs("viewer"));
  return items.map(({ kind, id, revision }) => ({ kind, id, revision }));
}

describe("a CMDB of ServiceNow", () => {
  it("is unknown until it was read, and then nothing is said of it", async () => {
    await compareAll(harness().runtime, "the test");
    expect(await open()).toEqual([]);
    const status = await getReconciliation.run({}, callAs("viewer"));
    expect(status.lastRun?.coverage.cmdbUnknown).toContain("never read");
  });

  it("is read page by page with credentials, and agrees", async () => {
    records = Array.from({ length: 1_500 }, (_, at) =>
      record(
        `id${String(at).padStart(4, "0")}`,
        at === 0 ? {} : { name: value(`other-${at}`), environment: value("elsewhere") },
      ),
    );
    await readAndCompare();
    expect(stub.seen).toHaveLength(2);
    expect(stub.seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from("reader:pass word").toString("base64")}`);
    expect(stub.seen[0]?.query.get("sysparm_query")).toBe("install_status=1^ORDERBYsys_id");
    expect(stub.seen[1]?.query.get("sysparm_query")).toBe("install_status=1^sys_id>id0999^ORDERBYsys_id");
    const { lastRun, sources } = await getReconciliation.run({}, callAs("viewer"));
    expect(sources[0]).toMatchObject({ items: 1_500, failure: null });
    expect(lastRun?.coverage).toMatchObject({ items: 1_500, placedItems: 1, compared: 1, cmdbUnknown: null });
    const item = await harness().db.configurationItem.findFirstOrThrow({ where: { externalId: "id0000" } });
    expect(item.changedAt?.toISOString()).toBe("2026-11-01T10:00:00.000Z");
    expect(item.owner).toBe("Shop");
  });

  it("that differs makes work, which can be accepted and reopened, and is fixed when it agrees again", async () => {
    records = [record("id0000", { version: value("0.9.0") })];
    await readAndCompare();
    const [difference, ...others] = await open();
    expect(others).toEqual([]);
    expect(difference?.kind).toBe("version_differs");
    const { id = "", revision = 0 } = difference ?? {};
    const reason = "The CMDB counts the interface, not the build";
    expect((await refusalOf(acceptDifference.run({ id, revision, reason }, callAs("developer")))).code).toBe(
      "forbidden",
    );
    await acceptDifference.run({ id, revision, reason }, callAs("release_manager"));
    await compareAll(harness().runtime, "the test");
    expect(await open()).toEqual([]);
    expect((await refusalOf(acceptDifference.run({ id, revision, reason }, admin))).code).toBe("stale_state");

    records = [record("id0000", { version: value("0.8.0") })];
    await readAndCompare();
    const [again] = await open();
    expect(again?.id).toBe(id);
    await acceptDifference.run({ id, revision: again?.revision ?? 0, reason }, admin);
    await reopenDifference.run({ id, revision: (again?.revision ?? 0) + 1, reason: "It is not" }, admin);
    records = [record("id0000")];
    await readAndCompare();
    const { items } = await listDifferences.run({ state: "fixed" }, admin);
    expect(items.some((one) => one.id === id && one.fixedAt !== null)).toBe(true);
    const audited = await harness().db.auditEvent.findMany({
      where: { action: "reconciliation.accept", outcome: "accepted" },
    });
    expect(audited[0]?.reason).toBe(reason);
  });

  it("that cannot be read fails in words, keeps what is known, and mends nothing", async () => {
    records = [record("id0000", { version: value("0.9.0") })];
    await readAndCompare();
    expect(await open()).toHaveLength(1);
    isDown = true;
    await readAndCompare();
    isDown = false;
    const { sources } = await getReconciliation.run({}, admin);
    expect(sources[0]?.failure).toContain("refused the credentials");
    expect(JSON.stringify(sources)).not.toContain("pass word");
    expect(await open()).toHaveLength(1);
    records = [record("id0000", { environment: value("") })];
    await readAndCompare();
    expect((await getReconciliation.run({}, admin)).sources[0]?.failure).toContain("id0000.environment");
    expect(await open()).toHaveLength(1);
  });

  it("keeps its secret for its own address (rows 37 and 42)", async () => {
    const { db } = harness();
    const { revision, config } = await db.connection.findUniqueOrThrow({ where: { slug: "cmdb" } });
    const other = { ...(config as object), url: "http://127.0.0.1:9999" } as never;
    const refusal = await refusalOf(editConnection.run({ slug: "cmdb", revision, config: other }, admin));
    expect(refusal.fields).toEqual(["secret"]);
    const metadata = { ...(config as object), url: "http://169.254.169.254" } as never;
    expect((await refusalOf(editConnection.run({ slug: "cmdb", revision, config: metadata }, admin))).fields).toEqual([
      "config.url",
    ]);
  });
});

describe("a CMDB as a table", () => {
  beforeAll(async () => {
    const { revision } = await harness().db.connection.findUniqueOrThrow({ where: { slug: "cmdb" } });
    await editConnection.run({ slug: "cmdb", revision, isEnabled: false }, admin);
    await createConnection.run(
      { slug: "file", name: "File", config: { kind: "csv_cmdb", zone: "Europe/Berlin" } },
      admin,
    );
  });

  it("is taken as a whole, or refused with every fault by row and column", async () => {
    const good =
      "id,service,environment,version,updated\n1,Checkout,production,1.0.0,2026-11-01 10:00\n2,Mainframe,live,7,\n";
    expect(await bringCmdb.run({ connection: "file", csv: good }, admin)).toEqual({ items: 2 });
    await compareAll(harness().runtime, "the test");
    expect((await open()).map(({ kind }) => kind)).toEqual(["missing_in_pipeline"]);
    const bad = "id,service,environment,updated\n1,,production,soon\n2,a,b,\n2,c,d,\n";
    const refusal = await refusalOf(bringCmdb.run({ connection: "file", csv: bad }, admin));
    expect(refusal.fields).toEqual(["csv.2.service", "csv.2.updated", "csv.4.id"]);
    expect((await refusalOf(bringCmdb.run({ connection: "nowhere", csv: good }, admin))).fields).toEqual([
      "connection",
    ]);
    await bringCmdb.run({ connection: "file", csv: good.split("\n").slice(0, 2).join("\n") }, admin);
    await compareAll(harness().runtime, "the test");
    expect(await open()).toEqual([]);
  });
});
