import { z } from "zod";
import type { FiguresAnswer } from "@/lib/insights/contract";
import { measureWords } from "@/lib/insights/domain/measures";
import { rulesAt } from "@/lib/insights/insight-rules-read-model";
import { getFigures } from "@/lib/insights/use-cases/read-figures";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import type { TargetView } from "../contract";
import { judgedDays, judgeTarget } from "../domain/target-judgement";
import { scopePartsOf } from "../domain/target-scope";
import { allTargetsInForce } from "../target-read-model";
import { insertJudgement } from "../target-store";

/**
 * Say of every delivery target in force whether it is met, by the whole days that are over since it was set, once a day. Answers how many
 * were judged. For the worker.
 */
export const judgeTargets = defineUseCase({
  name: "target.judge",
  permission: "insights:rules",
  input: z.strictObject({}),
  subject: () => ({ kind: "delivery_target", id: null }),
  async handle({ tx, actor, now, runtime, record, hint }): Promise<number> {
    const executor = prismaExecutor(tx);
    const zone = (await rulesAt(tx, now)).rules.timeZone;
    const due = (await allTargetsInForce(executor)).flatMap((target) => {
      const days = judgedDays(instant(Date.parse(target.setAt)), now, zone);
      return days === null || target.judgement?.day === days.to ? [] : [{ target, days }];
    });
    let judged = 0;
    for (const same of Map.groupBy(due, ({ target, days }) => `${target.scope} ${days.from}`).values()) {
      const [first] = same;
      if (!first) continue;
      const { service, team } = scopePartsOf(first.target.scope);
      const place = { ...(service ? { service } : {}), ...(team ? { team } : {}) };
      const asked = { ...place, from: first.days.from, to: first.days.to, granularity: "month" as const };
      const answer = await getFigures.run(asked, { actor }, runtime);
      for (const { target, days } of same)
        if (
          await insertJudgement(
            executor,
            { fromDay: days.from, day: days.to, ...verdictOf(target, answer) },
            new Date(now),
          )
        )
          judged += 1;
    }
    await record({ subject: { kind: "delivery_target", id: null }, after: { judged } });
    if (judged > 0) await hint({ topic: "trend", id: "targets", revision: judged });
    return judged;
  },
});

function verdictOf(target: TargetView, { figures, rulesVersion }: FiguresAnswer) {
  const figure = figures.find(({ measure }) => measure === target.measure);
  const { value = null, low = null, high = null, n = 0 } = figure ?? {};
  const state = judgeTarget({ value, low, high }, target.value, measureWords[target.measure]);
  return { targetId: target.id, state, value, low, high, n, rulesVersion };
}
