import { findClockDefinitionRow, findScheduleRow } from "@/lib/clocks/terms-read-model";
import { createClockDefinition } from "@/lib/clocks/use-cases/create-clock-definition";
import { createSchedule } from "@/lib/clocks/use-cases/create-schedule";
import { pauseClock } from "@/lib/clocks/use-cases/pause-clock";
import { pushClockEvent } from "@/lib/clocks/use-cases/push-clock-event";
import type { Runtime } from "@/lib/platform/runtime";
import { type DemoCase, demoCases, demoClockDefinitions, demoSchedule } from "./demo-clocks";
import { asDemo } from "./seed-catalog";

const hourMs = 3_600_000;
/** How far back the demonstration's clocks look for incidents. */
const reachBackMs = 90 * 24 * hourMs;
/** The definition under which the help desk pushes its cases. */
const caseDefinition = "case-settled";

/** What is promised about incidents and cases of the shop, and the cases of its help desk; what is there already stays. */
export async function seedClocks(runtime: Runtime): Promise<void> {
  const reason = "Set with the demonstration.";
  if (!(await findScheduleRow(runtime.db, demoSchedule.slug)))
    await asDemo(runtime, createSchedule, { ...demoSchedule, reason });
  const appliesFrom = new Date(runtime.clock.now() - reachBackMs).toISOString();
  for (const definition of demoClockDefinitions) {
    if (await findClockDefinitionRow(runtime.db, definition.slug)) continue;
    await asDemo(runtime, createClockDefinition, { ...definition, appliesFrom, reason });
    if (definition.slug !== caseDefinition) continue;
    for (const one of demoCases) await pushCase(runtime, one);
  }
}

async function pushCase(runtime: Runtime, { service, key, title, events, pausedBecause }: DemoCase): Promise<void> {
  for (const [event, hoursAgo] of events) {
    const at = new Date(runtime.clock.now() - hoursAgo * hourMs).toISOString();
    const told = { definition: caseDefinition, service, key, title, event, at, id: `${key} ${event}` };
    const { clock } = await asDemo(runtime, pushClockEvent, told);
    if (!pausedBecause) continue;
    const { id, revision } = clock;
    await asDemo(runtime, pauseClock, {
      id,
      revision,
      reason: pausedBecause,
      note: "They were asked for the receipt.",
    });
  }
}
