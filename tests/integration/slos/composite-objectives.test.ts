import { beforeAll, describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { ObjectiveDetail } from "@/lib/slos/contract";
import { runMinute } from "@/lib/slos/loop/minute-loop";
import { createMinuteMemory } from "@/lib/slos/loop/minute-memory";
import { applyObjectives } from "@/lib/slos/use-cases/apply-objectives";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { editObjective } from "@/lib/slos/use-cases/edit-objective";
import { exportObjectives } from "@/lib/slos/use-cases/export-objectives";
import { planObjectives } from "@/lib/slos/use-cases/plan-objectives";
import { previewObjective } from "@/lib/slos/use-cases/preview-objective";
import { getObjective, listObjectives } from "@/lib/slos/use-cases/read-objectives";
import { getObjectiveStanding } from "@/lib/slos/use-cases/read-standing";
import { getTimeAccount } from "@/lib/slos/use-cases/read-time-account";
import { retireObjective } from "@/lib/slos/use-cases/retire-objective";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { createMeasured, createProduction, createThreeNines } from "@/tests/support/measured-services";
import { type ScriptedCounters, scriptCounters, storeEvenTraffic } from "@/tests/support/scripted-counters";

/** Goal: an objective that is made of others is computed from theirs, told by the same loop, and never better for what is not known. */

const harness = setUpHarness();
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const admin = callAs("admin");
const memory = createMinuteMemory();
const ids = new Map<string, string>();
let counters: ScriptedCounters;

type Combine = "all" | "any" | "weighted";
const composite = (combine: Combine, parts: readonly (string | [string, number])[], targetPercent = "99.5") => ({
  sli: {
    kind: "composite" as const,
    combine,
    parts: parts.map((part) =>
      typeof part === "string" ? { objective: part } : { objective: part[0], weight: part[1] },
    ),
  },
  targetPercent,
  period: { kind: "rolling" as const, days: 30 },
  alerting: { quietMs: 0 },
});
const create = (slug: string, definition: ReturnType<typeof composite>) =>
  createObjective.run({ slug, name: slug, service: "front", environment: "production", definition }, admin);
const look = (slug: string): Promise<ObjectiveDetail> => getObjective.run({ slug }, callAs("viewer"));

async function tick(atMs: number): Promise<void> {
  const { runtime } = harness();
  runtime.setNow(atMs);
  await runMinute({ runtime, port: counters.port, memory }, instant(atMs));
}

beforeAll(async () => {
  await createProduction();
  for (const slug of ["front", "back", "silent"]) {
    ids.set(slug, await createMeasured(slug));
    await createThreeNines(slug);
  }
  const store = (slug: string, errors: number) =>
    storeEvenTraffic(prismaExecutor(harness().db), {
      targetIds: [ids.get(slug) ?? ""],
      fromMs: T0 - 80 * hourMs,
      toMs: T0,
      requests: 1_000,
      errors,
    });
  await store("front", 1);
  await store("back", 4);
  counters = scriptCounters([...ids.values()], () => harness().runtime.clock.now());
});

describe("a composite objective", () => {
  it("lies within the bounds of its parts, which are shown with what each takes away", async () => {
    await create("both", composite("all", ["front", "back"]));
    const { level, parts, alerts, line } = await look("both");
    expect([level.worstPercent, level.bestPercent, level.verdict]).toEqual(["99.5000", "99.6000", "met"]);
    expect([level.good, level.unknownMinutes, level.coveragePercent]).toEqual([null, null, "100.00"]);
    expect(parts).toEqual([
      expect.objectContaining({ slug: "front", worstPercent: "99.9000", takesWorstPoints: "0.1000", gap: null }),
      expect.objectContaining({ slug: "back", worstPercent: "99.6000", takesWorstPoints: "0.4000", gap: null }),
    ]);
    expect(alerts).toHaveLength(4);
    expect(line).toEqual([]);
    expect((await refusalOf(getTimeAccount.run({ slug: "both" }, admin))).fields).toEqual(["slug"]);
    await create("either", composite("any", ["front", "back"]));
    expect((await look("either")).level).toMatchObject({ worstPercent: "99.9000", bestPercent: "100.0000" });
    await create(
      "mean",
      composite("weighted", [
        ["front", 1],
        ["back", 3],
      ]),
    );
    expect((await look("mean")).level).toMatchObject({ worstPercent: "99.6750", bestPercent: "99.6750" });
    await create("nested", composite("weighted", ["both", "front"]));
    expect((await look("nested")).level).toMatchObject({ worstPercent: "99.7000", bestPercent: "99.7500" });
  });

  it("is wider, and never met, for a part of which nothing is known", async () => {
    await create("with-silent", composite("all", ["front", "silent"]));
    const { level, band, parts } = await look("with-silent");
    expect([level.worstPercent, level.bestPercent, level.coveragePercent]).toEqual(["0.0000", "99.9000", "50.00"]);
    expect([level.verdict, level.isDark, band]).toEqual(["undetermined", true, "uncertain"]);
    expect(parts?.[1]).toMatchObject({ gap: "Nothing was counted in this period.", worstPercent: null });
    await create("only-silent", composite("all", ["silent", "with-silent"]));
    expect((await look("only-silent")).level.verdict).not.toBe("met");
  });

  it("says the same in the list as on its page, and can be tried before it is saved", async () => {
    const { items } = await listObjectives.run({}, callAs("viewer"));
    for (const slug of ["both", "either", "mean", "nested", "with-silent"]) {
      const item = items.find((one) => one.slug === slug);
      const { level, band } = await look(slug);
      expect(item, slug).toMatchObject({ level, band });
    }
    const place = { service: "front", environment: "production" };
    const preview = await previewObjective.run({ ...place, definition: composite("all", ["front", "back"]) }, admin);
    expect(preview).toMatchObject({ level: { worstPercent: "99.5000" }, pages: null });
  });

  it("is counted once where all objectives stand, by its verdict as the list has it", async () => {
    const { items } = await listObjectives.run({}, callAs("viewer"));
    const standing = await getObjectiveStanding.run({}, callAs("executive"));
    const of = (verdict: string) => items.filter(({ level }) => level.verdict === verdict).length;
    expect(standing).toMatchObject({
      total: items.length,
      met: of("met"),
      missed: of("missed"),
      undetermined: of("undetermined"),
      noData: of("no_data"),
    });
    expect(standing.tiers.reduce((sum, { total }) => sum + total, 0)).toBe(items.length);
    expect(standing.neediest.map(({ slug }) => slug)).toEqual(items.slice(0, 8).map(({ slug }) => slug));
  });

  it("is refused with parts that are not there, twice there, or lead back to it", async () => {
    const tried = async (slug: string, ...parts: string[]) =>
      (await refusalOf(create(slug, composite("all", parts)))).message;
    expect(await tried("x", "front", "nowhere")).toContain("no such objective is in force");
    expect(await tried("x", "front", "front")).toContain("twice");
    expect(await tried("x", "x", "front")).toContain("x → x");
    const both = await look("both");
    const edit = editObjective.run(
      { slug: "both", revision: both.revision, definition: composite("all", ["nested", "front"]), reason: "a circle" },
      admin,
    );
    expect((await refusalOf(edit)).message).toContain("both → nested → both");
    const front = await look("front");
    const retire = retireObjective.run({ slug: "front", revision: front.revision, reason: "no" }, admin);
    expect((await refusalOf(retire)).message).toContain("is a part of “both”");
  });

  it("goes into a file of the product's own kind and comes back the same; other formats say that they cannot", async () => {
    const exported = await exportObjectives.run({ format: "signalbox" }, callAs("viewer"));
    const files = [{ name: "slos.yaml", text: exported.text }];
    const plan = await planObjectives.run({ files }, admin);
    expect(plan.hasChanges).toBe(false);
    const changed = [{ name: "slos.yaml", text: exported.text.replaceAll(/combine:\sany/g, "combine: all") }];
    const next = await planObjectives.run({ files: changed }, admin);
    expect(next.counts).toMatchObject({ change: 1 });
    await applyObjectives.run({ files: changed, planHash: next.hash, reason: "stricter" }, admin);
    expect((await look("either")).level.worstPercent).toBe("99.5000");
    const openSlo = await exportObjectives.run({ format: "openslo" }, callAs("viewer"));
    expect(openSlo.notes.filter(({ isOmitted }) => isOmitted).map(({ objective }) => objective)).toContain("both");
  });

  it("fires when it burns at least that fast, by the minute loop, with its arithmetic", async () => {
    await tick(T0);
    for (let minute = 1; minute <= 12; minute += 1) {
      counters.serve(ids.get("front") ?? "", 1_000, 0);
      counters.serve(ids.get("back") ?? "", 1_000, minute <= 6 ? 1_000 : 0);
      await tick(T0 + minute * minuteMs);
    }
    const { events } = await look("both");
    const fired = events.find((event) => event.what === "fired" && event.severity === "page");
    expect(fired?.sentence).toMatch(/^at least \d+\.\d{4} % was bad in 1 hour, a burn of [\d.]+, and at least/);
    expect(events.some((event) => event.what === "cleared")).toBe(true);
    // Only one of two that stand in for each other failed.
    expect(await harness().db.burnAlertEvent.count({ where: { objective: { slug: "mean" } } })).toBeGreaterThan(0);
  });

  it("freezes while a part cannot be looked at, and gets no better", async () => {
    const before = await look("both");
    counters.darken(ids.get("back") ?? "", "unreachable");
    for (let minute = 13; minute <= 33; minute += 1) {
      counters.serve(ids.get("front") ?? "", 1_000, 0);
      await tick(T0 + minute * minuteMs);
    }
    const after = await look("both");
    expect(after.alerts.map(({ status }) => status)).toContain("frozen");
    expect(after.level.isDark).toBe(true);
    expect(Number(after.level.worstPercent)).toBeLessThanOrEqual(Number(before.level.worstPercent));
  });
});
