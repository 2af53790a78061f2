import { beforeAll, describe, expect, it } from "vitest";
import { type Instant, instant } from "@/lib/kernel/instant";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import { type CountedDefinition, SloDefinition } from "@/lib/slos/contract";
import { isCounted } from "@/lib/slos/domain/sli-kind";
import { loadLevel } from "@/lib/slos/level-read-model";
import { sealHours } from "@/lib/slos/loop/seal-hours";
import { loadLevels } from "@/lib/slos/stored-level-read-model";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { editObjective } from "@/lib/slos/use-cases/edit-objective";
import { callAs, setUpHarness, T0 } from "@/tests/support/harness";
import { createMeasured, createProduction } from "@/tests/support/measured-services";

/** Goal: levels from stored sums are those from the minutes, to the last digit, whatever is known and whenever it is asked. */

const harness = setUpHarness();
const hourMs = 3_600_000;
const minuteMs = 60_000;
const dayMs = 24 * hourMs;
const admin = callAs("admin");
let targetId = "";

const definitions = {
  occurrences: { sli: { kind: "availability" }, targetPercent: "99.9", period: { kind: "rolling", days: 7 } },
  minutes: {
    sli: { kind: "availability" },
    targetPercent: "99.5",
    period: { kind: "rolling", days: 20 },
    method: { kind: "timeslices", slicePercent: "99" },
  },
  month: {
    sli: { kind: "availability" },
    targetPercent: "99.9",
    period: { kind: "calendar", unit: "month", timeZone: "Asia/Kolkata" },
  },
  latency: { sli: { kind: "latency", thresholdMs: 300 }, targetPercent: "99.9", period: { kind: "rolling", days: 3 } },
} as const;

/** Hours with gaps, faults of the source, quiet hours and hours that nobody told of; the same each time. */
async function storePast(fromMs: number, toMs: number): Promise<void> {
  const from = new Date(fromMs).toISOString();
  const to = new Date(toMs).toISOString();
  await prismaExecutor(harness().db).query(sql`
    insert into service_hour (target_id, hour, source, requests, errors, bounds_ms, latency_counts)
    select ${targetId}, h.hour, 'stored', m.requests, m.errors, '{300}',
           (select array_agg(case when r is null then null else r - r / 50 end order by i, half)
            from unnest(m.requests) with ordinality as u(r, i) cross join (values (0), (1)) v(half))
    from generate_series(${from}::timestamptz, ${to}::timestamptz - interval '1 hour', interval '1 hour') as h(hour)
    cross join lateral (
      select array_agg(case when (n * 7 + extract(epoch from h.hour)::bigint / 3600) % 11 = 0 then null
                            else (n * n + extract(epoch from h.hour)::bigint / 3600) % 97 end order by n) as requests,
             array_agg(case when n % 13 = 0 then 1 else 0 end::bigint order by n) as errors
      from generate_series(1, 60) n) m
    where extract(epoch from h.hour)::bigint / 3600 % 17 <> 0`);
}

async function objectives() {
  const rows = await harness().db.objective.findMany({ where: { retiredAt: null }, orderBy: { slug: "asc" } });
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    definition: countedOf(row.definition),
    targetId,
  }));
}

function countedOf(stored: unknown): CountedDefinition {
  const definition = SloDefinition.parse(stored);
  if (!isCounted(definition)) throw new Error("all objectives of this test are counted by the minute");
  return definition;
}

async function compareAt(now: Instant): Promise<void> {
  const db = prismaExecutor(harness().db);
  const asked = await objectives();
  const levels = await loadLevels(db, asked, now);
  for (const { id, definition } of asked) {
    const { series: _series, without: _without, ...level } = await loadLevel(db, targetId, definition, now);
    const expected = { ...level, adjusted: null };
    expect(levels.get(id), `${JSON.stringify(definition.period)} at ${new Date(now).toISOString()}`).toEqual(expected);
  }
}

/** Rounds of the loop until nothing is left to store. */
async function sealAll(now: Instant): Promise<number> {
  let stored = 0;
  for (let round = 0; round < 20; round += 1) {
    const more = await sealHours(prismaExecutor(harness().db), now);
    if (more === 0) return stored;
    stored += more;
  }
  throw new Error("storing does not come to an end");
}

beforeAll(async () => {
  await createProduction();
  targetId = await createMeasured("checkout");
  for (const [slug, definition] of Object.entries(definitions))
    await createObjective.run({ slug, name: slug, service: "checkout", environment: "production", definition }, admin);
  await storePast(T0 - 26 * dayMs, T0);
});

describe("levels from stored sums", () => {
  it("are those from the minutes before anything is stored, while it is, and after", async () => {
    await compareAt(T0);
    expect(await sealHours(prismaExecutor(harness().db), T0)).toBeGreaterThan(0);
    await compareAt(T0);
    expect(await sealAll(T0)).toBeGreaterThan(0);
    const seals = await harness().db.objectiveSeal.findMany();
    expect(seals).toHaveLength(4);
    expect(seals.every(({ isWhole, sealedUntil }) => isWhole && sealedUntil.getTime() === T0 - hourMs)).toBe(true);
    await compareAt(T0);
  });

  it("are read from a few rows, not from the minutes", async () => {
    const run = prismaExecutor(harness().db);
    const statements: string[] = [];
    const counted = {
      query<Row>(statement: Parameters<typeof run.query>[0]): Promise<Row[]> {
        statements.push(statement.text);
        return run.query<Row>(statement);
      },
    };
    // Also in the dark, which is when answers are waited for.
    for (const now of [T0, instant(T0 + 50 * minuteMs)]) {
      statements.length = 0;
      await loadLevels(counted, await objectives(), now);
      expect(statements).toHaveLength(5);
      expect(statements.some((text) => text.includes("objective_hour"))).toBe(true);
    }
  });

  it.each([7, 61, 300, 30 * 60])(
    "are the same after %i minutes in the dark, before and after storing",
    async (minutes) => {
      const now = instant(T0 + minutes * minuteMs + 20_000);
      await compareAt(now);
      await sealAll(now);
      await compareAt(now);
    },
  );

  it("are the same when the source is back, at odd moments of an hour", async () => {
    await storePast(T0 + 31 * hourMs, T0 + 33 * hourMs);
    for (const offset of [0, 30_000, 95_000, 59 * minuteMs]) await compareAt(instant(T0 + 33 * hourMs + offset));
    await sealAll(instant(T0 + 34 * hourMs));
    await compareAt(instant(T0 + 34 * hourMs));
  });

  it("begin anew with a new version of the definition", async () => {
    const now = instant(T0 + 34 * hourMs);
    const definition = { ...definitions.occurrences, targetPercent: "99" };
    await editObjective.run({ slug: "occurrences", revision: 1, definition, reason: "Too strict for a start." }, admin);
    expect(await harness().db.objectiveHour.count({ where: { objective: { slug: "occurrences" } } })).toBe(0);
    await compareAt(now);
    await sealAll(now);
    await compareAt(now);
  });
});
