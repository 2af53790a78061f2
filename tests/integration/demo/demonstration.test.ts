import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { demoPeople } from "@/lib/demo/demo-people";
import { asDemo } from "@/lib/demo/seed-catalog";
import { shipVersion } from "@/lib/demo/use-cases/ship-version";
import { signInWithPassword } from "@/lib/identity/use-cases/sign-in";
import { createTestDatabase, type TestDatabase } from "../../support/database";
import { createDataDir, type RunningDemo, startDemo } from "../../support/demonstration";
import { startSession } from "../../support/people";

/** Goal: what a visitor sees in the demonstration is real, ends well, and is still there after a restart. */

let database: TestDatabase;
let dataDir: Awaited<ReturnType<typeof createDataDir>>;
let demo: RunningDemo | undefined;

beforeEach(async () => {
  database = await createTestDatabase();
  dataDir = await createDataDir();
});

afterEach(async () => {
  await demo?.close();
  demo = undefined;
  await database.drop();
  await dataDir.drop();
});

async function start(plane: "haproxy" | "edge"): Promise<RunningDemo> {
  demo = await startDemo({ databaseUrl: database.url, dataDir: dataDir.path, plane });
  return demo;
}

/** Everything that a second start must leave as it is. */
async function stored({ runtime: { db } }: RunningDemo): Promise<unknown> {
  return {
    people: await db.user.findMany({ select: { id: true, email: true, revision: true }, orderBy: { id: "asc" } }),
    teams: await db.team.findMany({ orderBy: { id: "asc" } }),
    services: await db.service.findMany({ orderBy: { id: "asc" } }),
    targets: await db.target.findMany({ select: { id: true, config: true, revision: true }, orderBy: { id: "asc" } }),
    slots: await db.targetSlot.findMany({ orderBy: [{ targetId: "asc" }, { slot: "asc" }] }),
    templates: await db.rolloutTemplate.findMany({ orderBy: { id: "asc" } }),
    policies: await db.serviceRolloutPolicy.findMany({ orderBy: { serviceId: "asc" } }),
    shipments: await db.demoShipment.count(),
    audit: await db.auditEvent.count(),
  };
}

describe.each(["haproxy", "edge"] as const)("the demonstration through %s", (plane) => {
  it("takes a version that fails every request out of traffic within seconds, and measures it", async () => {
    const { ship, reach, runtime, failures, demonstration } = await start(plane);
    expect(demonstration.shop.plane).toBe(plane);
    const { id } = await ship("checkout", "errors");
    const done = await reach(id, (shipment) => shipment.measured.isFinal);
    expect(done).toMatchObject({ state: "finished", failure: null, rollout: { phase: "rolled_back" } });
    expect(done.measured.badAnswers).toBeGreaterThan(3);
    expect(done.measured.exposedMs).toBeLessThan(20_000);
    const rollout = await runtime.db.rollout.findFirstOrThrow({ where: { id: done.rollout?.id ?? "" } });
    expect(rollout).toMatchObject({ startedBy: "demonstration", canaryVersion: "1.1.0", stableVersion: "1.0.0" });
    expect(failures).toEqual([]);
    const off = { ...runtime, config: { ...runtime.config, SIGNALBOX_DEMO: false } };
    await expect(asDemo(off, shipVersion, { service: "search" })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the demonstration", () => {
  it("ships in the name of the person who asked, one version at a time, and takes a dying one out", async () => {
    const { runtime, reach } = await start("edge");
    const { id: userId } = await runtime.db.user.findUniqueOrThrow({ where: { email: "developer@signalbox.demo" } });
    const { actor } = await startSession(runtime, userId);
    const { id } = await shipVersion.run({ service: "search", fault: "health" }, { actor }, runtime);
    await expect(shipVersion.run({ service: "search" }, { actor }, runtime)).rejects.toMatchObject({
      code: "rejected",
    });
    const done = await reach(id, (shipment) => shipment.measured.isFinal);
    const rollout = await runtime.db.rollout.findUniqueOrThrow({ where: { id: done.rollout?.id ?? "" } });
    expect(rollout).toMatchObject({ startedBy: "Dario Conti", rollbackCause: "health" });
    expect(done.measured.onsetAt).not.toBeNull();
  });

  it("finds everything again at a second start, and lets everybody sign in as its file says", async () => {
    const first = await start("edge");
    const { id } = await first.ship("storefront", "errors");
    await first.reach(id, (shipment) => shipment.measured.isFinal);
    const before = await stored(first);
    await first.close();
    const second = await start("edge");
    expect(await stored(second)).toEqual(before);
    const { shop } = second.demonstration;
    expect([shop.versionIn("storefront", "a"), shop.versionIn("storefront", "b")]).toEqual(["1.0.0", "1.1.0"]);
    const answer = await fetch(shop.frontUrl("storefront"));
    expect([answer.status, answer.headers.get("x-version")]).toEqual([200, "1.0.0"]);

    const said = await readFile(path.join(dataDir.path, "sign-in.txt"), "utf8");
    const password = / ([a-z]+-[a-z]+-[a-z]+-[a-z]+)$/m.exec(said)?.[1] ?? "";
    const source = { requestId: "req_demo", sourceAddress: "192.0.2.1", userAgent: null };
    for (const { email } of demoPeople) {
      expect(said).toContain(email);
      expect(await signInWithPassword(second.runtime, { email, password }, source)).toMatchObject({ ok: true });
    }
  });

  it("moves its targets when HAProxy is installed or gone", async () => {
    for (const plane of ["edge", "haproxy", "edge"] as const) {
      const { runtime, demonstration, close } = await start(plane);
      const targets = await runtime.db.target.findMany();
      expect(targets.map((target) => [target.kind, target.secret !== null])).toEqual(Array(3).fill([plane, true]));
      const answer = await fetch(demonstration.shop.frontUrl("search"));
      expect([answer.status, answer.headers.get("x-version")]).toEqual([200, "1.0.0"]);
      await close();
      demo = undefined;
    }
  });
});
