import type { Instant } from "@/lib/kernel/instant";
import { type Rational, toDecimal } from "@/lib/kernel/rational";
import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { sendHint } from "@/lib/platform/stream/hints";
import type { CompositeDefinition } from "../contract";
import type { BurnRule } from "../domain/burn";
import { type AlertDecision, type AlertReading, type AlertState, nextAlert, quiet } from "../domain/burn-alert";
import { readingOfParts } from "../domain/composite-reading";
import { alertSentence, alertSettingsOf, readingOf, rulesOf, shareOf } from "../domain/evaluation";
import { isComposite, isCounted } from "../domain/sli-kind";
import { type AlertedObjective, loadAlerted } from "../objective-read-model";
import { type AlertChange, appendAlertEvent, saveAlerts } from "../objective-store";
import { type AlertObserver, nobodyObserves, type RuleLook } from "../port";
import type { MinuteMemory } from "./minute-memory";

/**
 * Look at every objective's burn-rate rules once. States, events, audit records, hints and what the observer makes of it commit with the
 * caller's transaction. Answers how many events there were.
 */
export async function evaluateObjectives(
  db: SqlExecutor,
  memory: MinuteMemory,
  now: Instant,
  observer: AlertObserver = nobodyObserves,
): Promise<number> {
  const objectives = await loadAlerted(db);
  const targetIds = objectives.flatMap((objective) => objective.targetId ?? []);
  await memory.refresh(db, targetIds, now);
  const readings = readingsOf(objectives, memory);
  const looks = objectives.map((objective) => lookAt(objective, readings, now));
  await saveAlerts(
    db,
    looks.flatMap((look) => look.changes),
  );
  let events = 0;
  for (const { objective, happened } of looks) {
    for (const one of happened) await tell(db, objective, one, now);
    if (happened.length > 0) await sendHint(db, { topic: "objective", id: objective.slug, revision: 0 });
    events += happened.length;
  }
  const observed = looks.map(({ objective, rules }) => ({ ...objective, rules }));
  await observer.observe(db, observed, now);
  return events;
}

interface Look {
  readonly objective: AlertedObjective;
  readonly changes: readonly AlertChange[];
  readonly happened: readonly Happened[];
  readonly rules: readonly RuleLook[];
}

function lookAt(objective: AlertedObjective, readings: Readings, now: Instant): Look {
  const { definition } = objective;
  const settings = alertSettingsOf(definition);
  const changes: AlertChange[] = [];
  const happened: Happened[] = [];
  const rules: RuleLook[] = [];
  for (const [index, rule] of rulesOf(definition, now).entries()) {
    const stored = objective.alerts.get(index);
    const known = readings(objective, rule);
    // Nothing was ever known and nothing ever said: there is nothing to freeze.
    if (known === null && stored === undefined) continue;
    const before = stored ?? quiet;
    const reading = known ?? nothingKnown;
    const decision = nextAlert(before, reading, rule, settings, now);
    changes.push({
      objectiveId: objective.id,
      rule: index,
      state: decision.state,
      longBurn: decision.longBurn && toDecimal(decision.longBurn, 3),
      shortBurn: decision.shortBurn && toDecimal(decision.shortBurn, 3),
      heldBy: decision.heldBy,
    });
    for (const what of decision.events) happened.push({ index, rule, what, reading, decision, before });
    rules.push(ruleLook(objective, { index, rule, reading, decision }));
  }
  return { objective, changes, happened, rules };
}

function ruleLook(objective: AlertedObjective, looked: Omit<Happened, "what" | "before">): RuleLook {
  const { index, rule, decision } = looked;
  const { state } = decision;
  const decimal = (burn: Rational | null) => burn && toDecimal(burn, 2);
  return {
    rule: index,
    severity: rule.severity,
    longWindowMs: rule.longWindowMs,
    shortWindowMs: rule.shortWindowMs,
    longBurn: decimal(decision.longBurn),
    shortBurn: decimal(decision.shortBurn),
    factor: toDecimal(rule.factor, 2),
    isFiring: state.status === "firing",
    isFrozenFiring: state.status === "frozen" && state.was.status === "firing",
    sentence: arithmeticOf(objective, looked),
  };
}

/** What a rule reads of an objective; null when nothing was ever known. */
type Readings = (objective: AlertedObjective, rule: BurnRule) => AlertReading | null;

/** Counted objectives read their target's minutes, composite ones their parts, as deep as they go. */
function readingsOf(objectives: readonly AlertedObjective[], memory: MinuteMemory): Readings {
  const bySlug = new Map(objectives.map((objective) => [objective.slug, objective]));
  const read: Readings = ({ definition, targetId }, rule) => {
    if (isComposite(definition)) return readComposite(definition, rule);
    const windows = targetId === null || !isCounted(definition) ? null : memory.windows(targetId, definition.sli);
    return windows && readingOf(windows, rule);
  };
  function readComposite({ sli, targetPercent }: CompositeDefinition, rule: BurnRule): AlertReading | null {
    const parts = sli.parts.map(({ objective: slug, weight }) => {
      const part = bySlug.get(slug);
      return { name: part?.name ?? slug, weight: BigInt(weight), reading: part ? read(part, rule) : null };
    });
    if (parts.every(({ reading }) => reading === null)) return null;
    const known = parts.map((part) => ({ ...part, reading: part.reading ?? nothingKnown }));
    return readingOfParts(sli.combine, known, rule, shareOf(targetPercent));
  }
  return read;
}

const nothingKnown: AlertReading = { kind: "dark", cause: "no source ever counted this service here" };

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
  const words = arithmeticOf(objective, { rule, reading, decision });
  if (what === "fired") return words;
  return what === "thawed" ? `Data is back: ${words}` : `Well again: ${words}`;
}

function arithmeticOf(
  { definition }: AlertedObjective,
  { rule, reading, decision }: Pick<Happened, "rule" | "reading" | "decision">,
): string {
  if (reading.kind === "dark") return `Nothing can be said: ${reading.cause}.`;
  return alertSentence(rule, reading, { long: decision.longBurn, short: decision.shortBurn }, definition);
}

function numbersOf(reading: AlertReading): Record<string, unknown> {
  if (reading.kind === "dark") return { cause: reading.cause };
  const numbers = (sums: { bad: bigint; total: bigint }) => ({ bad: `${sums.bad}`, total: `${sums.total}` });
  return { long: numbers(reading.long), short: numbers(reading.short) };
}
