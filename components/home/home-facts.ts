import { alertKeys, fetchAlarms } from "@/lib/alerts/queries";
import { auditKeys, fetchAudit } from "@/lib/audit/queries";
import { deploymentKeys, fetchDeployments } from "@/lib/deployments/queries";
import { emergencyKeys, fetchEmergencies } from "@/lib/emergencies/queries";
import { fetchGates, fetchReleases, gateKeys, releaseKeys } from "@/lib/gates/queries";
import type { Permission } from "@/lib/platform/auth/permissions";
import { fetchTrains, trainKeys } from "@/lib/releases/queries";
import { type breachFilterNames, fetchBreaches, reviewKeys } from "@/lib/reviews/queries";
import { fetchStanding, objectiveKeys } from "@/lib/slos/queries";
import { fetchWaivers, waiverKeys } from "@/lib/waivers/queries";
import type { HomeView } from "./home-roles";

export interface Fact<Data> {
  readonly key: readonly unknown[];
  readonly fetch: (signal?: AbortSignal) => Promise<Data>;
  readonly needs: Permission;
}

function fact<Data>(needs: Permission, key: readonly unknown[], fetch: Fact<Data>["fetch"]): Fact<Data> {
  return { key, fetch, needs };
}

/** What is asked of each list; the server reads the same for the first frame. */
export const factFilters = {
  alarms: { open: "true", limit: "20" },
  trains: { list: "open" },
  board: { list: "board" },
  mine: { list: "mine" },
  debts: { list: "debt" },
  inForce: { list: "in_force" },
  breaches: { state: "open" } satisfies Partial<Record<(typeof breachFilterNames)[number], string>>,
  owed: { state: "owed" },
  emergencies: { state: "in_force" },
  unauthorized: { authorization: "unauthorized", period: "30d" },
  places: { list: "mine" },
  refused: { outcome: "refused", period: "30d" },
} as const;

const f = factFilters;

/**
 * What homes are made of beside rollouts. Sentence, panel and the list behind it ask the same question, so that a number is the same wherever
 * it stands.
 */
export const homeFacts = {
  alarms: fact("alert:read", alertKeys.list(f.alarms), (signal) => fetchAlarms(f.alarms, signal)),
  standing: fact("slo:read", objectiveKeys.standing, fetchStanding),
  trains: fact("train:read", trainKeys.list(f.trains), (signal) => fetchTrains(f.trains, signal)),
  board: fact("gate:read", releaseKeys.list(f.board), (signal) => fetchReleases(f.board, signal)),
  mine: fact("waiver:read", waiverKeys.list(f.mine), (signal) => fetchWaivers(f.mine, signal)),
  debts: fact("waiver:read", waiverKeys.list(f.debts), (signal) => fetchWaivers(f.debts, signal)),
  inForce: fact("waiver:read", waiverKeys.list(f.inForce), (signal) => fetchWaivers(f.inForce, signal)),
  breaches: fact("review:read", reviewKeys.breaches(f.breaches), (signal) => fetchBreaches(f.breaches, signal)),
  owed: fact("waiver:read", emergencyKeys.list(f.owed), (signal) => fetchEmergencies(f.owed, signal)),
  emergencies: fact("waiver:read", emergencyKeys.list(f.emergencies), (signal) =>
    fetchEmergencies(f.emergencies, signal),
  ),
  unauthorized: fact("catalog:read", deploymentKeys.list(f.unauthorized), (signal) =>
    fetchDeployments(f.unauthorized, signal),
  ),
  places: fact("gate:read", gateKeys.list(f.places), (signal) => fetchGates(f.places, signal)),
  refused: fact("audit:read", auditKeys.list(f.refused), (signal) => fetchAudit(f.refused, signal)),
};

export type FactName = keyof typeof homeFacts;
export type DataOf<Name extends FactName> = Awaited<ReturnType<(typeof homeFacts)[Name]["fetch"]>>;
/** What is known; what could not be read, or was not asked for, is absent. */
export type HomeFacts = { readonly [Name in FactName]?: DataOf<Name> };

/** What the sentence of a view is made of. */
export const factsOf: Readonly<Record<HomeView, readonly FactName[]>> = {
  sre: ["alarms", "standing"],
  release_manager: ["trains", "board"],
  executive: ["standing", "breaches", "inForce", "emergencies", "owed"],
  developer: ["places"],
  approver: ["mine", "debts", "board", "owed"],
  auditor: ["unauthorized", "inForce", "emergencies", "owed", "refused"],
};
