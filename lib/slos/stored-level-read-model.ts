import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { CountedDefinition } from "./contract";
import { methodOf, periodAt, shareOf } from "./domain/evaluation";
import { minutesWithin } from "./domain/left-out";
import { addSlices, type BudgetingMethod, emptyTally, levelOfTally, type Tally, withoutPart } from "./domain/level";
import { type HourCounts, hourMs, minuteMs } from "./domain/minutes";
import { planSpan, type Seal, type StoredSpan, slicesBetween, tallyOfSums } from "./domain/stored-hours";
import { loadLevel, notBetter, type ShownLevel, showLevel } from "./level-read-model";
import { dueAfterMs, endOf, firstKnown, lastKnownOf, loadHoursAt } from "./minute-read-model";

/** An objective whose level is asked. */
export interface AskedObjective {
  readonly id: string;
  /** Names the answer where the same objective is asked about for several periods; its id when absent. */
  readonly key?: string;
  readonly version: number;
  readonly definition: CountedDefinition;
  readonly targetId: string | null;
  /** Time that its adjusted level leaves out. */
  readonly leftOut?: readonly Period[];
}

/** A level with the adjusted one beside it; null when nothing of the period is left out. */
export interface AdjustableLevel extends ShownLevel {
  readonly adjusted: ShownLevel | null;
}

/** A part of an answer: a period, cut at what is known. */
interface Part {
  readonly key: string;
  readonly objective: AskedObjective;
  readonly period: Period;
  readonly span: StoredSpan;
  /** Its end is where the source last told. In the dark that is not so of the present. */
  readonly isTold: boolean;
}

const nothing: ReadonlyMap<number, HourCounts> = new Map();

function keyOf({ id, key }: AskedObjective): string {
  return key ?? id;
}

interface Known {
  readonly since: Instant;
  readonly until: Instant;
}

/**
 * The same answers as `loadLevel`, of many objectives at once, added up from stored hours and the minutes at both ends of a period: what a
 * gate and a list ask, in a few statements however long the periods are. Objectives of which too little is stored are added up from
 * minutes.
 */
export async function loadLevels(
  db: SqlExecutor,
  objectives: readonly AskedObjective[],
  now: Instant,
): Promise<Map<string, AdjustableLevel>> {
  if (objectives.length === 0) return new Map();
  const targetIds = [...new Set(objectives.flatMap(({ targetId }) => targetId ?? []))];
  const [since, until] = [await firstKnown(db, targetIds), await lastKnownOf(db, targetIds)];
  const seals = await loadSeals(db, objectives);
  const planned = objectives.map((objective) => {
    const known = knownOf(objective, since, until);
    return { objective, known, wanted: known && hoursWanted(objective, known, seals.get(objective.id), now) };
  });
  const wanted = planned.flatMap((one) => one.wanted ?? []);
  const hasLatency = objectives.some(({ definition }) => definition.sli.kind === "latency");
  const hours = await loadHoursAt(db, distinct(wanted), { hasLatency });
  const minutesOf = ({ targetId }: AskedObjective) => hours.get(targetId ?? "") ?? nothing;
  const parts = planned.map(({ objective, known, wanted }) =>
    known && wanted ? partsOf(objective, known, minutesOf(objective), seals.get(objective.id), now) : null,
  );
  const sums = await sumParts(
    db,
    parts.flatMap((one) => one ?? []),
  );
  const levels = new Map<string, AdjustableLevel>();
  for (const [index, objective] of objectives.entries()) {
    const shown = parts[index]?.map((part) => showPart(part, minutesOf(objective), sums.get(part.key)));
    levels.set(keyOf(objective), leveledOf(shown ?? []) ?? (await fromMinutes(db, objective, now)));
  }
  return levels;
}

/** The present beside what was known before, if it is dark; null when too little is stored, or the last told minute was not read. */
function leveledOf(parts: readonly (AdjustableLevel | null)[]): AdjustableLevel | null {
  const [present, before] = parts;
  if (!present || parts.includes(null)) return null;
  if (!before) return present;
  const adjusted =
    present.adjusted || before.adjusted ? notBetter(present.adjusted ?? present, before.adjusted ?? before) : null;
  return { ...notBetter(present, before), adjusted };
}

async function fromMinutes(db: SqlExecutor, objective: AskedObjective, now: Instant): Promise<AdjustableLevel> {
  const measured = await loadLevel(db, objective.targetId, objective.definition, now);
  const { series: _series, without, ...shown } = measured;
  const { leftOut = [] } = objective;
  return { ...shown, adjusted: leftOut.length === 0 ? null : without(leftOut) };
}

function knownOf(
  { targetId }: AskedObjective,
  since: ReadonlyMap<string, Instant>,
  until: ReadonlyMap<string, Instant>,
): Known | null {
  const first = targetId === null ? undefined : since.get(targetId);
  const last = targetId === null ? undefined : until.get(targetId);
  return first === undefined || last === undefined ? null : { since: first, until: last };
}

/** The periods to add up: the present one, and in the dark the one that ended when the source last told. */
function periodsOf({ definition }: AskedObjective, known: Known, now: Instant): { period: Period; isDark: boolean }[] {
  const present = { period: periodAt(definition.period, now), isDark: false };
  if (now - known.until <= dueAfterMs(definition.sli)) return [present];
  return [present, { period: periodAt(definition.period, instant(known.until - 1)), isDark: true }];
}

function beginOf(period: Period, known: Known): number {
  return Math.max(Math.ceil(period.from / minuteMs) * minuteMs, known.since);
}

/** Hours whose minutes are needed: the first of each period, the last told one, and those since the stored ones. Null without a seal. */
function hoursWanted(objective: AskedObjective, known: Known, seal: Seal | undefined, now: Instant) {
  const { targetId } = objective;
  if (!seal || targetId === null || now - seal.until > longestTailMs) return null;
  const hours = new Set<number>();
  const hourOf = (at: number) => Math.floor(at / hourMs) * hourMs;
  for (const { period } of periodsOf(objective, known, now)) hours.add(hourOf(beginOf(period, known)));
  hours.add(hourOf(known.until - 1));
  for (let hour = Math.min(hourOf(now) - hourMs, seal.until); hour <= now; hour += hourMs) hours.add(hour);
  for (const hour of hoursLeftOut(objective, known, now)) hours.add(hour);
  return [...hours].map((hour) => ({ targetId, hour }));
}

/** Hours that left out time touches: what was counted in them is taken out again. */
function hoursLeftOut(objective: AskedObjective, known: Known, now: Instant): number[] {
  const begin = Math.min(...periodsOf(objective, known, now).map(({ period }) => beginOf(period, known)));
  return (objective.leftOut ?? []).flatMap(({ from, to }) => {
    const hours: number[] = [];
    const last = Math.min(to, now);
    for (let hour = Math.floor(Math.max(from, begin) / hourMs) * hourMs; hour < last; hour += hourMs) hours.push(hour);
    return hours;
  });
}

/** More hours than this since the stored ones, and the sums are behind. */
const longestTailMs = 49 * hourMs;

function distinct(wanted: readonly { readonly targetId: string; readonly hour: number }[]) {
  return [...new Map(wanted.map((one) => [`${one.targetId} ${one.hour}`, one])).values()];
}

function partsOf(
  objective: AskedObjective,
  known: Known,
  hours: ReadonlyMap<number, HourCounts>,
  seal: Seal | undefined,
  now: Instant,
): Part[] | null {
  const parts: Part[] = [];
  const periods = periodsOf(objective, known, now);
  for (const { period, isDark } of periods) {
    const to = isDark ? known.until : endOf(hours, now, objective.definition.sli);
    const from = Math.min(beginOf(period, known), to);
    const span = seal ? planSpan(from, to, seal) : null;
    if (!span) return null;
    parts.push({
      key: `${keyOf(objective)} ${isDark}`,
      objective,
      period,
      span,
      isTold: isDark || periods.length === 1,
    });
  }
  return parts;
}

/** Sums of stored hours as a row tells them. */
export interface SumRow {
  key: string;
  good: string;
  total: string;
  counted: number;
  unknown: number;
  worth: string;
  doubtful: string;
  noise_good: number;
  noise_bad: number;
  heaviest: number;
}

async function sumParts(db: SqlExecutor, parts: readonly Part[]): Promise<Map<string, Tally>> {
  if (parts.length === 0) return new Map();
  const iso = (at: number) => new Date(at).toISOString();
  const rows = await db.query<SumRow>(sql`
    select part.key, ${sumsOfHours}
    from unnest(${parts.map(({ key }) => key)}::text[], ${parts.map(({ objective }) => objective.id)}::text[],
                ${parts.map(({ objective }) => objective.version)}::int[],
                ${parts.map(({ span }) => iso(span.hours.from))}::timestamptz[],
                ${parts.map(({ span }) => iso(span.hours.to))}::timestamptz[]) as part(key, id, version, since, until)
    left join objective_hour h on h.objective_id = part.id and h.version = part.version
      and h.hour >= part.since and h.hour < part.until
    group by part.key`);
  const methods = new Map(parts.map(({ key, objective }) => [key, methodOf(objective.definition.method)]));
  return new Map(rows.map((row) => [row.key, tallyOfRow(row, methods.get(row.key) ?? { kind: "occurrences" })]));
}

/** Columns of a `SumRow` over hours `h`. */
export const sumsOfHours = sql`coalesce(sum(h.good), 0)::text as good, coalesce(sum(h.total), 0)::text as total,
  coalesce(sum(h.counted), 0)::int as counted, coalesce(sum(h.unknown), 0)::int as unknown,
  coalesce(sum(h.worth), 0)::text as worth, coalesce(sum(h.doubtful), 0)::text as doubtful,
  coalesce(sum(h.noise_good), 0) as noise_good, coalesce(sum(h.noise_bad), 0) as noise_bad,
  coalesce(max(h.heaviest), 1) as heaviest`;

export function tallyOfRow(row: Omit<SumRow, "key">, method: BudgetingMethod): Tally {
  const { good, total, counted, unknown, worth, doubtful, noise_good, noise_bad, heaviest } = row;
  return tallyOfSums(
    {
      ...{ good: BigInt(good), total: BigInt(total), counted, unknown, worth: BigInt(worth) },
      doubtful: BigInt(doubtful),
      noise: { good: noise_good, bad: noise_bad, heaviest },
    },
    method,
  );
}

/** A part as shown; null when its last told minute is not among the minutes that were read. */
function showPart(
  { objective, period, span, isTold }: Part,
  hours: ReadonlyMap<number, HourCounts>,
  stored: Tally | undefined,
): AdjustableLevel | null {
  const { definition, leftOut = [] } = objective;
  const method = methodOf(definition.method);
  const head = slicesBetween(hours, { sli: definition.sli, ...span.head });
  const tail = slicesBetween(hours, { sli: definition.sli, ...span.tail });
  const tally = addSlices(addSlices(stored ?? emptyTally, head, method), tail, method);
  const last = tail.findLastIndex((slice) => slice.kind === "counted");
  if (isTold && last < 0 && tally.counted > 0) return null;
  const watermark = last < 0 ? null : instant(span.tail.from + (last + 1) * minuteMs);
  const show = (all: Tally) =>
    showLevel(levelOfTally(all, method), { target: shareOf(definition.targetPercent), period, watermark });
  const taken = leftOut.length === 0 ? null : talliedWithin(objective, span, hours);
  return { ...show(tally), adjusted: taken && show(withoutPart(tally, taken)) };
}

/** What was counted in the minutes of a span that are left out. */
function talliedWithin(
  { definition, leftOut = [] }: AskedObjective,
  { head, tail }: StoredSpan,
  hours: ReadonlyMap<number, HourCounts>,
): Tally {
  const { sli } = definition;
  let tally = emptyTally;
  for (const run of minutesWithin(leftOut, head.from, (tail.to - head.from) / minuteMs)) {
    const slices = slicesBetween(hours, {
      sli,
      from: head.from + run.first * minuteMs,
      to: head.from + run.end * minuteMs,
    });
    tally = addSlices(tally, slices, methodOf(definition.method));
  }
  return tally;
}

/** How far hours of these versions of objectives are stored, by id; those without are left out. */
export async function loadSeals(
  db: SqlExecutor,
  objectives: readonly Pick<AskedObjective, "id" | "version">[],
): Promise<Map<string, Seal>> {
  const rows = await db.query<{ id: string; sealed_from: Date; sealed_until: Date; is_whole: boolean }>(sql`
    select s.objective_id as id, s.sealed_from, s.sealed_until, s.is_whole
    from unnest(${objectives.map(({ id }) => id)}::text[], ${objectives.map(({ version }) => version)}::int[]) as o(id, version)
    join objective_seal s on s.objective_id = o.id and s.version = o.version`);
  return new Map(
    rows.map((row) => [
      row.id,
      { from: row.sealed_from.getTime(), until: row.sealed_until.getTime(), isWhole: row.is_whole },
    ]),
  );
}
