import { markLanes } from "@/lib/deployments/use-cases/mark-lanes";
import { type Instant, instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { type DecidedAttribution, lanesOfDeployments, saveAttributions, saveSystemLinks } from "../attribution-store";
import {
  type CandidateDeployment,
  type CandidateFlag,
  type IncidentCase,
  loadCandidateDeployments,
  loadCandidateFlags,
  loadIncidentCases,
} from "../candidate-read-model";
import { attribute, attributionRule, type Candidate, type Relation } from "../domain/attribution";
import { noDependencies, type ServiceDependencies } from "../port";

const monthMs = 30 * 86_400_000;

/**
 * Decide again what caused these incidents, and write links and evidence where they changed, in the caller's transaction. What a
 * person said stays: who named a cause ended the rule's say, who cleared a deployment took it out. Lanes of deployments whose links
 * changed are noted. Answers how many links changed.
 */
export async function attributeIncidents(
  db: SqlExecutor,
  nextId: (prefix: string) => string,
  incidentIds: readonly string[],
  dependencies: ServiceDependencies = noDependencies,
): Promise<number> {
  const cases = await loadIncidentCases(db, incidentIds);
  const [first] = cases;
  if (!first) return 0;
  const serviceIds = [...new Set(cases.flatMap(({ serviceId }) => serviceId ?? []))];
  const calls = await dependencies.of(db, serviceIds);
  const asked = [...new Set([...serviceIds, ...[...calls.values()].flat()])];
  const span = spanOf(cases);
  const causes = cases.flatMap((one) => one.causes);
  const deployments = await loadCandidateDeployments(db, { serviceIds: asked, causes }, span);
  const flags = await loadCandidateFlags(db, asked, span);
  const around = { deployments, flags, calls };
  // Candidates differ by the service that was hurt only, and a lane may have hundreds of incidents.
  const ofService = new Map<string | null, readonly Candidate[]>();
  const decided = cases.map((one) => {
    const candidates = ofService.get(one.serviceId) ?? candidatesFor(one, around);
    ofService.set(one.serviceId, candidates);
    return decide(one, candidates);
  });
  await saveAttributions(db, decided);
  const changed = await saveSystemLinks(db, decided, nextId);
  const lanes = await lanesOfDeployments(db, changed);
  await markLanes(
    db,
    lanes.map(({ startedAt, ...lane }) => ({ ...lane, since: instant(startedAt.getTime()) })),
  );
  return changed.length;
}

/** From well before the first incident, so that it is seen to what a rollback goes back, until after the last one's end. */
function spanOf(cases: readonly IncidentCase[]): { from: Instant; to: Instant } {
  const windows = cases.map(({ windowMs }) => windowMs ?? attributionRule.windowMs);
  const from = Math.min(...cases.map(({ detectedAt }) => detectedAt)) - Math.max(...windows) - monthMs;
  const ends = cases.map(({ detectedAt, resolvedAt }) => (resolvedAt ?? detectedAt + monthMs) as number);
  return { from: instant(from), to: instant(Math.max(...ends) + attributionRule.rollbackSlackMs) };
}

interface Surroundings {
  readonly deployments: readonly CandidateDeployment[];
  readonly flags: readonly CandidateFlag[];
  readonly calls: ReadonlyMap<string, readonly string[]>;
}

function decide(incident: IncidentCase, candidates: readonly Candidate[]): DecidedAttribution {
  const base = { incidentId: incident.id, flagFactId: null, links: [] };
  if (incident.personCaused.length > 0 && incident.duplicateOfKey === null) {
    const { version: ruleVersion, windowMs } = attributionRule;
    const reason = "A person says what caused it.";
    return { ...base, outcome: "person", reason, ruleVersion, windowMs, considered: [] };
  }
  const result = attribute(incident, candidates, {
    windowMs: incident.windowMs ?? undefined,
    cleared: new Set(incident.personCleared),
  });
  const { outcome, reason, ruleVersion, windowMs, considered, chosen } = result;
  const links = chosen
    .filter(({ kind }) => kind === "deployment")
    .map(({ id: deploymentId, score, evidence }) => ({ deploymentId, score, evidence }));
  const flagFactId = chosen.find(({ kind }) => kind === "flag_change")?.id ?? null;
  return { ...base, outcome, reason, ruleVersion, windowMs, considered, flagFactId, links };
}

function candidatesFor(incident: IncidentCase, { deployments, flags, calls }: Surroundings): Candidate[] {
  const called = calls.get(incident.serviceId ?? "") ?? [];
  const relationOf = (serviceId: string, repositoryUrl: string | null): Relation => {
    if (serviceId === incident.serviceId) return "same_service";
    if (called.includes(serviceId)) return "dependency";
    return repositoryUrl !== null && repositoryUrl === incident.repositoryUrl ? "same_repository" : "none";
  };
  const ofFlag = (flag: CandidateFlag): Candidate => ({
    ...{ id: flag.id, kind: "flag_change", relation: relationOf(flag.serviceId, null), serviceNames: [] },
    ...{ environmentId: flag.environmentId, isProduction: flag.isProduction, startedAt: flag.at, state: "succeeded" },
    ...{
      deploymentKind: null,
      version: null,
      commitSha: null,
      ticketKey: null,
      url: null,
      references: [],
      takenBack: null,
    },
  });
  return [
    ...deployments.map(({ kind: deploymentKind, repositoryUrl, ...one }): Candidate => {
      return { ...one, kind: "deployment", deploymentKind, relation: relationOf(one.serviceId, repositoryUrl) };
    }),
    ...flags.map(ofFlag),
  ];
}
