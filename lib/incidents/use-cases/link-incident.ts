import { markLanes } from "@/lib/deployments/use-cases/mark-lanes";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField, notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { lanesOfDeployments } from "../attribution-store";
import { type IncidentDetail, LinkIncidentInput } from "../contract";
import { attributionRule } from "../domain/attribution";
import { findIncident } from "../incident-read-model";
import { deploymentName, insertPersonLink, lockIncident, supersedeLink } from "../link-store";
import { attributeIncidents } from "./attribute-incidents";

/** Say that a deployment caused an incident, or did not, or leave it to the rule again. It holds against every later computation. */
export const linkIncident = defineUseCase({
  name: "incident.link",
  permission: "incident:link",
  input: LinkIncidentInput,
  subject: (input) => ({ kind: "incident", id: input.id ?? null }),
  async handle({ input, tx, actor, ids, now, record, hint }): Promise<IncidentDetail> {
    const db = prismaExecutor(tx);
    const { id: incidentId, deploymentId, verdict, reason } = input;
    const incident = await lockIncident(db, incidentId);
    if (!incident) throw notFound("incident", incidentId);
    const name = await deploymentName(db, deploymentId);
    if (name === null) {
      throw invalidField("deploymentId", "There is no such deployment.", "Take the id from the list of deployments.");
    }
    const before = await supersedeLink(db, incidentId, deploymentId);
    if (verdict !== "undecided") {
      const ruleVersion = attributionRule.version;
      await insertPersonLink(db, {
        id: ids.next("lnk"),
        incidentId,
        deploymentId,
        verdict,
        actor,
        reason,
        ruleVersion,
      });
    }
    await attributeIncidents(db, (prefix) => ids.next(prefix), [incidentId]);
    const lanes = await lanesOfDeployments(db, [deploymentId]);
    await markLanes(
      db,
      lanes.map(({ startedAt, ...lane }) => ({ ...lane, since: instant(startedAt.getTime()) })),
    );
    await record({
      subject: { kind: "incident", id: incidentId, name: incident.title },
      reason,
      before: { deployment: name, verdict: before },
      after: { deployment: name, verdict },
    });
    await hint({ topic: "incident", id: incidentId, revision: 0 });
    const after = await findIncident(tx, incidentId, now);
    if (!after) throw new Error("an incident that is locked is not there");
    return after;
  },
});
