import type { Instant } from "@/lib/kernel/instant";
import { compare, zero } from "@/lib/kernel/rational";
import type { Period } from "@/lib/kernel/zoned-time";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import {
  type DerivedLevel,
  type DerivedObjective,
  listDerived,
  loadDerivedLevels,
} from "@/lib/slos/derived-level-read-model";
import { isComposite, isDelivery } from "@/lib/slos/domain/sli-kind";
import type { ShownLevel } from "@/lib/slos/level-read-model";
import { loadObjectiveLevels } from "@/lib/slos/objective-level-read-model";
import { definitionAt } from "@/lib/slos/watched-objective-read-model";
import { loadAssessed } from "../breach-fact-read-model";
import { insertPeriod } from "../breach-store";
import { endedPeriods, periodAround } from "../domain/breach";
import { isKnown, missedSentence, periodsBack, perRound, type SeenCause, spentSentence } from "./observe-objectives";

/**
 * Breaches of objectives that are made of others, of deliveries or of rollbacks: periods that ended missed, and promises that are broken for
 * certain already. Only a verdict makes one: undetermined, few events or a silent source is none.
 */
export async function findDerived(tx: Tx, now: Instant): Promise<SeenCause[]> {
  const objectives = await listDerived(prismaExecutor(tx));
  if (objectives.length === 0) return [];
  return [...(await assessDerived(tx, objectives, now)), ...(await findSpentDerived(tx, objectives, now))];
}

async function assessDerived(tx: Tx, objectives: readonly DerivedObjective[], now: Instant): Promise<SeenCause[]> {
  const db = prismaExecutor(tx);
  const assessed = await loadAssessed(
    db,
    objectives.map(({ id }) => id),
  );
  const due = objectives
    .flatMap((objective) =>
      endedPeriods(objective.definition.period, objective.createdAt, now, periodsBack)
        .filter(({ from }) => !assessed.get(objective.id)?.has(from))
        .map((period) => ({ objective, period })),
    )
    .slice(0, perRound);
  const asked = [];
  for (const { objective, period } of due) {
    const { version, definition } = await definitionAt(db, objective.id, period.to);
    // One that was counted by the minute then is judged by what it says now.
    const derived = isComposite(definition) || isDelivery(definition) ? definition : objective.definition;
    asked.push({ objective: { ...objective, definition: derived, version }, period });
  }
  const levels = await loadDerivedLevels(tx, asked, now);
  const missed: SeenCause[] = [];
  for (const [index, { objective, period }] of asked.entries()) {
    const { id, version, definition } = objective;
    const level = (levels[index] as DerivedLevel).shown.view;
    await insertPeriod(db, { objectiveId: id, version, period, level, at: now });
    if (level.verdict !== "missed") continue;
    const { targetPercent } = definition;
    const sentence = missedSentence(level, targetPercent);
    missed.push({ objective, kind: "period_missed", period, level, targetPercent, sentence });
  }
  return missed;
}

async function findSpentDerived(tx: Tx, objectives: readonly DerivedObjective[], now: Instant): Promise<SeenCause[]> {
  // Days that are still to come can make up for days without a deployment: only the end of the period tells.
  const open = objectives.filter(
    ({ definition }) => !isDelivery(definition) || definition.sli.measure !== "deployment_frequency",
  );
  const questions = open.map(({ service, environment, ...rest }) => ({
    ...rest,
    serviceId: service.id,
    environmentId: environment.id,
    targetId: null,
  }));
  const levels = await loadObjectiveLevels(tx, questions, now);
  const seen: SeenCause[] = [];
  for (const objective of open) {
    const shown = levels.get(objective.id);
    if (!shown || !isBroken(objective, shown)) continue;
    const period = periodAround(objective.definition.period, now);
    const levelOver = async (stretch: Period) => {
      const [one] = await loadDerivedLevels(tx, [{ objective, period: stretch }], now);
      return one as DerivedLevel;
    };
    const levelAt = async (before: Period) => (await levelOver(before)).shown;
    if (await isKnown(prismaExecutor(tx), { objective, period }, levelAt)) continue;
    if (isComposite(objective.definition) && !hasEnough(objective, await levelOver(soFar(objective, now)))) continue;
    const { targetPercent } = objective.definition;
    const sentence = spentSentence(shown.view, targetPercent);
    seen.push({ objective, kind: "budget_spent", period, level: shown.view, targetPercent, sentence });
    if (seen.length >= perRound) break;
  }
  return seen;
}

function soFar({ definition }: DerivedObjective, now: Instant): Period {
  const { period } = definition;
  if (period.kind === "rolling") return { from: (now - period.days * 86_400_000) as Instant, to: now };
  return { from: periodAround(period, now).from, to: now };
}

/** Of deliveries the verdict says it, with its interval; of composites also the best case. */
function isBroken({ definition }: DerivedObjective, { view, left }: ShownLevel): boolean {
  if (view.verdict !== "missed" || left === null) return false;
  return isDelivery(definition) || compare(left.best, zero) <= 0;
}

/** Few events of its parts break nothing. */
function hasEnough({ definition }: DerivedObjective, { events }: DerivedLevel): boolean {
  return events >= BigInt(definition.alerting.minRequests);
}
