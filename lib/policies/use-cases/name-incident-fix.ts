import { personKeyOf } from "@/lib/platform/auth/actor";
import { invalidField, notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { insertRelease } from "../budget-policy-store";
import { IncidentFixInput, type ReleasedRollout } from "../contract";
import { findHoldable, findOpenIncident } from "../held-rollout-read-model";

/** Say that a rollout fixes an open incident of its service. Where a policy exempts such fixes from its freeze, it goes on. */
export const nameIncidentFix = defineUseCase({
  name: "budget-policy.incident_fix",
  permission: "rollout:control",
  input: IncidentFixInput,
  subject: (input) => ({ kind: "rollout", id: input.id ?? null }),
  async handle({ input, actor, tx, record, hint }): Promise<ReleasedRollout> {
    const { id, incidentId, reason } = input;
    const rollout = await findHoldable(tx, id);
    if (!rollout) throw notFound("rollout under way", id);
    const incident = await findOpenIncident(tx, incidentId, rollout.serviceId);
    if (!incident) {
      const message = "There is no open incident of this service by this id.";
      throw invalidField("incidentId", message, "Choose one of the service's open incidents.");
    }
    const byPerson = personKeyOf(actor);
    const release = { rolloutId: id, kind: "incident_fix", incidentId, byPerson, byName: actor.name, reason } as const;
    await insertRelease(tx, release);
    const after = { ...release, incident: incident.externalKey };
    await record({ subject: { kind: "rollout", id, name: rollout.canaryVersion }, after, reason });
    await hint({ topic: "rollout", id, revision: rollout.revision });
    return { id, kind: "incident_fix", by: actor.name };
  },
});
