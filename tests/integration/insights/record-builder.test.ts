import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { laneSources } from "@/lib/composition-insights";
import { defaultRules } from "@/lib/insights/domain/insight-rules";
import { getBuildState } from "@/lib/insights/use-cases/read-build-state";
import { getFigures } from "@/lib/insights/use-cases/read-figures";
import { getHealthBoard } from "@/lib/insights/use-cases/read-health";
import { listRules } from "@/lib/insights/use-cases/read-rules";
import { rebuildRecords } from "@/lib/insights/use-cases/rebuild";
import { saveRules } from "@/lib/insights/use-cases/save-rules";
import { bestOf, tookMs } from "@/tests/support/best-of";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";
import { until } from "@/tests/support/until";
import { blame, builderOf, drain, makePlaces, tell } from "./insight-rig";

const harness = setUpHarness();
const admin = callAs("admin");

beforeAll(async () => {
  await makePlaces();
});

beforeEach(() => harness().runtime.setNow(Date.now()));

async function count(more: object = {}): Promise<number> {
  harness().runtime.setNow(Date.now());
  return (await getFigures.run({ period: "90d", ...more }, admin)).deploymentCount;
}

describe("the builder of records", () => {
  it("writes what is different and nothing else", async () => {
    await tell(harness(), [
      { version: "1", hoursAgo: 50 },
      { version: "2", hoursAgo: 40 },
    ]);
    await drain(builderOf(harness()));
    const stored = () => harness().db.deliveryRecord.count();
    expect(await stored()).toBe(2);
    await tell(harness(), [{ version: "3", hoursAgo: 30 }]);
    await drain(builderOf(harness()));
    expect(await stored()).toBe(3);
    await harness().db.dirtyLane.createMany({
      data: (await harness().db.deliveryLane.findMany()).map(({ serviceId, environmentId }) => ({
        serviceId,
        environmentId,
        since: new Date(0),
      })),
    });
    const before = await harness().db.deliveryLane.findMany();
    await drain(builderOf(harness()));
    expect(await stored()).toBe(3);
    const after = await harness().db.deliveryLane.findMany();
    expect(after.map((lane) => lane.revision)).toEqual(before.map((lane) => lane.revision));
  });

  it("shows a deployment within two seconds of its being told, beside another builder", async () => {
    const builders = [builderOf(harness()), builderOf(harness())];
    for (const builder of builders) builder.start();
    let told = 0;
    const shownMs = await bestOf(2_000, async () => {
      const before = await count();
      told += 1;
      await tell(harness(), [{ version: `4.${told}`, hoursAgo: 20 }]);
      return tookMs(() => until("the figure counts it", async () => (await count()) > before));
    });
    expect(shownMs).toBeLessThan(2_000);
    await Promise.all(builders.map((builder) => builder.stop()));
    const records = await harness().db.deliveryRecord.findMany({ where: { knownUntil: null } });
    expect(new Set(records.map((one) => one.deploymentId)).size).toBe(records.length);
  });

  it("sets a lane that cannot be made aside with its failure, and goes on with the others", async () => {
    await tell(harness(), [
      { version: "5", hoursAgo: 10 },
      { service: "search", version: "7", hoursAgo: 10 },
    ]);
    const search = await harness().db.service.findUniqueOrThrow({ where: { slug: "search" } });
    const broken = builderOf(harness(), {
      ...laneSources,
      async changesOf(db, lane) {
        if (lane.serviceId === search.id) throw new Error("the repository is not there");
        return laneSources.changesOf(db, lane);
      },
    });
    await drain(broken);
    const state = await getBuildState.run({}, admin);
    expect(state.waitingLanes).toBe(0);
    expect(state.failures).toMatchObject([
      { service: { slug: "search" }, failure: expect.stringContaining("not there") },
    ]);
    expect((await getFigures.run({ period: "90d" }, admin)).freshness).toEqual({ waitingLanes: 0, failedLanes: 1 });
    expect(await count({ service: "search" })).toBe(0);
    await tell(harness(), [{ service: "search", version: "8", hoursAgo: 9 }]);
    await drain(builderOf(harness()));
    expect(await count({ service: "search" })).toBe(2);
    expect((await getBuildState.run({}, admin)).failures).toEqual([]);
  });

  it("answers as it was known on a past day, also after a rebuild, and is never empty meanwhile", async () => {
    const [id = ""] = await tell(harness(), [{ version: "6", hoursAgo: 8 }]);
    await drain(builderOf(harness()));
    const before = new Date();
    const failures = async (asOf?: Date) => {
      harness().runtime.setNow(Date.now() + 1_000);
      const answer = await getFigures.run(
        { period: "90d", service: "checkout", ...(asOf ? { asOf: asOf.toISOString() } : {}) },
        admin,
      );
      return answer.figures.find((one) => one.measure === "change_failure_rate")?.events;
    };
    expect(await failures()).toBe(0);
    await blame(harness(), { key: "late", deploymentId: id, hoursAgo: 7, tookHours: 1 });
    await drain(builderOf(harness()));
    expect([await failures(), await failures(before)]).toEqual([1, 0]);

    const shown = await count();
    const { generation } = await rebuildRecords.run({ reason: "the rule of kinds has changed" }, admin);
    expect((await refusalOf(rebuildRecords.run({ reason: "again" }, admin))).code).toBe("conflict");
    const builder = builderOf(harness());
    for (let turn = 0; turn < 20; turn += 1) {
      expect(await count()).toBe(shown);
      await builder.turn();
    }
    const state = await getBuildState.run({}, admin);
    expect(state.generations[0]).toMatchObject({ id: generation, state: "current" });
    expect([await failures(), await failures(before)]).toEqual([1, 0]);
    await tell(harness(), [{ version: "6.1", hoursAgo: 6 }]);
    await drain(builder);
    expect(await count()).toBe(shown + 1);
  });
});

describe("rules", () => {
  it("are versions: the new one makes figures from now on, the old one still makes the old ones", async () => {
    const emergency = { ...defaultRules, countImports: false };
    const given = { version: 1, rules: emergency, reason: "Only what was seen live" };
    expect((await refusalOf(saveRules.run(given, callAs("developer")))).code).toBe("forbidden");
    const before = await getFigures.run({ period: "90d" }, admin);
    harness().runtime.setNow(Date.now());
    const saved = await saveRules.run(given, callAs("sre"));
    expect(saved.version).toBe(2);
    harness().runtime.setNow(Date.now() + 1_000);
    const after = await getFigures.run({ period: "90d" }, admin);
    const rate = after.figures.find((one) => one.measure === "change_failure_rate");
    expect(after.rulesVersion).toBe(2);
    expect(rate).toMatchObject({ n: 0, status: "no_data" });
    expect(rate?.excluded.imported).toBeGreaterThan(5);
    const again = await getFigures.run({ period: "90d", rules: 1 }, admin);
    expect(again.rulesVersion).toBe(1);
    expect(again.figures.map((one) => one.events)).toEqual(before.figures.map((one) => one.events));
    const { items } = await listRules.run({}, callAs("viewer"));
    expect(items.map((one) => one.version)).toEqual([2, 1]);
    const audit = await harness().db.auditEvent.findMany({
      where: { action: "insight.save_rules", outcome: "accepted" },
    });
    expect(audit).toHaveLength(1);
  });

  it("are refused when they are stale, the same, or wrong", async () => {
    const stale = await refusalOf(saveRules.run({ version: 1, rules: defaultRules, reason: "x" }, admin));
    expect(stale.code).toBe("conflict");
    const { items } = await listRules.run({}, admin);
    const same = { version: 2, rules: items[0]?.rules ?? defaultRules, reason: "x" };
    expect((await refusalOf(saveRules.run(same as never, admin))).fields).toEqual(["rules"]);
    const wrong = { version: 2, rules: { ...defaultRules, timeZone: "Nowhere", minimumN: 2 }, reason: "x" };
    expect((await refusalOf(saveRules.run(wrong as never, admin))).fields).toEqual([
      "rules.timeZone",
      "rules.minimumN",
    ]);
    await expect(harness().db.$executeRaw`delete from insight_rules`).rejects.toThrow();
  });
});

describe("release health", () => {
  it("says for which releases it is known, and calls a silent source unknown", async () => {
    const board = await getHealthBoard.run({ hours: 720 }, admin);
    expect(board).toMatchObject({ releases: 2, known: 0, coverage: 0 });
    expect(board.items.every((item) => item.health === "unknown")).toBe(true);
    await harness().db.eventSource.create({
      data: { id: "src_test", slug: "pager", name: "Pager", kind: "pagerduty", config: {}, lastEventAt: new Date() },
    });
    harness().runtime.setNow(Date.now());
    const heard = await getHealthBoard.run({ hours: 720 }, admin);
    expect(heard.items.map((item) => [item.service.slug, item.health]).sort()).toEqual([
      ["checkout", "quiet"],
      ["search", "unknown"],
    ]);
    // It speaks every minute, and has not for ten.
    const moments = Array.from({ length: 30 }, (_, at) => new Date(Date.now() - (10 + at) * 60_000));
    await harness().db.delivery.createMany({
      data: moments.toReversed().map((receivedAt) => ({
        sourceId: "src_test",
        receivedAt,
        headers: {},
        body: Buffer.from("{}"),
        verification: "secret",
      })),
    });
    const silent = await getHealthBoard.run({ hours: 720 }, admin);
    expect(silent.items.find((item) => item.service.slug === "checkout")).toMatchObject({
      health: "unknown",
      because: expect.stringMatching(
        /^Pager has been silent for 10 minutes, although it usually speaks every 1 minute/,
      ),
    });
    await harness().db.delivery.deleteMany({ where: { sourceId: "src_test" } });
    const [{ deploymentId = "" } = {}] = heard.items.filter((item) => item.service.slug === "search");
    const searched = await harness().db.deployment.findUniqueOrThrow({
      where: { id: deploymentId },
      include: { version: true },
    });
    await harness().db.customerSignal.createMany({
      data: [1, 2, 3].map((at) => ({
        ...{ factId: `ticket_${at}`, subjectKey: `ticket:${at}`, sourceId: "src_test", what: "support_ticket" },
        ...{ serviceId: searched.serviceId, version: searched.version.name, at: searched.startedAt },
      })),
    });
    const complained = await getHealthBoard.run({ hours: 720 }, admin);
    expect(complained.items.find((item) => item.service.slug === "search")).toMatchObject({
      health: "hurting",
      supportTickets: 3,
      because: expect.stringMatching(/3 name this version\.$/),
    });
    await harness().db.customerSignal.deleteMany({});
    const weekMs = 7 * 86_400_000;
    await harness().db.customerSignal.createMany({
      data: [0, 1, 2, 3, 4].flatMap((week) =>
        Array.from({ length: 8 }, (_, at) => ({
          ...{ factId: `n_${week}_${at}`, subjectKey: `n:${week}:${at}`, sourceId: "src_test", what: "analytics" },
          ...{ serviceId: searched.serviceId, metric: "found", better: "higher", value: (week === 0 ? 10 : 90) + at },
          at: new Date(searched.startedAt.getTime() + at * 1_000 - week * weekMs),
        })),
      ),
    });
    const worse = await getHealthBoard.run({ hours: 720 }, admin);
    expect(worse.items.find((item) => item.service.slug === "search")).toMatchObject({
      health: "hurting",
      because:
        "found: worse, median 13.5 of 8 since it began, 93.5 in the same hours of the 4 weeks before (p < 0.0001).",
    });
    await harness().db.customerSignal.deleteMany({});
    await blame(harness(), { key: "open", deploymentId, hoursAgo: 0, tookHours: null });
    const hurting = await getHealthBoard.run({ hours: 720 }, admin);
    expect(hurting).toMatchObject({ known: 2, coverage: 1, counts: { hurting: 1, quiet: 1 } });
    expect((await refusalOf(getHealthBoard.run({ environment: "moon" }, admin))).fields).toEqual(["environment"]);
  });
});
