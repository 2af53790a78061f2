import { listDeploymentSilences, type SourceSilence } from "@/lib/ingest/source-gap-read-model";
import { type DeliveryRecord, momentOf } from "@/lib/insights/domain/delivery-record";
import { eventsOf } from "@/lib/insights/domain/objective-events";
import { type LaneRecords, loadLaneRecords } from "@/lib/insights/lane-records-read-model";
import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { dayOf, startOfDay } from "@/lib/kernel/zoned-time";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { listRollbackTimes, type RollbackTimes } from "@/lib/rollouts/rollback-times-read-model";
import type { DeliveryDefinition } from "./contract";
import type { DeliveryFacts } from "./detail-contract";
import { graverBand } from "./domain/band";
import { businessDays } from "./domain/business-days";
import { deliveryLevel, type EventCounts } from "./domain/delivery-level";
import { deliveryWords } from "./domain/delivery-words";
import { periodAt, shareOf } from "./domain/evaluation";
import { type ShownLevel, showRange } from "./level-read-model";

/** A delivery objective whose level is asked. */
export interface AskedDelivery {
  readonly id: string;
  readonly definition: DeliveryDefinition;
  readonly serviceId: string;
  readonly environmentId: string;
  /** The stretch to count; absent: the definition's period up to now. */
  readonly period?: Period;
}

export interface DeliveryShown extends ShownLevel {
  readonly delivery: DeliveryFacts;
}

/** Levels of delivery objectives at `now`, from the product's own records, in a few statements for however many. */
export async function loadDeliveryLevels(
  db: Db | Tx,
  asked: readonly AskedDelivery[],
  now: Instant,
): Promise<Map<string, DeliveryShown>> {
  if (asked.length === 0) return new Map();
  const records = await loadLaneRecords(db, asked, now);
  const bySample = asked.filter(({ definition }) => definition.sli.measure === "bad_sample_to_back");
  const byDay = asked.filter(({ definition }) => definition.sli.measure === "deployment_frequency");
  const silences = byDay.length === 0 ? null : await listDeploymentSilences(prismaExecutor(db), byDay, now);
  const from = Math.min(
    now,
    ...bySample.map(({ definition, period }) => (period ?? periodAt(definition.period, now)).from),
  );
  const rollbacks = bySample.length === 0 ? [] : await listRollbackTimes(prismaExecutor(db), bySample, instant(from));
  return new Map(asked.map((one) => [one.id, show(one, { records, rollbacks, silences, now })]));
}

interface Known {
  readonly records: LaneRecords;
  readonly rollbacks: readonly RollbackTimes[];
  /** Silent sources of deployments; null where nobody counts days. */
  readonly silences: Awaited<ReturnType<typeof listDeploymentSilences>> | null;
  readonly now: Instant;
}

interface Counted extends EventCounts {
  readonly excluded: Record<string, number>;
  /** Sources whose silence leaves days open. */
  readonly silent?: readonly SourceSilence[];
}

function show(asked: AskedDelivery, known: Known): DeliveryShown {
  const { definition } = asked;
  const { sli } = definition;
  const period = asked.period ?? { from: periodAt(definition.period, known.now).from, to: known.now };
  const target = shareOf(definition.targetPercent);
  const first = firstOf(known.records.of(asked));
  const counted = count(asked, period, known);
  const level = deliveryLevel(counted, target, sli.measure === "deployment_frequency");
  const shown = showRange(level, { target, period, watermark: null });
  const { eventName, rule } = deliveryWords(sli);
  const { good, bad, unknown, excluded } = counted;
  return {
    ...shown,
    // Nothing happened that could have gone wrong; what nobody told of may have.
    isQuiet: level.verdict === "no_data" && excluded.no_changes === undefined,
    // Few events leave their budget whole by chance: without a verdict nothing is healthy.
    band: level.verdict === "undetermined" ? graverBand(shown.band, "observe") : shown.band,
    view: { ...shown.view, verdict: level.verdict, good: `${good}`, total: `${good + bad}` },
    delivery: {
      measure: sli.measure,
      rule,
      eventName,
      good,
      bad,
      unknown,
      lowPercent: level.interval && cutPercent(level.interval.low),
      highPercent: level.interval && cutPercent(level.interval.high),
      excluded,
      silences: (counted.silent ?? []).flatMap(({ name, gaps }) =>
        gaps.map(({ from, to }) => ({ source: name, from: iso(from), to: to >= known.now ? null : iso(to) })),
      ),
      rulesVersion: known.records.rules.version,
      onRecordFrom: first === null ? null : new Date(first).toISOString(),
    },
  };
}

function count(asked: AskedDelivery, period: Period, known: Known): Counted {
  const { sli } = asked.definition;
  if (sli.measure === "bad_sample_to_back") return countRollbacks(asked, sli.withinMs, period, known);
  const { rules } = known.records.rules;
  const own = known.records.of(asked);
  const counts = { good: 0, bad: 0, unknown: 0 };
  const excluded: Record<string, number> = {};
  const countedAt: Instant[] = [];
  for (const record of own) {
    const at = momentOf(record);
    if (at < period.from || at >= period.to) continue;
    const seen = eventsOf(sli, record, rules, known.now);
    if (seen.kind === "excluded") excluded[seen.reason] = (excluded[seen.reason] ?? 0) + 1;
    else {
      countedAt.push(at);
      for (const isGood of seen.isGood) addEvent(counts, isGood);
    }
  }
  if (sli.measure !== "deployment_frequency") return { ...counts, excluded };
  const since = firstOf(own);
  const days = since === null ? [] : recordedDays(sli, { from: since, to: period.to }, period.from, known.now);
  const silent = known.silences?.(asked) ?? [];
  return { ...countDays(days, countedAt, silent), excluded };
}

/** First moment of which anything is on record; null: nothing is. */
function firstOf(records: readonly DeliveryRecord[]): Instant | null {
  let first: Instant | null = null;
  for (const record of records) {
    const at = momentOf(record);
    if (first === null || at < first) first = at;
  }
  return first;
}

/** Business days of the period since anything was on record: days before say nothing. */
function recordedDays(
  sli: { readonly timeZone: string; readonly holidays: readonly string[] },
  recorded: Period,
  from: Instant,
  now: Instant,
): Period[] {
  const begin = startOfDay(dayOf(recorded.from, sli.timeZone), sli.timeZone);
  return businessDays({ from: instant(Math.max(begin, from)), to: recorded.to }, sli, now);
}

/** A day without a deployment on record is bad only if everybody who tells of deployments was heard all day: else nobody can say. */
function countDays(
  days: readonly Period[],
  deployedAt: readonly Instant[],
  sources: readonly SourceSilence[],
): EventCounts & Pick<Counted, "silent"> {
  const empty = days.filter((day) => !deployedAt.some((at) => at >= day.from && at < day.to));
  const touches = (day: Period) => (gap: Period) => gap.from < day.to && gap.to > day.from;
  const open = empty.filter((day) => sources.some(({ gaps }) => gaps.some(touches(day))));
  const silent = sources.flatMap(({ name, gaps }) => {
    const felt = gaps.filter((gap) => open.some((day) => touches(day)(gap)));
    return felt.length === 0 ? [] : [{ name, gaps: felt }];
  });
  return { good: days.length - empty.length, bad: empty.length - open.length, unknown: open.length, silent };
}

function countRollbacks(asked: AskedDelivery, withinMs: number, period: Period, { rollbacks, now }: Known): Counted {
  const counts = { good: 0, bad: 0, unknown: 0 };
  for (const { serviceId, environmentId, badSampleAt, backAt } of rollbacks) {
    if (serviceId !== asked.serviceId || environmentId !== asked.environmentId) continue;
    if (badSampleAt < period.from || badSampleAt >= period.to) continue;
    if (backAt !== null) addEvent(counts, backAt - badSampleAt <= withinMs);
    else addEvent(counts, now - badSampleAt > withinMs ? false : null);
  }
  return { ...counts, excluded: {} };
}

function addEvent(counts: { good: number; bad: number; unknown: number }, isGood: boolean | null): void {
  if (isGood === null) counts.unknown += 1;
  else if (isGood) counts.good += 1;
  else counts.bad += 1;
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}

/** Percent text, cut and never rounded up. */
function cutPercent(share: number): string {
  return (Math.floor(share * 1e6) / 1e4).toFixed(4);
}
