import type { Instant } from "@/lib/kernel/instant";
import { toNumber } from "@/lib/kernel/rational";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { SloDefinition } from "./contract";
import { rulesOf } from "./domain/evaluation";

/**
 * The strictest objective about success that a service has in an environment, with the burn above which its first alert pages (the
 * factor derived from the objective's period); null when it promises nothing there.
 */
export async function findBurnLimit(
  db: Db | Tx,
  place: { readonly serviceId: string; readonly environment: string },
  now: Instant,
): Promise<{ readonly objectivePercent: number; readonly maxBurnRate: number } | null> {
  const rows = await db.objective.findMany({
    where: { serviceId: place.serviceId, environment: { slug: place.environment }, retiredAt: null },
    select: { definition: true },
    take: 50,
  });
  const limits = rows
    .map(({ definition }) => SloDefinition.parse(definition))
    .filter(({ sli }) => sli.kind === "availability")
    .flatMap((definition) => {
      const rule = rulesOf(definition, now)[0];
      return rule ? [{ objectivePercent: Number(definition.targetPercent), maxBurnRate: toNumber(rule.factor) }] : [];
    });
  return limits.toSorted((left, right) => right.objectivePercent - left.objectivePercent)[0] ?? null;
}
