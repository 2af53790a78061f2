import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Schedule } from "../../../simulation/schedule";
import { runSchedule } from "../../../simulation/world";

/** Goal: what the simulator has found once stays mended. Method: the schedules that it saved, run again. */

const folder = path.resolve(import.meta.dirname, "../../../simulation/found");
const found = readdirSync(folder).map((name) => ({
  name,
  ...(JSON.parse(readFileSync(path.join(folder, name), "utf8")) as { law: string; schedule: Schedule }),
}));

describe("found once, and never again", () => {
  it.each(found)("$name: $law", async ({ schedule }) => {
    expect((await runSchedule(schedule)).violations).toEqual([]);
  });

  it("the same schedule gives the same run", async () => {
    const { schedule } = found[0] as (typeof found)[number];
    const runs = [await tellOf(schedule), await tellOf(schedule)];
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]?.length).toBeGreaterThan(10);
  });
});

async function tellOf(schedule: Schedule): Promise<string[]> {
  const told: string[] = [];
  await runSchedule(schedule, { say: (words) => told.push(words) });
  return told;
}
