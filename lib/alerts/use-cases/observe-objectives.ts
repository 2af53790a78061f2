import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { sendHint } from "@/lib/platform/stream/hints";
import { loadMinuteLevels } from "@/lib/slos/objective-level-read-model";
import type { AlertObserver, ObjectiveLook, RuleLook } from "@/lib/slos/port";
import { loadStanding, type StandingAlarm } from "../alarm-place-read-model";
import { saveFrozen } from "../alarm-store";
import type { AlarmFacts } from "../contract";
import { type AlarmStep, nextStep } from "../domain/alarm-step";
import type { AlarmParts } from "../port";
import { endAlarm } from "./end-alarm";
import { raiseAlarm } from "./raise-alarm";

type Severity = RuleLook["severity"];
const severities: readonly Severity[] = ["page", "ticket"];

function subjectOf(objectiveId: string, severity: Severity): string {
  return `objective:${objectiveId}:${severity}`;
}

/** Changes of alarms in one round: what is beyond waits a minute, so that an outage of everything does not stop the measurement. */
const changesARound = 150;

/**
 * Makes alarms of how objectives stand: one of an objective and a severity, however many of its rules fire. It looks at states, not at
 * events, so that what was missed or left is caught up at the next round. Pages come first.
 */
export function createAlertObserver(parts: AlarmParts): AlertObserver {
  return {
    async observe(db, looks, now) {
      const standing = await loadStanding(db, severities);
      const changes = severities.flatMap((severity) => looks.flatMap((look) => changesOf(look, severity, standing)));
      for (const change of changes.slice(0, changesARound)) await make(db, parts, change, now);
      const inForce = new Set(looks.map(({ id }) => id));
      const gone = [...standing.values()].filter(({ objectiveId }) => !inForce.has(objectiveId ?? ""));
      const sentence = "The objective was retired: nothing is promised here any more.";
      for (const alarm of gone.slice(0, changesARound)) await endAlarm(db, parts, alarm, { sentence }, now);
    },
  };
}

interface Change {
  readonly look: ObjectiveLook;
  readonly severity: Severity;
  readonly rules: readonly RuleLook[];
  readonly alarm: StandingAlarm | null;
  readonly step: Exclude<AlarmStep, "stay">;
}

function changesOf(look: ObjectiveLook, severity: Severity, standing: ReadonlyMap<string, StandingAlarm>): Change[] {
  const rules = look.rules.filter((rule) => rule.severity === severity);
  const alarm = standing.get(subjectOf(look.id, severity)) ?? null;
  const step = nextStep(alarm, rules);
  return step === "stay" ? [] : [{ look, severity, rules, alarm, step }];
}

async function make(
  db: SqlExecutor,
  parts: AlarmParts,
  { look, severity, rules, alarm, step }: Change,
  now: Instant,
): Promise<void> {
  if (alarm === null) return open(db, parts, look, severity, now);
  if (step === "resolve") {
    const facts = await budgetOf(db, look, now);
    return endAlarm(db, parts, alarm, { sentence: endSentence(alarm, look.version, rules), facts }, now);
  }
  await saveFrozen(db, alarm.id, step === "freeze" ? now : null);
  await sendHint(db, { topic: "alert", id: alarm.id, revision: 0 });
}

async function open(
  db: SqlExecutor,
  parts: AlarmParts,
  look: ObjectiveLook,
  severity: Severity,
  now: Instant,
): Promise<void> {
  const firing = look.rules.filter((rule) => rule.severity === severity && rule.isFiring);
  const { id: objectiveId, serviceId, environmentId, definition } = look;
  const burn = firing[0]?.longBurn ?? "?";
  await raiseAlarm(
    db,
    parts,
    {
      ...{ subjectKey: subjectOf(objectiveId, severity), kind: severity, objectiveId, serviceId, environmentId },
      titleOf: ({ environmentName }) =>
        `${look.name}: budget burns ${burn} times too fast in ${environmentName ?? "?"}`,
      sentence: firing.map(({ sentence }) => sentence).join(" "),
      facts: {
        rules: firing.map(({ severity: _, isFiring: __, isFrozenFiring: ___, ...rule }) => rule),
        targetPercent: definition.targetPercent,
        objectiveVersion: look.version,
        ...(await budgetOf(db, look, now)),
      },
    },
    now,
  );
}

/** What is left of the budget now. */
async function budgetOf(
  db: SqlExecutor,
  look: ObjectiveLook,
  now: Instant,
): Promise<Pick<AlarmFacts, "budgetLeftWorstPercent" | "budgetLeftBestPercent">> {
  const level = (await loadMinuteLevels(db, [look], now)).get(look.id);
  return {
    budgetLeftWorstPercent: level?.view.budgetLeftWorstPercent ?? null,
    budgetLeftBestPercent: level?.view.budgetLeftBestPercent ?? null,
  };
}

/** Of the rules that fired then, what they say now. A definition that was changed has other rules, which say nothing of those. */
function endSentence(alarm: StandingAlarm, version: number, rules: readonly RuleLook[]): string {
  if (alarm.facts.objectiveVersion !== version) return "The objective was changed: its alerts begin anew.";
  const fired = alarm.facts.rules.map(({ rule }) => rule);
  const [now] = rules.filter(({ rule }) => fired.includes(rule));
  return now ? `Well again: ${now.sentence}` : "Well again.";
}
