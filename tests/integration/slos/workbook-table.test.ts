import { Registry } from "prom-client";
import { beforeAll, describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { recommendedRules } from "@/lib/slos/domain/burn";
import { startMinuteLoop } from "@/lib/slos/loop/minute-loop";
import { type MeasurementPort, nobodyObserves } from "@/lib/slos/port";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { callAs, setUpHarness, T0 } from "@/tests/support/harness";
import { createMeasured, createProduction, createThreeNines, threeNines } from "@/tests/support/measured-services";
import { scaledTime } from "@/tests/support/scaled-time";
import { storeEvenTraffic } from "@/tests/support/scripted-counters";
import { printTable, type SeenCell, workbookTable } from "@/tests/support/workbook-table";

/**
 * Goal: the running system reproduces the workbook's table. The worker's own loop reads counters, writes minutes to PostgreSQL and looks at
 * the alerts, minute after minute; only waiting is left out, so that forty hours pass in a minute or two.
 */

const harness = setUpHarness();
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const requestsPerMinute = 10_000;
const rules = recommendedRules(30 * 24 * hourMs);
/** The chapter's own example beside its table: 15 % of requests fail for ten minutes. */
const brief = { slug: "brief", errorPercent: "15", minutes: 10 } as const;
const patient = "patient";
const begun = T0 + minuteMs;

interface Outage {
  readonly slug: string;
  readonly errorsPerMinute: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** As long as the slowest rule needs to see it, and at least the longest short window: only then the closed form of the reset holds. */
function minutesOf(row: (typeof workbookTable)[number]): number {
  return Math.max(361, ...row.cells.map((cell) => Math.ceil(cell?.detectMin ?? 0) + 2));
}

/** The last row never fires, also not when the longest window holds nothing else: most of that window is stored before. */
const storedHours = 70;
const slugOf = (errorPercent: string) => `errors-${errorPercent.replace(".", "-")}`;
const errorsOf = (errorPercent: string) => (Number(errorPercent) * requestsPerMinute) / 100;

const outages: readonly Outage[] = [
  ...workbookTable.map((row) => ({
    slug: slugOf(row.errorPercent),
    errorsPerMinute: errorsOf(row.errorPercent),
    fromMs: row.cells.every((cell) => cell === null) ? T0 - storedHours * hourMs : begun,
    toMs: begun + minutesOf(row) * minuteMs,
  })),
  {
    slug: brief.slug,
    errorsPerMinute: errorsOf(brief.errorPercent),
    fromMs: begun,
    toMs: begun + brief.minutes * minuteMs,
  },
];

/** Until the last alert of the table has ended. */
const watchedMinutes = Math.max(
  ...workbookTable.map((row) => minutesOf(row) + Math.max(0, ...row.cells.map((cell) => cell?.resetMin ?? 0)) + 3),
);

/** Counters of a service whose traffic is even and whose errors begin and end when its outage says. */
function countersOf(targets: ReadonlyMap<string, Outage>, now: () => number): MeasurementPort {
  const counted = (perMinute: number, fromMs: number, toMs: number) =>
    Math.round((perMinute * Math.max(0, Math.min(now(), toMs) - fromMs)) / minuteMs);
  return {
    async targets() {
      return [...targets.keys()].map((targetId) => ({
        targetId,
        source: "even traffic",
        sourceKey: "even",
        request: { key: targetId, selectors: { a: {}, b: {} } },
        slots: ["a", "b"] as const,
        freshSlot: "b" as const,
      }));
    },
    async read(_source, requests) {
      return new Map(
        requests.map(({ key }) => {
          const outage = targets.get(key) as Outage;
          const requestCount = counted(requestsPerMinute, T0, Number.POSITIVE_INFINITY);
          const errors = counted(outage.errorsPerMinute, Math.max(T0, outage.fromMs), outage.toMs);
          const series = [{ id: "one", requests: requestCount, errors, latencyBuckets: null }];
          return [key, { status: "read", sampledAt: instant(now()), slots: { a: series, b: [] } }] as const;
        }),
      );
    },
    readEvents: async () => new Map(),
    async close() {},
  };
}

async function storePast(targetId: string, outage: Outage): Promise<void> {
  const db = prismaExecutor(harness().db);
  const split = Math.min(T0, outage.fromMs);
  const traffic = { targetIds: [targetId], requests: requestsPerMinute };
  await storeEvenTraffic(db, { ...traffic, fromMs: T0 - 80 * hourMs, toMs: split, errors: 0 });
  if (split < T0) await storeEvenTraffic(db, { ...traffic, fromMs: split, toMs: T0, errors: outage.errorsPerMinute });
}

interface SeenEvent {
  readonly rule: number;
  readonly what: string;
  readonly atMs: number;
  readonly facts: { readonly long: { readonly bad: string; readonly total: string } };
}

async function eventsOf(slug: string): Promise<SeenEvent[]> {
  const events = await harness().db.burnAlertEvent.findMany({ where: { objective: { slug } }, orderBy: { id: "asc" } });
  return events.map(({ rule, what, at, facts }) => ({
    rule,
    what,
    atMs: at.getTime(),
    facts: facts as unknown as SeenEvent["facts"],
  }));
}

async function seenOf(outage: Outage): Promise<SeenCell[]> {
  const events = await eventsOf(outage.slug);
  const minutes = (what: string, rule: number, sinceMs: number) =>
    events.filter((one) => one.what === what && one.rule === rule).map((one) => (one.atMs - sinceMs) / minuteMs);
  return rules.map((_, rule) => ({
    firedMin: minutes("fired", rule, outage.fromMs),
    clearedMin: minutes("cleared", rule, outage.toMs),
  }));
}

describe("the running system", () => {
  const seen = new Map<string, SeenCell[]>();

  beforeAll(async () => {
    const { runtime } = harness();
    await createProduction();
    const targets = new Map<string, Outage>();
    for (const outage of outages) {
      const targetId = await createMeasured(outage.slug);
      targets.set(targetId, outage);
      await storePast(targetId, outage);
      await createThreeNines(outage.slug);
    }
    await createObjective.run(
      {
        slug: patient,
        name: "The same with three minutes of grace",
        service: brief.slug,
        environment: "production",
        definition: { ...threeNines, alerting: { quietMs: 0, graceMs: 3 * minuteMs } },
      },
      callAs("admin"),
    );
    const time = scaledTime(T0, (atMs) => runtime.setNow(atMs));
    const port = countersOf(targets, () => runtime.clock.now());
    const loop = startMinuteLoop({
      ...{ runtime, timers: time.timers, port, registry: new Registry() },
      observer: nobodyObserves,
    });
    while ((await time.step()) < begun + watchedMinutes * minuteMs);
    await loop.stop();
    for (const outage of outages) seen.set(outage.slug, await seenOf(outage));
    console.log(
      `published → seen, in minutes: detection; reset\n${printTable(
        rules,
        workbookTable.map((row) => seen.get(slugOf(row.errorPercent)) ?? []),
      )}`,
    );
  }, 900_000);

  it.each(workbookTable)("detects and resets $errorPercent % of errors within a minute of the table", (row) => {
    const cells = seen.get(slugOf(row.errorPercent)) ?? [];
    expect(cells).toHaveLength(row.cells.length);
    for (const [rule, published] of row.cells.entries()) {
      const where = `${row.errorPercent} %, rule ${rule}`;
      const { firedMin, clearedMin } = cells[rule] as SeenCell;
      if (published === null) {
        expect(firedMin, where).toEqual([]);
        continue;
      }
      expect(firedMin, where).toHaveLength(1);
      expect(clearedMin, where).toHaveLength(1);
      expect(Math.abs((firedMin[0] ?? 0) - published.detectMin), `${where} fires`).toBeLessThanOrEqual(1);
      expect(Math.abs((clearedMin[0] ?? 0) - published.resetMin), `${where} clears`).toBeLessThanOrEqual(1);
    }
  });

  it("has used 2, 5, 10 and 10 % of the budget when the rules fire, and at most a minute of the outage more", async () => {
    const periodMinutes = 30 * 24 * 60;
    let looked = 0;
    for (const row of workbookTable) {
      for (const event of (await eventsOf(slugOf(row.errorPercent))).filter((one) => one.what === "fired")) {
        const rule = rules[event.rule];
        if (!rule) throw new Error("an alert of a rule that there is not");
        const { bad, total } = event.facts.long;
        const used = (Number(bad) / Number(total) / 0.001) * (rule.longWindowMs / minuteMs / periodMinutes);
        const share = Number(rule.budgetShare.numerator) / Number(rule.budgetShare.denominator);
        const aMinute = Number(row.errorPercent) / 100 / 0.001 / periodMinutes;
        expect(used, `${row.errorPercent} %, rule ${event.rule}`).toBeGreaterThan(share);
        // The first minute of the loop is read five seconds late: a thousandth of the hour's traffic.
        expect(used, `${row.errorPercent} %, rule ${event.rule}`).toBeLessThanOrEqual((share + aMinute) * 1.002);
        looked += 1;
      }
    }
    expect(looked).toBe(workbookTable.flatMap((row) => row.cells).filter((cell) => cell !== null).length);
  });

  it("tells of 15 % for ten minutes from the sixth to the fifteenth tick; with three minutes of grace from the ninth", async () => {
    const [page] = seen.get(brief.slug) ?? [];
    expect(page).toEqual({ firedMin: [6], clearedMin: [15 - brief.minutes] });
    const noticed = (await eventsOf(patient)).find((event) => event.rule === 0 && event.what === "fired");
    expect(((noticed?.atMs ?? 0) - begun) / minuteMs).toBe(9);
  });
});
