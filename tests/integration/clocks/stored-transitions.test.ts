import { beforeAll, describe, expect, it } from "vitest";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { createClockDefinition } from "@/lib/clocks/use-cases/create-clock-definition";
import { createSchedule } from "@/lib/clocks/use-cases/create-schedule";
import { pushClockEvent } from "@/lib/clocks/use-cases/push-clock-event";
import { getClock } from "@/lib/clocks/use-cases/read-clocks";
import { callAs, setUpHarness } from "@/tests/support/harness";
import { transitionsOf, transitionZones, walkMinutes } from "@/tests/support/zone-oracle";

/** Goal: stored, queried and shown, a clock is right across every change of the clocks from 2026 to 2030, by an independent oracle. */

const harness = setUpHarness();
const sre = callAs("sre");
const hourMs = 3_600_000;
/** All day: a day of 23, 24 or 25 hours, or half of one more, counts as what it is. */
const wholeDays = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: "00:00", to: "24:00" }));
/** From before the hours in which clocks change to after them, without Wednesdays. */
const partDays = [1, 2, 4, 5, 6, 7].flatMap((weekday) => [
  { weekday, from: "00:00", to: "08:30" },
  { weekday, from: "20:15", to: "24:00" },
]);
const targetMinutes = 30 * 60;

beforeAll(async () => {
  await createService.run({ slug: "shop", name: "Shop", tier: 1 }, callAs("admin"));
});

async function prepare(zone: string, kind: "whole" | "part"): Promise<string> {
  const slug = `${kind}-${zone.toLowerCase().replaceAll(/[^a-z]/g, "-")}`;
  const hours = kind === "whole" ? wholeDays : partDays;
  await createSchedule.run({ slug, name: zone, terms: { timeZone: zone, hours } }, sre);
  const terms = { start: "opened", stop: "resolved", targetMinutes, schedule: slug };
  await createClockDefinition.run({ slug, name: zone, terms }, sre);
  return slug;
}

const isOpen = {
  whole: () => true,
  part: (minute: number, weekday: number) => weekday !== 3 && (minute < 510 || minute >= 1215),
};

describe("across every change of the clocks, 2026 to 2030", () => {
  it.each(transitionZones)("%s", { timeout: 60_000 }, async (timeZone) => {
    const transitions = transitionsOf(timeZone);
    expect(transitions.length).toBeGreaterThanOrEqual(10);
    for (const kind of ["whole", "part"] as const) {
      const definition = await prepare(timeZone, kind);
      for (const at of transitions) {
        const fromMs = at - 20 * hourMs - 37 * 60_000;
        const now = at + 16 * hourMs;
        harness().runtime.setNow(now);
        const event = { definition, service: "shop", key: `${at}`, event: "opened" as const, id: "1" };
        const { clock } = await pushClockEvent.run({ ...event, at: new Date(fromMs).toISOString() }, sre);
        const shown = await getClock.run({ id: clock.id }, callAs("viewer"));
        const walk = { timeZone, fromMs, goalMinutes: targetMinutes, isOpen: isOpen[kind] };
        const { minutes } = walkMinutes({ ...walk, toMs: now });
        const { dueMs } = walkMinutes({ ...walk, toMs: at + 96 * hourMs });
        expect([definition, at, shown.elapsedMs]).toEqual([definition, at, minutes * 60_000]);
        expect([definition, at, Date.parse(shown.dueAt ?? "")]).toEqual([definition, at, dueMs]);
        expect(shown.steps.at(-1)?.totalMs).toBe(shown.elapsedMs);
      }
    }
  });
});
