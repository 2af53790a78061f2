import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import {
  GateList,
  GateView,
  PushedQuality,
  ReleaseRequestDetail,
  ReleaseRequestPage,
  ReleaseRequestView,
  RemovedRequirement,
  RequirementList,
  RequirementView,
} from "./contract";
import { approveRelease } from "./use-cases/approve-release";
import { decideRelease } from "./use-cases/decide-release";
import { editRelease } from "./use-cases/edit-release";
import { exportReleaseRequests } from "./use-cases/export-release-requests";
import { listRequirements } from "./use-cases/list-requirements";
import { pushQuality } from "./use-cases/push-quality";
import { getGate, listGates } from "./use-cases/read-gates";
import { getReleaseRequest, listReleaseRequests } from "./use-cases/read-releases";
import { removeRequirement } from "./use-cases/remove-requirement";
import { requestRelease } from "./use-cases/request-release";
import { setRequirement } from "./use-cases/set-requirement";
import { listGateWatches, watchGate } from "./use-cases/watch-gate";
import { GateWatchList, GateWatchView } from "./watch-contract";

const tag = "Gates";

export const gateOperations = {
  getGate: operation({
    id: "getGate",
    method: "GET",
    path: "/gate",
    tag,
    summary:
      "Ask whether a version of a service may go to an environment now, with every reason, its owner and what to do",
    useCase: getGate,
    output: GateView,
  }),
  listGates: operation({
    id: "listGates",
    method: "GET",
    path: "/gates",
    tag,
    summary: "See for each service and environment whether its newest version could go there now",
    useCase: listGates,
    output: GateList,
  }),
  watchGate: operation({
    id: "watchGate",
    method: "POST",
    path: "/gate-watches",
    tag,
    summary: "Have a webhook or mailbox told once a version may go to an environment",
    useCase: watchGate,
    output: GateWatchView,
    status: 201,
  }),
  listGateWatches: operation({
    id: "listGateWatches",
    method: "GET",
    path: "/gate-watches",
    tag,
    summary: "List who is to be told that a gate opens, and what became of it",
    useCase: listGateWatches,
    output: GateWatchList,
  }),
  listGateRequirements: operation({
    id: "listGateRequirements",
    method: "GET",
    path: "/gate-requirements",
    tag,
    summary: "List what is asked of versions before they go on, by tier and environment",
    useCase: listRequirements,
    output: RequirementList,
  }),
  setGateRequirement: operation({
    id: "setGateRequirement",
    method: "POST",
    path: "/gate-requirements",
    tag,
    summary:
      "Ask something of versions for a tier, an environment or both; with a revision it replaces the present one",
    useCase: setRequirement,
    output: RequirementView,
  }),
  removeGateRequirement: operation({
    id: "removeGateRequirement",
    method: "POST",
    path: "/gate-requirements/{id}/remove",
    tag,
    summary: "Ask something of versions no more",
    useCase: removeRequirement,
    output: RemovedRequirement,
  }),
  pushQuality: operation({
    id: "pushQuality",
    method: "POST",
    path: "/services/{slug}/quality",
    tag,
    summary: "Send what a pipeline measured of a version: tests, coverage, benchmarks against their limits",
    useCase: pushQuality,
    output: PushedQuality,
    status: 201,
  }),
  listReleaseRequests: operation({
    id: "listReleaseRequests",
    method: "GET",
    path: "/release-requests",
    tag,
    summary: "List requests for releases, or those that wait for the change advisory board",
    useCase: listReleaseRequests,
    output: ReleaseRequestPage,
  }),
  requestRelease: operation({
    id: "requestRelease",
    method: "POST",
    path: "/release-requests",
    tag,
    summary: "Ask that a version be let into an environment",
    useCase: requestRelease,
    output: ReleaseRequestDetail,
    status: 201,
  }),
  getReleaseRequest: operation({
    id: "getReleaseRequest",
    method: "GET",
    path: "/release-requests/{id}",
    tag,
    summary: "Get a request for a release with its checks, approvals and what the board said",
    useCase: getReleaseRequest,
    output: ReleaseRequestDetail,
  }),
  editReleaseRequest: operation({
    id: "editReleaseRequest",
    method: "PATCH",
    path: "/release-requests/{id}",
    tag,
    summary: "Change what a request says; what was approved before counts no more",
    useCase: editRelease,
    output: ReleaseRequestDetail,
  }),
  approveReleaseRequest: operation({
    id: "approveReleaseRequest",
    method: "POST",
    path: "/release-requests/{id}/approve",
    tag,
    summary: "Approve exactly the content that was looked at, for a time",
    useCase: approveRelease,
    output: ReleaseRequestDetail,
  }),
  decideReleaseRequest: operation({
    id: "decideReleaseRequest",
    method: "POST",
    path: "/release-requests/{id}/decision",
    tag,
    summary: "Approve, reject or ask for the change advisory board about exactly the content that was looked at",
    useCase: decideRelease,
    output: ReleaseRequestDetail,
  }),
  exportReleaseRequests: exportOperation({
    id: "exportReleaseRequests",
    rows: "release-requests",
    tag,
    useCase: exportReleaseRequests,
    row: ReleaseRequestView,
  }),
};
