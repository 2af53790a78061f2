import { beforeAll, describe, expect, it } from "vitest";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import { runMinute } from "@/lib/slos/loop/minute-loop";
import { createMinuteMemory, type MinuteMemory } from "@/lib/slos/loop/minute-memory";
import type { MeasurementPort } from "@/lib/slos/port";
import { setUpHarness, T0 } from "@/tests/support/harness";
import { createMeasured, createProduction } from "@/tests/support/measured-services";
import { type ScriptedCounters, scriptCounters } from "@/tests/support/scripted-counters";

/** Goal: every request is counted in one minute and once, and a minute that nobody can tell is never a number. */

const harness = setUpHarness();
const minuteMs = 60_000;
let ids: Record<string, string> = {};
let counters: ScriptedCounters;

beforeAll(async () => {
  await createProduction();
  for (const slug of ["twice", "crash", "gap", "reset", "faulty"]) ids = { ...ids, [slug]: await createMeasured(slug) };
  counters = scriptCounters(Object.values(ids), () => harness().runtime.clock.now());
});

const id = (slug: string): string => ids[slug] as string;
const only = (slug: string): MeasurementPort => ({
  ...counters.port,
  targets: async () => (await counters.port.targets()).filter((target) => target.targetId === id(slug)),
});

function run(slug: string, atMs: number, memory: MinuteMemory = createMinuteMemory()) {
  const { runtime } = harness();
  runtime.setNow(atMs);
  return runMinute({ runtime, port: only(slug), memory }, runtime.clock.now());
}

/** Requests and errors of the first minutes after T0. */
async function minutes(slug: string, count: number): Promise<(string | null)[]> {
  // Prisma cannot read a list with gaps, and gaps are what this is about.
  const rows = await prismaExecutor(harness().db).query<{ requests: (number | null)[]; errors: (number | null)[] }>(sql`
    select to_jsonb(requests) as requests, to_jsonb(errors) as errors from service_hour
    where target_id = ${id(slug)} and hour = ${new Date(T0).toISOString()}::timestamptz`);
  return Array.from({ length: count }, (_, index) => {
    const [requests, errors] = [rows[0]?.requests[index] ?? null, rows[0]?.errors[index] ?? null];
    return requests === null ? null : `${requests}/${errors}`;
  });
}

describe("a minute", () => {
  it("is stored once when two workers come at the same time, and once more never", async () => {
    await run("twice", T0);
    counters.serve(id("twice"), 600, 6);
    const both = await Promise.all([run("twice", T0 + minuteMs), run("twice", T0 + minuteMs)]);
    expect(both.filter((done) => done !== null).length).toBeGreaterThan(0);
    await run("twice", T0 + minuteMs);
    expect(await minutes("twice", 2)).toEqual(["600/6", null]);
    counters.serve(id("twice"), 60, 0);
    await run("twice", T0 + minuteMs + 5_000);
    expect(await minutes("twice", 2)).toEqual(["600/6", "60/0"]);
  });

  it("is not lost and not doubled by a worker that dies between reading and committing", async () => {
    await run("crash", T0);
    counters.serve(id("crash"), 100, 1);
    const dying: MinuteMemory = {
      refresh: async () => {
        throw new Error("the worker is gone");
      },
      windows: () => null,
    };
    await expect(run("crash", T0 + minuteMs, dying)).rejects.toThrow("the worker is gone");
    expect(await minutes("crash", 1)).toEqual([null]);
    await run("crash", T0 + minuteMs + 5_000);
    expect(await minutes("crash", 2)).toEqual(["100/1", null]);
  });

  it("is unknown when readings are more than 100 s apart: nobody can tell which minute the requests were of", async () => {
    await run("gap", T0);
    counters.serve(id("gap"), 500, 0);
    await run("gap", T0 + 101_000);
    expect(await minutes("gap", 3)).toEqual([null, null, null]);
    counters.serve(id("gap"), 300, 3);
    await run("gap", T0 + 161_000);
    expect(await minutes("gap", 3)).toEqual([null, null, "300/3"]);
  });

  it("counts a counter that began anew from zero, and what it lost not at all", async () => {
    await run("reset", T0);
    counters.restart(id("reset"));
    counters.serve(id("reset"), 40, 4);
    await run("reset", T0 + minuteMs);
    expect(await minutes("reset", 1)).toEqual(["40/4"]);
  });

  it("is unknown while the source is dark, which is kept with its cause and since when", async () => {
    await run("faulty", T0);
    counters.darken(id("faulty"), "unreachable");
    await run("faulty", T0 + minuteMs);
    await run("faulty", T0 + 2 * minuteMs);
    const cursor = await harness().db.minuteCursor.findUniqueOrThrow({ where: { targetId: id("faulty") } });
    expect(cursor).toMatchObject({ blindCause: "unreachable", blindSince: new Date(T0 + minuteMs) });
    expect(await minutes("faulty", 2)).toEqual([null, null]);
  });
});
