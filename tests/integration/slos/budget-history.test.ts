import { beforeAll, describe, expect, it } from "vitest";
import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { prismaExecutor, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { loadBudgetHistory } from "@/lib/slos/budget-history-read-model";
import { type CountedDefinition, SloDefinition } from "@/lib/slos/contract";
import { isCounted } from "@/lib/slos/domain/sli-kind";
import { loadLevel } from "@/lib/slos/level-read-model";
import { sealHours } from "@/lib/slos/loop/seal-hours";
import { addMinutes } from "@/lib/slos/minute-store";
import { loadLevels } from "@/lib/slos/stored-level-read-model";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { callAs, setUpHarness, T0 } from "@/tests/support/harness";
import { createMeasured, createProduction } from "@/tests/support/measured-services";

/**
 * Goal: the line and what each deployment used, from sums that are stored by the hour, are to the last digit those from all minutes: with
 * gaps, in the dark, after late data and corrections, and the level beside it with left out time.
 */

const harness = setUpHarness();
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const admin = callAs("admin");
const points = 180;
let targetId = "";

const common = { sli: { kind: "availability" }, targetPercent: "99.9" } as const;
const definitions = {
  month: { ...common, period: { kind: "rolling", days: 30 } },
  quarter: {
    ...common,
    period: { kind: "calendar", unit: "quarter", timeZone: "Asia/Kolkata", fiscalYearStartMonth: 2 },
  },
  minutes: { ...common, period: { kind: "rolling", days: 40 }, method: { kind: "timeslices", slicePercent: "99" } },
  means: { ...common, period: { kind: "rolling", days: 40 }, method: { kind: "ratio_timeslices" } },
  latency: { ...common, sli: { kind: "latency", thresholdMs: 300 }, period: { kind: "rolling", days: 9 } },
  day: { ...common, period: { kind: "rolling", days: 1 } },
} as const;

/** Hours with gaps, faults of the source and hours that nobody told of; the same each time. */
async function storePast(fromMs: number, toMs: number): Promise<void> {
  await prismaExecutor(harness().db).query(sql`
    insert into service_hour (target_id, hour, source, requests, errors, bounds_ms, latency_counts)
    select ${targetId}, h.hour, 'stored', m.requests, m.errors, '{300}',
           (select array_agg(case when r is null then null else r - r / 50 end order by i, half)
            from unnest(m.requests) with ordinality as u(r, i) cross join (values (0), (1)) v(half))
    from generate_series(${new Date(fromMs).toISOString()}::timestamptz,
                         ${new Date(toMs).toISOString()}::timestamptz - interval '1 hour', interval '1 hour') as h(hour)
    cross join lateral (
      select array_agg(case when (n * 7 + extract(epoch from h.hour)::bigint / 3600) % 11 = 0 then null
                            else (n * n + extract(epoch from h.hour)::bigint / 3600) % 97 end order by n) as requests,
             array_agg(case when n % 13 = 0 then 1 else 0 end::bigint order by n) as errors
      from generate_series(1, 60) n) m
    where extract(epoch from h.hour)::bigint / 3600 % 17 <> 0`);
}

async function asked() {
  const rows = await harness().db.objective.findMany({ orderBy: { slug: "asc" } });
  return rows.map(({ id, slug, version, definition }) => ({
    ...{ id, slug, version, targetId, leftOut },
    definition: countedOf(definition),
  }));
}

function countedOf(stored: unknown): CountedDefinition {
  const definition = SloDefinition.parse(stored);
  if (!isCounted(definition)) throw new Error("all objectives of this test are counted by the minute");
  return definition;
}

/** Maintenance and forgiven time, also across the beginning of a period and over hours that nobody told of. */
const leftOut: Period[] = [
  { from: instant(T0 - 31 * dayMs), to: instant(T0 - 29 * dayMs - 90_000) },
  { from: instant(T0 - 3 * dayMs - 17 * minuteMs), to: instant(T0 - 2 * dayMs) },
  { from: instant(T0 - 40 * minuteMs), to: instant(T0 + 20 * minuteMs) },
];

const momentsAt = (now: Instant) =>
  [-80 * dayMs, -39 * dayMs - 90_000, -8 * dayMs + 1, -2 * hourMs, -12 * minuteMs - 30_000, -1].map((offset) =>
    instant(now + offset),
  );

/** As if nothing were stored: from the minutes alone. */
async function fromMinutes(objective: Awaited<ReturnType<typeof asked>>[number], now: Instant) {
  const nobody = { ...objective, version: -1 };
  return loadBudgetHistory(prismaExecutor(harness().db), nobody, { now, points, moments: momentsAt(now) });
}

async function compareAt(now: Instant): Promise<void> {
  const db = prismaExecutor(harness().db);
  const all = await asked();
  const levels = await loadLevels(db, all, now);
  for (const objective of all) {
    const named = `${objective.slug} at ${new Date(now).toISOString()}`;
    const history = await loadBudgetHistory(db, objective, { now, points, moments: momentsAt(now) });
    expect(history, named).toEqual(await fromMinutes(objective, now));
    expect(history.line.length, named).toBeGreaterThan(20);
    const { series: _series, without, ...level } = await loadLevel(db, targetId, objective.definition, now);
    expect(levels.get(objective.id), named).toEqual({ ...level, adjusted: without(leftOut) });
  }
}

async function sealAll(now: Instant): Promise<void> {
  for (let round = 0; round < 40; round += 1) if ((await sealHours(prismaExecutor(harness().db), now)) === 0) return;
  throw new Error("storing does not come to an end");
}

beforeAll(async () => {
  await createProduction();
  targetId = await createMeasured("checkout");
  for (const [slug, definition] of Object.entries(definitions))
    await createObjective.run({ slug, name: slug, service: "checkout", environment: "production", definition }, admin);
  await storePast(T0 - 45 * dayMs, T0);
});

describe("a budget's history", () => {
  it("is the same before anything is stored, while it is, and after", async () => {
    await compareAt(T0);
    await sealHours(prismaExecutor(harness().db), T0);
    await compareAt(T0);
    await sealAll(T0);
    for (const offset of [0, 95_000, 59 * minuteMs]) await compareAt(instant(T0 + offset));
  });

  it("is read from a few rows once hours are stored", async () => {
    const texts: string[] = [];
    const run = prismaExecutor(harness().db);
    const watched: SqlExecutor = {
      query<Row>(statement: Parameters<SqlExecutor["query"]>[0]): Promise<Row[]> {
        texts.push(statement.text);
        return run.query<Row>(statement);
      },
    };
    const month = (await asked()).find(({ slug }) => slug === "month");
    if (!month) throw new Error("there is no such objective");
    await loadBudgetHistory(watched, month, { now: T0, points, moments: momentsAt(T0) });
    expect(texts).toHaveLength(4);
    expect(texts.filter((text) => text.includes("objective_hour"))).toHaveLength(1);
  });

  it.each([7, 300, 40 * 60])("is the same after %i minutes in the dark", async (minutes) => {
    const now = instant(T0 + minutes * minuteMs + 20_000);
    await compareAt(now);
    await sealAll(now);
    await compareAt(now);
  });

  it("takes in minutes that were told late, and what was told twice of one", async () => {
    const now = instant(T0 + 41 * hourMs);
    await sealAll(now);
    const seals = () => harness().db.objectiveSeal.findMany({ orderBy: { objectiveId: "asc" } });
    const before = await seals();
    const late = (at: number, requests: number, errors: number) => ({
      ...{ targetId, source: "late", minute: Math.floor(at / minuteMs) * minuteMs, boundsMs: [] },
      counts: { requests, errors, latencyCounts: null },
    });
    const told = [late(T0 - 10 * dayMs, 1_000, 700), late(T0 - 10 * dayMs, 3, 3), late(T0 + 2 * hourMs, 50, 1)];
    await addMinutes(prismaExecutor(harness().db), told, now);
    expect((await seals()).every(({ sealedUntil }, index) => sealedUntil < (before[index]?.sealedUntil ?? 0))).toBe(
      true,
    );
    await compareAt(now);
    await sealAll(now);
    expect(await seals()).toEqual(before);
    await compareAt(now);
  });

  it("takes in a past before what was known", async () => {
    const now = instant(T0 + 42 * hourMs);
    await sealAll(now);
    const minute = Math.floor((T0 - 46 * dayMs) / minuteMs) * minuteMs + 7 * minuteMs;
    const counts = { requests: 10, errors: 10, latencyCounts: null };
    await addMinutes(prismaExecutor(harness().db), [{ targetId, source: "late", minute, counts, boundsMs: [] }], now);
    await compareAt(now);
    await sealAll(now);
    const seals = await harness().db.objectiveSeal.findMany();
    expect(seals.every(({ isWhole, sealedFrom }) => isWhole && sealedFrom.getTime() <= minute)).toBe(true);
    await compareAt(now);
  });

  it("is left alone by minutes of the present hour", async () => {
    const now = instant(T0 + 43 * hourMs);
    await sealAll(now);
    const before = await harness().db.objectiveSeal.findMany({ orderBy: { objectiveId: "asc" } });
    const counts = { requests: 10, errors: 0, latencyCounts: null };
    await addMinutes(
      prismaExecutor(harness().db),
      [{ targetId, source: "now", minute: now - minuteMs, counts, boundsMs: [] }],
      now,
    );
    expect(await harness().db.objectiveSeal.findMany({ orderBy: { objectiveId: "asc" } })).toEqual(before);
  });
});
