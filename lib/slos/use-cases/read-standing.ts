import type { Instant } from "@/lib/kernel/instant";
import type { Db } from "@/lib/platform/db/prisma";
import { KeptAnswer } from "@/lib/platform/kept-answer";
import type { Runtime } from "@/lib/platform/runtime";
import { defineQuery } from "@/lib/platform/use-case";
import type { ObjectiveView } from "../contract";
import { byBurn, byNeed, countByTier, countVerdicts, type Standing } from "../domain/standing";
import { listObjectiveRows, mostKept } from "../objective-read-model";
import { ListStandingInput, type ObjectiveStanding } from "../standing-contract";
import { viewObjectives } from "./objective-view";

/** Objectives that are named in either order; the rest is counted. */
const mostNamed = 8;

/** How old an answer may be: levels change once a minute, and every home page asks. */
const keptMs = 5_000;
const keptOf = new WeakMap<Runtime, KeptAnswer<ObjectiveStanding>>();

/** How many objectives in force are met, by tier, and those that need somebody or burn fastest; at most 5 s old. */
export const getObjectiveStanding = defineQuery({
  name: "objective.standing",
  permission: "slo:read",
  input: ListStandingInput,
  async handle({ db, now, runtime }): Promise<ObjectiveStanding> {
    const kept = keptOf.get(runtime) ?? new KeptAnswer(keptMs);
    keptOf.set(runtime, kept);
    return kept.read(null, runtime.clock.monotonicMs(), () => standingNow(db, now));
  },
});

/** The same, made anew. */
export async function standingNow(db: Db, now: Instant): Promise<ObjectiveStanding> {
  const views = await viewObjectives(db, await listObjectiveRows(db, {}, mostKept), now);
  const all = views.map((view) => ({ view, ...standingOf(view) }));
  const named = (order: (left: Standing, right: Standing) => number) =>
    all
      .toSorted(order)
      .slice(0, mostNamed)
      .map(({ view }) => view);
  return {
    ...countVerdicts(all),
    exhausted: all.filter(({ band }) => band === "exhausted").length,
    tiers: [...countByTier(all)],
    neediest: named(byNeed),
    fastest: named(byBurn),
  };
}

/** What is counted and sorted of an objective as it is shown. */
export function standingOf({ tier, band, level, alerts }: ObjectiveView): Standing {
  const burn = alerts[0]?.longBurn ?? null;
  return {
    ...{ tier, band, verdict: level.verdict, budgetLeftWorst: level.budgetLeftWorst },
    burn: burn === null ? null : Number(burn),
  };
}
