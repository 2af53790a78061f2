import { readFileSync } from "node:fs";
import { scheduleOf } from "./schedule";
import { runSchedule } from "./world";

const a = process.argv.at(-1) as string;
const schedule = /^\d+$/.test(a) ? scheduleOf(Number(a)) : JSON.parse(readFileSync(a, "utf8")).schedule;
console.log(schedule.badFromMs, schedule.onBlind);
for (const f of schedule.faults) console.log(JSON.stringify(f));
const r = await runSchedule(schedule, { say: (w) => console.log(w) });
console.log(r.violations);
