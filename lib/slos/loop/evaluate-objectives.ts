import { type Instant, instant } from "@/lib/kernel/instant";
import { toDecimal } from "@/lib/kernel/rational";
import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { sendHint } from "@/lib/platform/stream/hints";
import type { BurnRule } from "../domain/burn";
import { type AlertDecision, type AlertReading, type AlertState, nextAlert, quiet } from "../domain/burn-alert";
import { alertSentence, alertSettingsOf, type MinuteSeries, readingOf, rulesOf } from "../domain/evaluation";
import { loadSeries } from "../minute-read-model";
import { type AlertedObjective, loadAlerted } from "../objective-read-model";
import { appendAlertEvent, saveAlert } from "../objective-store";

/** The longest window of a rule. */
const longestWindowMs = 3 * 86_400_000;

/**
 * Look at every objective's burn-rate rules once. States, events, audit records and hints commit with the caller's transaction.
 * Answers how many events there were.
 */
export async function evaluateObjectives(db: SqlExecutor, now: Instant): Promise<number> {
  const objectives = await loadAlerted(db);
  let events = 0;
  for (const objective of objectives) {
    const { targetId, definition } = objective;
    const question = { sli: definition.sli, from: instant(now - longestWindowMs), now };
    const series: MinuteSeries =
      targetId === null
        ? { from: question.from, slices: [], knownSince: null }
        : await loadSeries(db, { ...question, targetId });
    events += await evaluateOne(db, objective, series, now);
  }
  return events;
}

async function evaluateOne(
  db: SqlExecutor,
  objective: AlertedObjective,
  series: MinuteSeries,
  now: Instant,
): Promise<number> {
  const settings = alertSettingsOf(objective.definition);
  let happened = 0;
  for (const [index, rule] of rulesOf(objective.definition, now).entries()) {
    const before = objective.alerts.get(index) ?? quiet;
    const reading = readingOf(series, rule);
    const decision = nextAlert(before, reading, rule, settings, now);
    await saveAlert(db, {
      objectiveId: objective.id,
      rule: index,
      state: decision.state,
      longBurn: decision.longBurn && toDecimal(decision.longBurn, 3),
      shortBurn: decision.shortBurn && toDecimal(decision.shortBurn, 3),
      heldBy: decision.heldBy,
    });
    for (const what of decision.events) {
      await tell(db, objective, { index, rule, what, reading, decision, before }, now);
      happened += 1;
    }
  }
  if (happened > 0) await sendHint(db, { topic: "objective", id: objective.slug, revision: 0 });
  return happened;
}

interface Happened {
  readonly index: number;
  readonly rule: BurnRule;
  readonly what: AlertDecision["events"][number];
  readonly reading: AlertReading;
  readonly decision: AlertDecision;
  readonly before: AlertState;
}

async function tell(db: SqlExecutor, objective: AlertedObjective, happened: Happened, now: Instant): Promise<void> {
  const { index, rule, what, reading, decision, before } = happened;
  const sentence = sentenceOf(objective, happened);
  const facts = { severity: rule.severity, before, after: decision.state, ...numbersOf(reading) };
  await appendAlertEvent(db, {
    objectiveId: objective.id,
    rule: index,
    at: now,
    what,
    severity: rule.severity,
    sentence,
    facts,
  });
  await appendAudit(db, {
    action: `objective.alert_${what}`,
    outcome: "accepted",
    actor: systemActor("objectives"),
    subject: { kind: "objective", id: objective.slug, name: objective.name },
    detail: { sentence, rule: index, ...facts },
  });
}

function sentenceOf(objective: AlertedObjective, { rule, what, reading, decision }: Happened): string {
  if (reading.kind === "dark") return `The alert is frozen: ${reading.cause}. It keeps what it said before.`;
  const burns = { long: decision.longBurn, short: decision.shortBurn };
  const words = alertSentence(rule, reading, burns, objective.definition);
  if (what === "fired") return words;
  return what === "thawed" ? `Data is back: ${words}` : `Well again: ${words}`;
}

function numbersOf(reading: AlertReading): Record<string, unknown> {
  if (reading.kind === "dark") return { cause: reading.cause };
  const numbers = (sums: { bad: bigint; total: bigint }) => ({ bad: `${sums.bad}`, total: `${sums.total}` });
  return { long: numbers(reading.long), short: numbers(reading.short) };
}
