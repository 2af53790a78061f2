import { attribute, attributionRule } from "@/lib/incidents/domain/attribution";
import { candidatesOf, makeTruthSet, type TrueIncident, type TruthSet } from "@/tests/support/truth-set";

/** How well a rule finds causes: of what it blames, how much is right; of what was caused by a deployment, how much it finds. */
export interface AttributionScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Incidents that were judged, duplicates left out. */
  readonly incidents: number;
}

export interface AttributionReport {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly incidents: number;
  readonly deployments: number;
  /** Apache DevLake's rule on the same set: the last successful production deployment of the project before the incident. */
  readonly baseline: AttributionScore;
}

/** Score the rule on a truth set. The rule's numbers were fixed on other seeds (`tests/unit/incidents`). */
export function scoreAttribution(seed = 20_261_128): AttributionReport {
  const set = makeTruthSet({ seed });
  const ours = scoreOf(set, (incident) => ourBlame(set, incident));
  const baseline = scoreOf(set, lastOfProject(set));
  return { ...ours, deployments: set.deployments.length, baseline };
}

/** The deployment or flag change that the rule puts an incident down to; null for none. */
function ourBlame(set: TruthSet, incident: TrueIncident): string | null {
  const candidates = candidatesOf(set, incident, attributionRule.windowMs);
  return attribute(incident, candidates).chosen[0]?.id ?? null;
}

/** Blames what succeeded last in production before the incident. */
function lastOfProject({ deployments }: TruthSet): (incident: TrueIncident) => string | null {
  const newestFirst = deployments
    .filter((one) => one.environmentId === "production" && one.state === "succeeded")
    .toSorted((one, other) => other.finishedAt - one.finishedAt);
  return ({ detectedAt }) => newestFirst.find(({ finishedAt }) => finishedAt < detectedAt)?.id ?? null;
}

function scoreOf(set: TruthSet, blame: (incident: TrueIncident) => string | null): AttributionScore {
  const judged = set.incidents.filter(({ duplicateOfKey }) => duplicateOfKey === null);
  let blamed = 0;
  let right = 0;
  for (const incident of judged) {
    const id = blame(incident);
    if (id === null) continue;
    blamed += 1;
    if (id === incident.causeId) right += 1;
  }
  const caused = judged.filter(({ causeId }) => causeId !== null).length;
  const precision = blamed === 0 ? 0 : right / blamed;
  const recall = caused === 0 ? 0 : right / caused;
  const f1 = right === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1, incidents: judged.length };
}
