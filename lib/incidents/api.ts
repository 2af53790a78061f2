import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import { IncidentDetail, IncidentPage, IncidentView } from "./contract";
import { exportIncidents } from "./use-cases/export-incidents";
import { linkIncident } from "./use-cases/link-incident";
import { markDuplicate } from "./use-cases/mark-duplicate";
import { getIncident, listIncidents } from "./use-cases/read-incidents";

const tag = "Incidents";

export const incidentOperations = {
  listIncidents: operation({
    id: "listIncidents",
    method: "GET",
    path: "/incidents",
    tag,
    summary: "List incidents with what they were put down to, newest first",
    useCase: listIncidents,
    output: IncidentPage,
  }),
  getIncident: operation({
    id: "getIncident",
    method: "GET",
    path: "/incidents/{id}",
    tag,
    summary: "Get an incident with its log, its candidates and their evidence",
    useCase: getIncident,
    output: IncidentDetail,
  }),
  linkIncident: operation({
    id: "linkIncident",
    method: "POST",
    path: "/incidents/{id}/links",
    tag,
    summary: "Say that a deployment caused an incident, or did not",
    useCase: linkIncident,
    output: IncidentDetail,
  }),
  markDuplicate: operation({
    id: "markDuplicate",
    method: "POST",
    path: "/incidents/{id}/duplicate",
    tag,
    summary: "Say that an incident is a duplicate of another, or of none",
    useCase: markDuplicate,
    output: IncidentDetail,
  }),
  exportIncidents: exportOperation({
    id: "exportIncidents",
    rows: "incidents",
    tag,
    useCase: exportIncidents,
    row: IncidentView,
  }),
};
