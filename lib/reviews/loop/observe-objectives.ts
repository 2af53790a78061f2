import type { Instant } from "@/lib/kernel/instant";
import { compare, zero } from "@/lib/kernel/rational";
import type { Period } from "@/lib/kernel/zoned-time";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { LevelView, SloDefinition } from "@/lib/slos/contract";
import { isCounted } from "@/lib/slos/domain/sli-kind";
import type { ShownLevel } from "@/lib/slos/level-read-model";
import { loadPeriodLevel } from "@/lib/slos/period-level-read-model";
import { loadLevels } from "@/lib/slos/stored-level-read-model";
import { definitionAt, type WatchedObjective } from "@/lib/slos/watched-objective-read-model";
import { loadAssessed, loadKnownCauses } from "../breach-fact-read-model";
import { insertPeriod } from "../breach-store";
import { endedPeriods, periodAround } from "../domain/breach";
import { isSpent } from "../domain/spent-budget";

/** A cause that was seen, before what happened around it is gathered. */
export interface SeenCause {
  readonly objective: Pick<WatchedObjective, "id" | "slug" | "name" | "service" | "environment">;
  readonly kind: "period_missed" | "budget_spent";
  readonly period: { readonly from: Instant; readonly to: Instant };
  readonly level: LevelView;
  readonly targetPercent: string;
  readonly sentence: string;
}

/** How many ended periods of an objective are looked at, and how many of all in one round. */
export const periodsBack = 8;
export const perRound = 40;

/** Look once at periods that ended since they were last looked at, keep how each ended, and answer those that were missed. */
export async function assessEnded(
  db: SqlExecutor,
  objectives: readonly WatchedObjective[],
  now: Instant,
): Promise<SeenCause[]> {
  const assessed = await loadAssessed(
    db,
    objectives.map(({ id }) => id),
  );
  const due = objectives.flatMap((objective) =>
    endedPeriods(objective.definition.period, objective.createdAt, now, periodsBack)
      .filter(({ from }) => !assessed.get(objective.id)?.has(from))
      .map((period) => ({ objective, period })),
  );
  const missed: SeenCause[] = [];
  for (const { objective, period } of due.slice(0, perRound)) {
    const { version, definition } = await definitionAt(db, objective.id, period.to);
    // When it was made of other records then, no minutes of its own tell how that period ended.
    const counted = isCounted(definition)
      ? { targetId: objective.targetId, definition }
      : { targetId: null, definition: objective.definition };
    const { view: level } = await loadPeriodLevel(db, { ...counted, period });
    await insertPeriod(db, { objectiveId: objective.id, version, period, level, at: now });
    if (level.verdict !== "missed") continue;
    const { targetPercent } = definition;
    missed.push({
      objective,
      kind: "period_missed",
      period,
      level,
      targetPercent,
      sentence: missedSentence(level, targetPercent),
    });
  }
  return missed;
}

/** How a period ended, in words. */
export function missedSentence(level: LevelView, targetPercent: string): string {
  return `The period ended at ${rangeOf(level)} of the ${targetPercent} % that were promised.`;
}

/** Objectives whose budget is spent for certain now and was not known to be in this period. */
export async function findSpent(
  db: SqlExecutor,
  objectives: readonly WatchedObjective[],
  now: Instant,
): Promise<SeenCause[]> {
  if (objectives.length === 0) return [];
  const levels = await loadLevels(db, objectives, now);
  const spent = objectives.flatMap((objective) => {
    const level = levels.get(objective.id);
    const isOut =
      level !== undefined &&
      isSpent({
        leftAtBest: level.left?.best ?? null,
        requests: BigInt(level.view.total ?? 0),
        minRequests: BigInt(objective.definition.alerting.minRequests),
      });
    return isOut ? [{ objective, level: level.view, period: periodAround(objective.definition.period, now) }] : [];
  });
  const seen: SeenCause[] = [];
  for (const one of spent) {
    const { definition, targetId } = one.objective;
    const levelAt = (period: Period) => loadPeriodLevel(db, { targetId, definition, period });
    if (await isKnown(db, one, levelAt)) continue;
    const { targetPercent } = definition;
    seen.push({ ...one, kind: "budget_spent", targetPercent, sentence: spentSentence(one.level, targetPercent) });
    if (seen.length >= perRound) break;
  }
  return seen;
}

/** That a budget is spent, in words. */
export function spentSentence(level: LevelView, targetPercent: string): string {
  const known = `with ${level.coveragePercent ?? "0"} % of it known`;
  return `The budget is spent: ${rangeOf(level)} where ${targetPercent} % were promised, ${known}.`;
}

/**
 * Known in this period; or the window is a rolling one whose budget was spent in the period before and has been ever since the boundary
 * between the two, which is ours and no event.
 */
export async function isKnown(
  db: SqlExecutor,
  {
    objective,
    period,
  }: { readonly objective: { readonly id: string; readonly definition: SloDefinition }; readonly period: Period },
  levelAt: (period: Period) => Promise<Pick<ShownLevel, "left">>,
): Promise<boolean> {
  const { definition } = objective;
  const before = periodAround(definition.period, (period.from - 1) as Instant);
  const known = (await loadKnownCauses(db, [objective.id], before.from)).filter(({ kind }) => kind === "budget_spent");
  if (known.some(({ periodFrom }) => periodFrom === period.from)) return true;
  if (definition.period.kind !== "rolling" || !known.some(({ periodFrom }) => periodFrom === before.from)) return false;
  const atBoundary = await levelAt(before);
  return atBoundary.left !== null && compare(atBoundary.left.best, zero) <= 0;
}

function rangeOf({ worstPercent, bestPercent }: LevelView): string {
  return worstPercent === bestPercent ? `${worstPercent} %` : `${worstPercent} to ${bestPercent} %`;
}
