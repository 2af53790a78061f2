import { setTimeout as after } from "node:timers/promises";
import type { z } from "zod";
import { type FactName, factFilters, factsOf, homeFacts } from "@/components/home/home-facts";
import type { HomeView } from "@/components/home/home-roles";
import { listAlarms } from "@/lib/alerts/use-cases/read-alarms";
import { auditQuery } from "@/lib/audit/queries";
import { listAuditEvents } from "@/lib/audit/use-cases/list-audit-events";
import { deploymentQuery } from "@/lib/deployments/queries";
import { listDeployments } from "@/lib/deployments/use-cases/read-deployments";
import { listEmergencies } from "@/lib/emergencies/use-cases/read-emergencies";
import { listGates } from "@/lib/gates/use-cases/read-gates";
import { listReleaseRequests } from "@/lib/gates/use-cases/read-releases";
import type { UserActor } from "@/lib/platform/auth/actor";
import { prefetch } from "@/lib/platform/http/prefetch";
import type { UseCase } from "@/lib/platform/use-case";
import { listTrains } from "@/lib/releases/use-cases/read-trains";
import { listBreaches } from "@/lib/reviews/use-cases/read-breaches";
import { getObjectiveStanding } from "@/lib/slos/use-cases/read-standing";
import { listWaivers } from "@/lib/waivers/use-cases/read-waivers";

type Read = (actor: UserActor) => Promise<unknown>;

function reading<Input extends z.ZodType, Output>(useCase: UseCase<Input, Output>, input: unknown): Read {
  return (actor) => prefetch(useCase, input, actor);
}

const f = factFilters;

/** The same questions as the browser's, for the first frame. */
const readers: Readonly<Record<FactName, Read>> = {
  alarms: reading(listAlarms, f.alarms),
  standing: reading(getObjectiveStanding, {}),
  trains: reading(listTrains, f.trains),
  board: reading(listReleaseRequests, f.board),
  mine: reading(listWaivers, f.mine),
  debts: reading(listWaivers, f.debts),
  inForce: reading(listWaivers, f.inForce),
  breaches: reading(listBreaches, f.breaches),
  owed: reading(listEmergencies, f.owed),
  emergencies: reading(listEmergencies, f.emergencies),
  unauthorized: (actor) => prefetch(listDeployments, deploymentQuery(f.unauthorized, Date.now()), actor),
  places: reading(listGates, f.places),
  refused: (actor) => prefetch(listAuditEvents, auditQuery(f.refused, Date.now()), actor),
};

/** A first frame waits this long for what takes longest: where thousands of objectives stand is not worked out at once. */
const patienceMs = 150;

/**
 * What the sentence of a home is made of, as queries for the browser. A fact that takes too long is undefined, as one that was
 * refused: the browser asks for it, and shows the others meanwhile.
 */
export function readHomeFacts(
  view: HomeView,
  actor: UserActor,
): Promise<readonly (readonly [readonly unknown[], unknown])[]> {
  const names = factsOf[view].filter((name) => actor.permissions.has(homeFacts[name].needs));
  const tooLong = after(patienceMs, undefined, { ref: false });
  return Promise.all(
    names.map(async (name) => [homeFacts[name].key, await Promise.race([readers[name](actor), tooLong])] as const),
  );
}
