import { defineQuery } from "@/lib/platform/use-case";
import type { ObjectiveView } from "../contract";
import { byBurn, byNeed, countByTier, countVerdicts, type Standing } from "../domain/standing";
import { listObjectiveRows } from "../objective-read-model";
import { ListStandingInput, type ObjectiveStanding } from "../standing-contract";
import { viewObjectives } from "./objective-view";

/** Objectives that are named in either order; the rest is counted. */
const mostNamed = 8;

/** How many objectives in force are met, by tier, and those that need somebody or burn fastest. */
export const getObjectiveStanding = defineQuery({
  name: "objective.standing",
  permission: "slo:read",
  input: ListStandingInput,
  async handle({ db, now }): Promise<ObjectiveStanding> {
    const views = await viewObjectives(db, await listObjectiveRows(db, {}), now);
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
  },
});

/** What is counted and sorted of an objective as it is shown. */
export function standingOf({ tier, band, level, alerts }: ObjectiveView): Standing {
  const burn = alerts[0]?.longBurn ?? null;
  return {
    ...{ tier, band, verdict: level.verdict, budgetLeftWorst: level.budgetLeftWorst },
    burn: burn === null ? null : Number(burn),
  };
}
