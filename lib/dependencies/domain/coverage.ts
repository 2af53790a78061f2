import type { Declaration, Running } from "./facts";
import type { Knowledge } from "./knowledge";

/** How much is known of what one service needs. */
export type Coverage =
  /** Somebody said what everything that runs of it needs, or tests did. */
  | "known"
  /** Somebody said it of other versions than run. */
  | "other_versions"
  /** It was only seen calling others. */
  | "seen"
  | "nothing";

/** The share of services whose needs are known, which is aimed at. */
export const coverageGoalRatio = 0.8;

export interface CoverageSummary {
  readonly services: number;
  readonly known: number;
  /** 0 to 1; null where there is no service. */
  readonly ratio: number | null;
  readonly goalRatio: number;
  readonly of: ReadonlyMap<string, Coverage>;
}

/**
 * Of these services, of how many is known what they need in an environment. A service that does not run there counts as known when anything
 * was declared about it, because that is what its next version will be judged by.
 */
export function coverageOf(given: {
  readonly services: readonly string[];
  readonly running: Running;
  readonly knowledge: Knowledge;
  readonly declarations: readonly Pick<Declaration, "service">[];
}): CoverageSummary {
  const declared = new Set(given.declarations.map(({ service }) => service));
  const of = new Map(
    given.services.map((service) => {
      const needs = (given.running.get(service) ?? []).map((version) => given.knowledge.needsOf(service, version));
      return [service, coverageWord(needs, declared.has(service))] as const;
    }),
  );
  const known = [...of.values()].filter((one) => one === "known").length;
  const services = given.services.length;
  return { services, known, ratio: services === 0 ? null : known / services, goalRatio: coverageGoalRatio, of };
}

function coverageWord(
  needs: readonly { isKnown: boolean; relations: readonly unknown[] }[],
  isDeclared: boolean,
): Coverage {
  if (needs.length > 0 && needs.every(({ isKnown }) => isKnown)) return "known";
  if (needs.length === 0 && isDeclared) return "known";
  if (isDeclared || needs.some(({ isKnown }) => isKnown)) return "other_versions";
  return needs.some(({ relations }) => relations.length > 0) ? "seen" : "nothing";
}
