import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { CountedDefinition } from "./contract";
import {
  budgetLine,
  type HourlyCut,
  hourAfter,
  hourlyCut,
  type LinePoint,
  type LineStretch,
  lineEnds,
  stretchesOfSeries,
  usedPercent,
} from "./domain/budget-line";
import { methodOf, minutesBetween, periodAt, periodLengthMs, shareOf } from "./domain/evaluation";
import { addSlices, addTallies, type BudgetingMethod, emptyTally, type Slice, type Tally } from "./domain/level";
import { type HourCounts, hourMs, minuteMs } from "./domain/minutes";
import { planSpan, type Seal, type StoredSpan, slicesBetween } from "./domain/stored-hours";
import { endOf, firstKnown, loadHoursAt, loadSeries } from "./minute-read-model";
import { loadSeals, type SumRow, sumsOfHours, tallyOfRow } from "./stored-level-read-model";

/** A counted objective, or a definition that would be one. */
export interface ChartedObjective {
  readonly id: string;
  readonly version: number;
  readonly definition: CountedDefinition;
  readonly targetId: string | null;
}

export interface BudgetHistory {
  readonly line: readonly LinePoint[];
  /** For each moment that was asked about: budget of the whole period that went in the hour after it, in percent; null when unknown. */
  readonly used: readonly (string | null)[];
}

export interface HistoryQuestion {
  readonly now: Instant;
  /** How many points the line has, about. */
  readonly points: number;
  readonly moments: readonly Instant[];
}

const nothing: ReadonlyMap<number, HourCounts> = new Map();

/**
 * How an objective's budget went over its period, and what went after each of some moments. From the sums of stored hours with the minutes
 * at both ends and after the moments; from all minutes where the line is finer than hours, or too little is stored. Both answer the same.
 */
export async function loadBudgetHistory(
  db: SqlExecutor,
  objective: ChartedObjective,
  question: HistoryQuestion,
): Promise<BudgetHistory> {
  const { targetId } = objective;
  const since = targetId === null ? undefined : (await firstKnown(db, [targetId])).get(targetId);
  if (targetId === null || since === undefined) return { line: [], used: question.moments.map(() => null) };
  return (
    (await fromStored(db, { ...objective, targetId, since }, question)) ??
    (await fromMinutes(db, { ...objective, targetId }, question))
  );
}

type Counted = ChartedObjective & { readonly targetId: string };

async function fromMinutes(
  db: SqlExecutor,
  { definition, targetId }: Counted,
  question: HistoryQuestion,
): Promise<BudgetHistory> {
  const { now, points } = question;
  const { from } = periodAt(definition.period, now);
  const all = await loadSeries(db, { targetId, sli: definition.sli, from, now });
  const series = minutesBetween(all, from, now);
  const at = (moment: number) => Math.round((moment - series.from) / minuteMs);
  return historyOf(definition, question, {
    from: series.from,
    to: series.from + series.slices.length * minuteMs,
    stretches: stretchesOfSeries(series, methodOf(definition.method), points),
    slicesOf: (begin, end) => series.slices.slice(at(begin), at(end)),
  });
}

interface Past {
  readonly from: number;
  readonly to: number;
  readonly stretches: readonly LineStretch[];
  slicesOf(from: number, to: number): Slice[];
}

function historyOf(definition: CountedDefinition, { now, moments }: HistoryQuestion, past: Past): BudgetHistory {
  const target = shareOf(definition.targetPercent);
  const periodMs = periodLengthMs(definition.period, now);
  const method = methodOf(definition.method);
  return {
    line: budgetLine(past.stretches, { from: past.from, method, target, periodMs }),
    used: moments.map((moment) => {
      const { from, to } = hourAfter(moment, past.from, past.to);
      return usedPercent(past.slicesOf(from, to), { method, target, periodMs });
    }),
  };
}

/** Null where the line is finer than hours, or too little is stored. */
async function fromStored(
  db: SqlExecutor,
  objective: Counted & { readonly since: Instant },
  question: HistoryQuestion,
): Promise<BudgetHistory | null> {
  const { definition, targetId, since } = objective;
  const { now, points, moments } = question;
  const { from: begin } = periodAt(definition.period, now);
  const from = Math.max(Math.ceil(begin / minuteMs) * minuteMs, since);
  if (hourlyCut(from, Math.max(from, now), points) === null) return null;
  const seal = (await loadSeals(db, [objective])).get(objective.id);
  if (!seal) return null;
  const wanted = hoursWanted(from, seal, moments, now).map((hour) => ({ targetId, hour }));
  const hasLatency = definition.sli.kind === "latency";
  const hours = (await loadHoursAt(db, wanted, { hasLatency })).get(targetId) ?? nothing;
  const to = Math.max(from, endOf(hours, now, definition.sli));
  const [span, cut] = [planSpan(from, to, seal), hourlyCut(from, to, points)];
  if (span === null || cut === null) return null;
  const method = methodOf(definition.method);
  const slicesOf = (first: number, end: number) => slicesBetween(hours, { sli: definition.sli, from: first, to: end });
  const stored = await sumsByStretch(db, objective, span, cut);
  const stretches = stretchesOf({ from, to, points, span, stored, slicesOf }, method);
  return historyOf(definition, question, { from, to, stretches, slicesOf });
}

/** The first hour, those since the stored ones, and the two that the hour after each moment lies in. */
function hoursWanted(from: number, seal: Seal, moments: readonly Instant[], now: Instant): number[] {
  const hourOf = (at: number) => Math.floor(at / hourMs) * hourMs;
  const hours = new Set([hourOf(from)]);
  // Never more than what is worth reading: see `planSpan`.
  const first = Math.max(hourOf(now) - 50 * hourMs, Math.min(hourOf(now) - hourMs, seal.until));
  for (let hour = first; hour <= now; hour += hourMs) hours.add(hour);
  for (const moment of moments) for (const at of [moment, moment + hourMs]) hours.add(hourOf(at));
  return [...hours];
}

async function sumsByStretch(
  db: SqlExecutor,
  { id, version, definition }: Counted,
  { hours }: StoredSpan,
  { first, stepMs }: HourlyCut,
): Promise<Map<number, Tally>> {
  const iso = (at: number) => new Date(at).toISOString();
  const rows = await db.query<SumRow & { position: number }>(sql`
    select floor(extract(epoch from h.hour - ${iso(first)}::timestamptz) * 1000 / ${stepMs}::float8)::int as position, ${sumsOfHours}
    from objective_hour h
    where h.objective_id = ${id} and h.version = ${version}::int
      and h.hour >= ${iso(hours.from)}::timestamptz and h.hour < ${iso(hours.to)}::timestamptz
    group by 1`);
  const method = methodOf(definition.method);
  return new Map(rows.map(({ position, ...row }) => [position, tallyOfRow(row, method)]));
}

interface StoredLine extends Pick<Past, "from" | "to" | "slicesOf"> {
  readonly points: number;
  readonly span: StoredSpan;
  /** Sums of the stored hours of each stretch, by its position. */
  readonly stored: ReadonlyMap<number, Tally>;
}

/** Each stretch: its stored hours, and its minutes before and after them. */
function stretchesOf(line: StoredLine, method: BudgetingMethod): LineStretch[] {
  const { from, to, points, span, stored, slicesOf } = line;
  let begin = from;
  return lineEnds(from, to, points).map((end, position) => {
    let tally = stored.get(position) ?? emptyTally;
    for (const { from: first, to: last } of [span.head, span.tail]) {
      const [earliest, latest] = [Math.max(begin, first), Math.min(end, last)];
      if (earliest < latest) tally = addTallies(tally, addSlices(emptyTally, slicesOf(earliest, latest), method));
    }
    begin = end;
    return { end: instant(end), tally };
  });
}
