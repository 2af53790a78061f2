import { beforeAll, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { rational, toNumber } from "@/lib/kernel/rational";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { detectionMs, recommendedRules, resetMs } from "@/lib/slos/domain/burn";
import { shareOf } from "@/lib/slos/domain/evaluation";
import { runMinute } from "@/lib/slos/loop/minute-loop";
import { createMinuteMemory } from "@/lib/slos/loop/minute-memory";
import { previewObjective } from "@/lib/slos/use-cases/preview-objective";
import { getObjective } from "@/lib/slos/use-cases/read-objectives";
import { callAs, setUpHarness, T0 } from "@/tests/support/harness";
import { createMeasured, createProduction, createThreeNines, threeNines } from "@/tests/support/measured-services";
import { type ScriptedCounters, scriptCounters, storeEvenTraffic } from "@/tests/support/scripted-counters";

/** Goal: alerts of the running system fire and end when the workbook's arithmetic says, and nothing improves in the dark. */

const harness = setUpHarness();
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const day = 86_400_000;
const rules = recommendedRules(30 * day);
const target = shareOf("99.9");
/** A service each: percent of requests that fail, for how many minutes, and how long it is watched after that. */
const outages = [
  { slug: "all-fail", percent: 100, minutes: 5 },
  { slug: "some-fail", percent: 15, minutes: 30 },
  { slug: "few-fail", percent: 5, minutes: 45 },
] as const;
const watchedMinutes = 62;
const memory = createMinuteMemory();
const ids = new Map<string, string>();
let counters: ScriptedCounters;

beforeAll(async () => {
  await createProduction();
  for (const { slug } of outages) ids.set(slug, await createMeasured(slug));
  for (const { slug } of outages) await createThreeNines(slug);
  const targetIds = [...ids.values()];
  const past = { fromMs: T0 - 80 * hourMs, toMs: T0, requests: 1_000, errors: 0 };
  await storeEvenTraffic(prismaExecutor(harness().db), { targetIds, ...past });
  counters = scriptCounters(targetIds, () => harness().runtime.clock.now());
});

async function tick(atMs: number): Promise<void> {
  const { runtime } = harness();
  runtime.setNow(atMs);
  expect(await runMinute({ runtime, port: counters.port, memory }, instant(atMs))).not.toBeNull();
}

async function minutesOf(slug: string, what: "fired" | "cleared", rule: number): Promise<number[]> {
  const events = await harness().db.burnAlertEvent.findMany({
    where: { what, rule, objective: { slug } },
    orderBy: { id: "asc" },
  });
  return events.map((event) => (event.at.getTime() - T0) / minuteMs);
}

it("fires and clears within a tick of the closed forms, for every rule that the outage reaches", async () => {
  await tick(T0);
  for (let minute = 1; minute <= watchedMinutes; minute += 1) {
    for (const { slug, percent, minutes } of outages)
      counters.serve(ids.get(slug) ?? "", 1_000, minute <= minutes ? 10 * percent : 0);
    await tick(T0 + minute * minuteMs);
  }
  let fired = 0;
  let cleared = 0;
  for (const { slug, percent, minutes } of outages) {
    for (const [index, rule] of rules.entries()) {
      const rate = rational(BigInt(percent), 100n);
      const detected = detectionMs(rule, target, rate);
      const expected = detected === null ? Number.POSITIVE_INFINITY : toNumber(detected) / minuteMs;
      const seen = await minutesOf(slug, "fired", index);
      if (expected > minutes) {
        expect(seen, `${slug}, rule ${index}`).toEqual([]);
        continue;
      }
      fired += 1;
      expect(seen, `${slug}, rule ${index}`).toHaveLength(1);
      expect(Math.abs((seen[0] ?? 0) - expected)).toBeLessThanOrEqual(1);
      // The closed form of the reset takes an outage longer than the short window.
      const reset = resetMs(rule, target, rate);
      const end = minutes + toNumber(reset ?? rational(0n)) / minuteMs;
      if (minutes * minuteMs < rule.shortWindowMs || end > watchedMinutes - 1) continue;
      cleared += 1;
      const [over] = await minutesOf(slug, "cleared", index);
      expect(Math.abs((over ?? 0) - end), `${slug}, rule ${index} clears`).toBeLessThanOrEqual(1);
    }
  }
  expect(fired).toBeGreaterThanOrEqual(9);
  expect(cleared).toBeGreaterThanOrEqual(3);
});

it("carries the arithmetic on each page, and leaves an audit record", async () => {
  const { events, alerts } = await getObjective.run({ slug: "some-fail" }, callAs("viewer"));
  const page = events.findLast((event) => event.what === "fired" && event.severity === "page");
  expect(page?.sentence).toBe(
    "900 of 60000 requests were bad in 1 hour, a burn of 15.00, and 750 of 5000 requests were bad in 5 minutes, a burn of 150.00; " +
      "the limit is 14.40 for 99.9 %, which spends 2 % of the budget in 1 hour.",
  );
  expect(alerts).toHaveLength(4);
  const record = await harness().db.auditEvent.findFirst({
    where: { action: "objective.alert_fired", subjectId: "some-fail" },
  });
  expect(record?.detail).toMatchObject({ severity: "page" });
});

it("says before saving what the alerts would have said: the replay finds what the running system found", async () => {
  const preview = await previewObjective.run(
    { service: "some-fail", environment: "production", definition: threeNines },
    callAs("viewer"),
  );
  for (const rule of [0, 1, 2, 3]) {
    const replayed = preview.firings.filter((firing) => firing.rule === rule);
    const minutes = replayed.map((firing) => (Date.parse(firing.from) - T0) / minuteMs);
    expect(minutes, `rule ${rule}`).toEqual(await minutesOf("some-fail", "fired", rule));
  }
  expect(preview.pages).toBeGreaterThan(0);
  const lax = { ...threeNines, targetPercent: "96" };
  const calm = await previewObjective.run(
    { service: "some-fail", environment: "production", definition: lax },
    callAs("viewer"),
  );
  expect(calm.pages).toBe(0);
});

it("gets no greener in 24 hours without its source: alerts freeze, levels hold, minutes are unknown", async () => {
  const gravity = ["healthy", "observe", "attention", "dark", "unhealthy", "uncertain", "exhausted"];
  const verdicts = ["met", "undetermined", "no_data", "missed"];
  const states = ["not_looked", "quiet", "pending", "frozen", "firing"];
  const look = async (slug: string) => {
    const view = await getObjective.run({ slug }, callAs("viewer"));
    return {
      band: gravity.indexOf(view.band),
      verdict: verdicts.indexOf(view.level.verdict),
      left: view.level.budgetLeftWorst ?? Number.NEGATIVE_INFINITY,
      alerts: view.alerts.map((alert) => states.indexOf(alert.status)),
    };
  };
  const before = new Map<string, Awaited<ReturnType<typeof look>>>();
  for (const { slug } of outages) before.set(slug, await look(slug));
  for (const targetId of ids.values()) counters.darken(targetId, "unreachable");
  for (let minute = 1; minute <= 24 * 60; minute += minute < 10 ? 1 : 30) {
    await tick(T0 + (watchedMinutes + minute) * minuteMs);
    for (const { slug } of outages) {
      const [was, is] = [before.get(slug), await look(slug)];
      if (!was) throw new Error("every objective was looked at before");
      expect(is.band, `${slug} after ${minute} min`).toBeGreaterThanOrEqual(was.band);
      expect(is.verdict, `${slug} after ${minute} min`).toBeGreaterThanOrEqual(was.verdict);
      expect(is.left, `${slug} after ${minute} min`).toBeLessThanOrEqual(was.left);
      // Firing becomes frozen, which keeps that it was; it never becomes quiet.
      for (const [rule, state] of is.alerts.entries())
        expect(state, `${slug}, rule ${rule} after ${minute} min`).toBeGreaterThanOrEqual(
          Math.min(3, was.alerts[rule] ?? 0),
        );
      before.set(slug, is);
    }
  }
  const { level, alerts, blind } = await getObjective.run({ slug: "all-fail" }, callAs("viewer"));
  expect(alerts.map((alert) => alert.status)).toEqual(["frozen", "frozen", "frozen", "frozen"]);
  expect(level.isDark).toBe(true);
  expect(level.unknownMinutes).toBeGreaterThan(1_300);
  expect(blind?.cause).toBe("unreachable");
  const all = await harness().db.burnAlertEvent.findMany({
    where: { at: { gt: new Date(T0 + watchedMinutes * minuteMs) } },
  });
  expect(new Set(all.map((event) => event.what))).toEqual(new Set(["frozen"]));
});
