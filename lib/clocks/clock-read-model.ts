import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { type ClockFacts, loadClockFacts } from "./clock-facts-read-model";
import type { ClockDetail, ClockView } from "./contract";
import { clockEventsOf } from "./domain/clock-events";
import { clockStatusOf } from "./domain/clock-status";
import { type ClockStretch, clockSteps } from "./domain/clock-steps";
import { reachedPercent, thresholdTimes } from "./domain/clock-telling";
import { countedTurns, momentBefore, type Ownership, ownerAt } from "./domain/hand-over";
import { type ClockEvent, type ClockRule, type ClockState, clockAt } from "./domain/sla-clock";
import { handOverOf, scheduleOf } from "./domain/terms-check";

/** A clock computed: its rule, its events and what it shows. */
export interface ClockReading {
  readonly rule: ClockRule;
  readonly events: readonly ClockEvent[];
  readonly state: ClockState;
}

/** What the facts come to at `now`. */
export function readClock({ facts, terms, schedule }: ClockFacts, now: Instant): ClockReading {
  const rule = { goalMs: terms.targetMinutes * 60_000, schedule: scheduleOf(schedule?.terms ?? null) };
  const events = clockEventsOf(facts, terms);
  return { rule, events, state: clockAt(events, rule, now) };
}

/** The region that has a clock at `now`, or had it at its stop; null where its hours are of one. */
export function ownerOfClock({ schedule }: ClockFacts, state: ClockState, now: Instant): Ownership | null {
  const handOver = schedule ? handOverOf(schedule.terms) : undefined;
  if (!handOver || state.startedAt === null) return null;
  return ownerAt(handOver, state.stoppedAt === null ? now : momentBefore(state.stoppedAt));
}

const text = (at: Instant | Date | null): string | null => (at === null ? null : new Date(at).toISOString());

/** A clock as shown at `now`. */
export function viewClock(known: ClockFacts, now: Instant): ClockView {
  const { row, incident, schedule } = known;
  const { rule, state } = readClock(known, now);
  const { status, why } = clockStatusOf(state, known.source, known.voidBecause);
  const open = state.pauses.filter(({ endedBy }) => endedBy === "open").map(({ to }) => to);
  const named = row.definition.schedule;
  return {
    id: row.id,
    definition: { slug: row.definition.slug, name: row.definition.name },
    service: row.service,
    incidentId: incident?.id ?? null,
    key: row.key,
    title: incident?.title ?? row.title,
    status,
    why,
    startedAt: text(state.startedAt),
    stoppedAt: text(state.stoppedAt),
    dueAt: text(state.dueAt),
    resumesAt: open.length === 0 ? null : text(instant(Math.max(...open))),
    targetMs: rule.goalMs,
    elapsedMs: state.elapsedMs,
    pausedMs: state.pausedMs,
    remainingMs: rule.goalMs - state.elapsedMs,
    schedule: named && schedule ? { slug: named.slug, name: named.name, timeZone: schedule.terms.timeZone } : null,
    owner: ownerShown(ownerOfClock(known, state, now)),
    revision: row.revision,
  };
}

function ownerShown(owner: Ownership | null): ClockView["owner"] {
  if (owner === null) return null;
  const { region, since, until, isOpen, next } = owner;
  return {
    ...{ region: region.name, tell: [...region.tell], isOpen, until: text(until) },
    since: new Date(since).toISOString(),
    next: next && { region: next.region.name, at: new Date(next.at).toISOString() },
  };
}

/** Clocks as shown at `now`, in the order of `ids`. */
export async function loadClockViews(db: Db | Tx, ids: readonly string[], now: Instant): Promise<ClockView[]> {
  return (await loadClockFacts(db, ids, now)).map((known) => viewClock(known, now));
}

/** How many stretches are listed at either end of a long clock. */
const shownSteps = 30;

/** One clock with everything that it is computed from; null when there is none. */
export async function findClock(db: Db | Tx, id: string, now: Instant): Promise<ClockDetail | null> {
  const [known] = await loadClockFacts(db, [id], now);
  if (!known) return null;
  const { rule, state } = readClock(known, now);
  const range = state.startedAt === null ? null : { from: state.startedAt, to: state.stoppedAt ?? now };
  const steps = range ? clockSteps(range, rule.schedule, state.pauses) : [];
  const isLong = steps.length > 2 * shownSteps;
  const shown = isLong ? [...steps.slice(0, shownSteps), ...steps.slice(-shownSteps)] : steps;
  const pauses = known.row.marks.filter(({ kind }) => kind === "paused").length;
  return {
    ...viewClock(known, now),
    events: eventsShown(known),
    pauses: pausesShown(known, state),
    steps: shown.map(stepShown),
    stepsLeftOut: steps.length - shown.length,
    ...turnsShown(known, range, state),
    revisions: await loadRevisions(db, id),
    pauseRules: known.terms.pauses,
    notices: noticesShown(known, now),
    pausesLeft: Math.max(0, known.terms.maxPauses - pauses),
  };
}

function turnsShown(
  { schedule }: ClockFacts,
  range: Period | null,
  { pauses }: ClockState,
): Pick<ClockDetail, "turns" | "turnsLeftOut"> {
  const handOver = schedule ? handOverOf(schedule.terms) : undefined;
  const turns = handOver && range ? countedTurns(handOver, range, pauses) : [];
  const shown = turns.slice(-shownSteps).map(({ region, from, to, countedMs }) => ({
    ...{ region: region.name, from: new Date(from).toISOString(), to: new Date(to).toISOString(), countedMs },
  }));
  return { turns: shown, turnsLeftOut: turns.length - shown.length };
}

function noticesShown(known: ClockFacts, now: Instant): ClockDetail["notices"] {
  const { rule, events, state } = readClock(known, now);
  const { notify } = known.terms;
  const percents = notify.map(({ usedPercent }) => usedPercent);
  const reached = reachedPercent(percents, state, rule.goalMs);
  const times = thresholdTimes(percents, events, rule, now);
  return notify.map((one, index) => ({
    ...one,
    at: text(times[index]?.at ?? null),
    isReached: one.usedPercent <= reached,
  }));
}

function stepShown({ kind, from, to, ms, totalMs }: ClockStretch): ClockDetail["steps"][number] {
  return { kind, from: new Date(from).toISOString(), to: new Date(to).toISOString(), ms, totalMs };
}

/** The log of the incident, with what was pushed and what people did to the clock, in order. */
function eventsShown({ row, incident }: ClockFacts): ClockDetail["events"] {
  const told = (incident?.events ?? []).map(({ at, what, by, detail }) => {
    return { at: at.toISOString(), what, by, detail, recordedAt: null };
  });
  const marks = row.marks.map(({ at, kind, byName, reason, note, recordedAt }) => ({
    at: at.toISOString(),
    what: kind,
    by: byName,
    detail: [reason, note].filter(Boolean).join(": ") || null,
    recordedAt: recordedAt.toISOString(),
  }));
  return [...told, ...marks].sort((left, right) => Date.parse(left.at) - Date.parse(right.at));
}

function pausesShown({ row }: ClockFacts, { pauses }: ClockState): ClockDetail["pauses"] {
  return pauses.map(({ pauseId, reason, from, to, endedBy }) => {
    const mark = row.marks.find((one) => one.kind === "paused" && one.pauseId === pauseId);
    return {
      id: pauseId,
      reason,
      by: mark?.byName ?? "",
      evidenceUrl: mark?.evidenceUrl ?? null,
      note: mark?.note ?? null,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      endedBy,
    };
  });
}

async function loadRevisions(db: Db | Tx, clockId: string): Promise<ClockDetail["revisions"]> {
  const rows = await db.clockRevision.findMany({ where: { clockId }, orderBy: { revision: "desc" }, take: 100 });
  return rows.map((row) => ({
    revision: row.revision,
    cause: row.cause,
    reason: row.reason,
    by: row.byName,
    recordedAt: row.recordedAt.toISOString(),
    definitionVersion: row.definitionVersion,
    scheduleVersion: row.scheduleVersion,
    startedAt: text(row.startedAt),
    stoppedAt: text(row.stoppedAt),
    dueAt: text(row.dueAt),
    // While it ran, whether it was breached depended on the moment.
    isBreached: row.stoppedAt && row.dueAt ? row.dueAt < row.stoppedAt : null,
    isVoid: row.isVoid,
  }));
}
