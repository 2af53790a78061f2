import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { listCalendar } from "@/lib/calendar/use-cases/list-calendar";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { systemActor } from "@/lib/platform/auth/actor";
import { createTestRuntime, type TestRuntime } from "@/tests/support/runtime";
import type { BenchOptions } from "../main";
import { type BenchResult, figure, percentile } from "../report";
import { withDatabase } from "./with-database";

const barMs = 500;
const wanted = 2_000;
const dayMs = 86_400_000;
const zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney", "UTC"];

/**
 * A view of the calendar with 2000 entries: times of daily and weekly windows in five zones and windows that happen once, within ten weeks.
 * The time from the question to the answer, with the rules followed anew in PostgreSQL's rows.
 */
export async function benchCalendar({ trials }: BenchOptions): Promise<BenchResult> {
  return withDatabase(async ({ url }) => {
    const runtime = createTestRuntime({ databaseUrl: url, now: "2026-11-20T12:00:00Z" });
    try {
      return await measure(runtime, trials ?? 30);
    } finally {
      await runtime.close();
    }
  });
}

async function measure(runtime: TestRuntime, rounds: number): Promise<BenchResult> {
  const call = { actor: systemActor("bench") };
  const from = runtime.clock.now();
  const iso = (atMs: number): string => new Date(atMs).toISOString();
  const environment = { slug: "calendar", name: "Calendar", kind: "staging", rank: 900 } as const;
  await createEnvironment.run(environment, call, runtime);
  const days = 70;
  // 20 daily ones make 1400 times, 20 weekly ones 200, and 400 happen once.
  for (let index = 0; index < 440; index += 1) {
    const rule = index < 20 ? "FREQ=DAILY" : index < 40 ? "FREQ=WEEKLY" : null;
    const startMs = from + 3_600_000 * (1 + (rule === null ? (index * 37) % (24 * days - 4) : index % 20));
    const recurrence = rule === null ? null : { rule, timeZone: zones[index % zones.length] ?? "UTC" };
    const times = { startsAt: iso(startMs), endsAt: iso(startMs + 7_200_000), recurrence };
    const kind = index % 2 === 0 ? "blackout" : "maintenance";
    await createWindow.run({ kind, name: `Window ${index}`, environment: "calendar", ...times }, call, runtime);
  }
  const samples: number[] = [];
  let entries = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const range = { from: iso(from - round * 60_000), to: iso(from + (days + 1) * dayMs) };
    const begun = performance.now();
    const { items } = await listCalendar.run({ ...range, environment: "calendar" }, call, runtime);
    // The first compiles the statements.
    if (round > 0) samples.push(performance.now() - begun);
    entries = items.length;
  }
  if (entries < wanted) throw new Error(`the view has ${entries} entries, fewer than ${wanted}`);
  return {
    trials: rounds,
    figures: [
      figure({
        id: "calendar2000.p95Ms",
        value: percentile(samples, 0.95),
        unit: "ms",
        bar: barMs,
        note: `${entries} entries in view`,
      }),
    ],
    raw: samples.map((tookMs) => ({ what: "calendar", entries, tookMs })),
  };
}
