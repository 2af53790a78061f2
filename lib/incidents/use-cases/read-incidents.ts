import type { Page } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { type IncidentDetail, IncidentIdInput, type IncidentView, ListIncidentsInput } from "../contract";
import { findIncident, listIncidentViews } from "../incident-read-model";

/** Incidents, newest first. */
export const listIncidents = defineQuery({
  name: "incident.list",
  permission: "incident:read",
  input: ListIncidentsInput,
  handle: ({ input, db, now }): Promise<Page<IncidentView>> => listIncidentViews(db, input, now),
});

/** One incident with its log, and with what was considered as its cause. */
export const getIncident = defineQuery({
  name: "incident.get",
  permission: "incident:read",
  input: IncidentIdInput,
  async handle({ input, db, now }): Promise<IncidentDetail> {
    const incident = await findIncident(db, input.id, now);
    if (!incident) throw notFound("incident", input.id);
    return incident;
  },
});
