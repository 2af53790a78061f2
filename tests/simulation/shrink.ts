import type { Schedule } from "./schedule";
import { type RunOptions, type RunResult, runSchedule } from "./world";

/** Take away from a failing schedule whatever it fails without, one thing at a time, until nothing more can go. */
export async function shrink(
  schedule: Schedule,
  options: RunOptions,
): Promise<{ schedule: Schedule; result: RunResult }> {
  let smallest = { schedule, result: await runSchedule(schedule, options) };
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const candidate of smallerThan(smallest.schedule)) {
      const result = await runSchedule(candidate, options);
      if (result.violations.length === 0) continue;
      smallest = { schedule: candidate, result };
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

function* smallerThan(schedule: Schedule): Generator<Schedule> {
  for (const index of schedule.faults.keys()) yield { ...schedule, faults: schedule.faults.toSpliced(index, 1) };
  for (const [index, from] of schedule.badFromMs.entries()) {
    if (from !== null) yield { ...schedule, badFromMs: schedule.badFromMs.with(index, null) };
  }
}
