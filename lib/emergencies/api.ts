import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import { EmergencyPage, EmergencyView } from "./contract";
import { decideProposal } from "./use-cases/decide-proposal";
import { exportEmergencies } from "./use-cases/export-emergencies";
import { getEmergency, listEmergencies } from "./use-cases/read-emergencies";
import { reviewEmergency } from "./use-cases/review-emergency";

const tag = "Emergency releases";

export const emergencyOperations = {
  listEmergencies: operation({
    id: "listEmergencies",
    method: "GET",
    path: "/emergencies",
    tag,
    summary: "List emergency releases, newest first",
    useCase: listEmergencies,
    output: EmergencyPage,
  }),
  getEmergency: operation({
    id: "getEmergency",
    method: "GET",
    path: "/emergencies/{id}",
    tag,
    summary: "Get an emergency release with what it passed",
    useCase: getEmergency,
    output: EmergencyView,
  }),
  reviewEmergency: operation({
    id: "reviewEmergency",
    method: "POST",
    path: "/emergencies/{id}/review",
    tag,
    summary: "Say what came of an emergency release that is over",
    useCase: reviewEmergency,
    output: EmergencyView,
  }),
  decideProposal: operation({
    id: "decideProposal",
    method: "POST",
    path: "/emergencies/{id}/proposal",
    tag,
    summary: "Sign or decline the target that a review proposes",
    useCase: decideProposal,
    output: EmergencyView,
  }),
  exportEmergencies: exportOperation({
    id: "exportEmergencies",
    rows: "emergencies",
    tag,
    useCase: exportEmergencies,
    row: EmergencyView,
  }),
};
