import fc from "fast-check";
import { planMoves } from "@/lib/dependencies/domain/plan";
import { canRelease } from "@/lib/dependencies/domain/verdict";
import { mostStages, naiveVerdict, safeSets } from "@/tests/support/dependency-oracle";
import { told, worlds } from "@/tests/support/dependency-world";
import type { BenchOptions } from "../main";
import { type BenchResult, figure } from "../report";

const cases = 10_000;
const seed = 20_261_129;

/** Verdicts and plans of 10 000 random worlds each, against oracles that count everything out. */
export async function benchOracles(_options: BenchOptions): Promise<BenchResult> {
  const asked = fc.sample(worlds({ maxServices: 8, isAllKnown: false }), { numRuns: cases, seed });
  const verdicts = asked.filter((world) => {
    const { answer, findings } = canRelease(told(world));
    const naive = naiveVerdict(world);
    return answer !== naive.answer || (findings[0]?.chain.length ?? 0) !== naive.length;
  });
  const planned = fc.sample(worlds({ maxServices: 8, isAllKnown: true }), { numRuns: cases, seed });
  const plans = planned.filter((world) => {
    const plan = planMoves(told(world));
    return (plan.kind === "ordered" ? plan.stages.length : null) !== mostStages(world, safeSets(world));
  });
  const note = `${cases} random worlds of up to 8 services with 3 versions, seed ${seed}`;
  return {
    trials: cases,
    figures: [
      figure({ id: "verdict.unlikeOracle", value: verdicts.length, unit: "worlds", bar: 0, note }),
      figure({ id: "plan.unlikeOracle", value: plans.length, unit: "worlds", bar: 0, note }),
    ],
    raw: [...verdicts, ...plans].map((world) => ({ what: "unlike", world })),
  };
}
