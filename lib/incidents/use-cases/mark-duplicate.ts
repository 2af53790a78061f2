import { markLanes } from "@/lib/deployments/use-cases/mark-lanes";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import { invalidField, notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type IncidentDetail, MarkDuplicateInput } from "../contract";
import { lanesOfIncidents } from "../incident-lane-store";
import { findIncident } from "../incident-read-model";
import { type LockedIncident, lockIncident, savePersonDuplicate } from "../link-store";
import { attributeIncidents } from "./attribute-incidents";

/** Say that an incident is a duplicate of another, or of none. Duplicates count once: with their original. */
export const markDuplicate = defineUseCase({
  name: "incident.mark_duplicate",
  permission: "incident:link",
  input: MarkDuplicateInput,
  subject: (input) => ({ kind: "incident", id: input.id ?? null }),
  async handle({ input, tx, ids, now, record, hint }): Promise<IncidentDetail> {
    const db = prismaExecutor(tx);
    const { id, originalId, reason } = input;
    const incident = await lockIncident(db, id);
    if (!incident) throw notFound("incident", id);
    const original = originalId === null ? null : await originalOf(db, incident, originalId);
    // Links of a duplicate end with it; their lanes are looked up while they still hold.
    const lanes = await lanesOfIncidents(db, [incident.subjectKey]);
    await savePersonDuplicate(db, id, original?.subjectKey ?? null);
    await attributeIncidents(db, (prefix) => ids.next(prefix), [id]);
    await markLanes(db, lanes);
    await record({
      subject: { kind: "incident", id, name: incident.title },
      reason,
      before: { duplicateOf: incident.duplicateOfKey },
      after: { duplicateOf: original?.subjectKey ?? null },
    });
    await hint({ topic: "incident", id, revision: 0 });
    const after = await findIncident(tx, id, now);
    if (!after) throw new Error("an incident that is locked is not there");
    return after;
  },
});

/** The original, which must be another incident and no duplicate itself: chains would count nothing in the end. */
async function originalOf(db: SqlExecutor, incident: LockedIncident, originalId: string): Promise<LockedIncident> {
  const original = await lockIncident(db, originalId);
  if (!original) {
    throw invalidField("originalId", "There is no such incident.", "Take the id from the list of incidents.");
  }
  if (original.id === incident.id || original.duplicateOfKey !== null) {
    const message = "The original must be another incident that is no duplicate itself.";
    throw invalidField("originalId", message, "Name the incident that the other one is a duplicate of.");
  }
  return original;
}
