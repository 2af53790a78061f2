import { budgetWords } from "@/lib/kernel/budget-words";
import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import type { Runtime } from "@/lib/platform/runtime";
import type { Threshold } from "@/lib/policies/contract";
import { consequenceOf } from "@/lib/policies/domain/thresholds";
import { budgetFactOf } from "@/lib/policies/gate-facts-read-model";
import type { ShownLevel } from "@/lib/slos/level-read-model";
import { loadObjectiveLevels } from "@/lib/slos/objective-level-read-model";
import { loadStanding, type StandingAlarm } from "../alarm-place-read-model";
import { claimWatch, type GovernedObjective, listGoverned } from "../consequence-read-model";
import {
  consequenceSentence,
  consequenceStep,
  effectWords,
  type ToldConsequence,
  toldConsequences,
} from "../domain/consequence-step";
import type { AlarmParts } from "../port";
import { endAlarm } from "./end-alarm";
import { keepFrozen } from "./keep-frozen";
import { partsOf } from "./parts-of";
import { type RaisedAlarm, raiseAlarm } from "./raise-alarm";
import { watchClocks } from "./watch-clocks";
import { watchFindings } from "./watch-findings";
import { watchRollbacks } from "./watch-rollbacks";
import { watchTargets } from "./watch-targets";

/** Alarms that begin or end in one round; what is beyond waits a minute. */
const changesARound = 150;

/**
 * Look once at what policies say of every budget, at rollouts that are taken back, at anomalies, delivery targets and SLA clocks: what begins
 * is raised, what ends is ended, in one transaction that one process at a time has. Levels come from stored sums, as those of gates do.
 */
export async function watchConsequences(runtime: Runtime): Promise<void> {
  await runtime.db.$transaction(
    async (tx) => {
      const db = prismaExecutor(tx);
      if (!(await claimWatch(db))) return;
      const now = runtime.clock.now();
      await watchBudgets(tx, partsOf(runtime), now);
      await watchRollbacks(db, partsOf(runtime), now);
      await watchFindings(db, partsOf(runtime), now);
      await watchTargets(db, partsOf(runtime), now);
      await watchClocks(tx, partsOf(runtime), now);
    },
    { maxWait: 5_000, timeout: 30_000 },
  );
}

const subjectOf = (one: GovernedObjective, kind: ToldConsequence) => `policy:${one.policy.id}:${one.id}:${kind}`;

async function watchBudgets(tx: Tx, parts: AlarmParts, now: Instant): Promise<void> {
  const db = prismaExecutor(tx);
  const governed = await listGoverned(db);
  const standing = await loadStanding(db, toldConsequences);
  if (governed.length === 0 && standing.size === 0) return;
  const asked = [...new Map(governed.map((one) => [one.id, one])).values()];
  const levels = await loadObjectiveLevels(tx, asked, now);
  let changed = 0;
  for (const one of governed) {
    const level = levels.get(one.id);
    if (!level) throw new Error("an objective was asked about and got no level");
    const open = toldConsequences.flatMap((kind) => standing.get(subjectOf(one, kind)) ?? []);
    for (const { subjectKey } of open) standing.delete(subjectKey);
    if (changed < changesARound) changed += await settle(db, parts, { one, level, open }, now);
  }
  const sentence = "No policy says this of this objective any more: one of them was changed or retired.";
  for (const alarm of standing.values()) await endAlarm(db, parts, alarm, { sentence }, now);
}

interface Governed {
  readonly one: GovernedObjective;
  readonly level: ShownLevel;
  readonly open: readonly StandingAlarm[];
}

/** Answers how many alarms began or ended. */
async function settle(
  db: SqlExecutor,
  parts: AlarmParts,
  { one, level, open }: Governed,
  now: Instant,
): Promise<number> {
  const { consequence, threshold } = consequenceOf(one.rules.thresholds, budgetFactOf(level));
  const step = consequenceStep(
    open.map(({ kind }) => kind as ToldConsequence),
    consequence,
  );
  const { budgetLeftWorstPercent, budgetLeftBestPercent } = level.view;
  const facts = { budgetLeftWorstPercent, budgetLeftBestPercent };
  for (const alarm of open) {
    if (step.end.includes(alarm.kind as ToldConsequence)) {
      const sentence = endSentence(consequence === "none" ? null : threshold, budgetLeftWorstPercent);
      await endAlarm(db, parts, alarm, { sentence, facts }, now);
    } else await keepFrozen(db, alarm, step.isFrozen, now);
  }
  if (step.open === null || threshold === null) return step.end.length;
  await raiseAlarm(db, parts, raisedOf({ one, level, open }, step.open, threshold), now);
  return step.end.length + 1;
}

/** What holds instead; null: nothing does. */
function endSentence(threshold: Threshold | null, leftPercent: string | null): string {
  const left = leftPercent === null ? "" : ` ${budgetWords(leftPercent)}.`;
  return `${threshold ? `Now ${effectWords(threshold)}.` : "Releases go on as usual."}${left}`;
}

function raisedOf({ one, level }: Governed, kind: ToldConsequence, threshold: Threshold): RaisedAlarm {
  const { policy, name: objective, id: objectiveId, serviceId, environmentId, definition, rules } = one;
  const { budgetLeftWorstPercent, budgetLeftBestPercent } = level.view;
  const { isActing } = rules;
  return {
    ...{ subjectKey: subjectOf(one, kind), kind, objectiveId, serviceId, environmentId },
    alsoBy: threshold.tell,
    titleOf: ({ serviceName, environmentName }) =>
      `${serviceName ?? "?"} in ${environmentName ?? "?"}: ${effectWords(threshold)}`,
    sentence: consequenceSentence({
      ...{ policy: policy.name, objective, threshold, isActing },
      leftWorstPercent: budgetLeftWorstPercent,
    }),
    facts: {
      ...{ budgetLeftWorstPercent, budgetLeftBestPercent },
      targetPercent: definition.targetPercent,
      policy: { slug: policy.slug, name: policy.name },
    },
  };
}
