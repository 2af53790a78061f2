import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import {
  ActionPage,
  ActionView,
  AgendaView,
  BreachDetail,
  BreachPage,
  BreachView,
  MeetingDetail,
  MeetingPage,
  RetrospectiveList,
  RetrospectiveView,
  ReviewRulesView,
  RootCauseDetail,
  RootCauseDuty,
  RootCausePage,
  StaleList,
} from "./contract";
import { BreachPartnerList } from "./share-contract";
import { addReviewAction } from "./use-cases/add-action";
import { callMeeting } from "./use-cases/call-meeting";
import { closeBreach } from "./use-cases/close-breach";
import { exportBreaches } from "./use-cases/export-breaches";
import { exportReviewActions } from "./use-cases/export-review-actions";
import { exportRootCauses } from "./use-cases/export-root-causes";
import { holdMeeting } from "./use-cases/hold-meeting";
import { holdRetrospective } from "./use-cases/hold-retrospective";
import { planRetrospective } from "./use-cases/plan-retrospective";
import { listReviewActions } from "./use-cases/read-actions";
import { getReviewAgenda } from "./use-cases/read-agenda";
import { getBreach, listBreaches, listBreachPartners } from "./use-cases/read-breaches";
import { getMeeting, listMeetings } from "./use-cases/read-meetings";
import { getRetrospective, listRetrospectives } from "./use-cases/read-retrospectives";
import { getReviewRules } from "./use-cases/read-review-rules";
import { getRootCause, listRootCauses } from "./use-cases/read-root-causes";
import { listStaleObjectives } from "./use-cases/read-stale";
import { recordDecision } from "./use-cases/record-decision";
import { setReviewRules } from "./use-cases/set-review-rules";
import { settleReviewAction } from "./use-cases/settle-action";
import { signRootCause } from "./use-cases/sign-root-cause";
import { writeRootCause } from "./use-cases/write-root-cause";

const tag = "Reviews";

export const reviewOperations = {
  getReviewRules: operation({
    id: "getReviewRules",
    method: "GET",
    path: "/review-rules",
    tag,
    summary: "See what reviews require, and when an objective counts as stale",
    useCase: getReviewRules,
    output: ReviewRulesView,
  }),
  setReviewRules: operation({
    id: "setReviewRules",
    method: "PUT",
    path: "/review-rules",
    tag,
    summary: "Change what reviews require",
    useCase: setReviewRules,
    output: ReviewRulesView,
  }),
  listBreachPartners: operation({
    id: "listBreachPartners",
    method: "GET",
    path: "/breach-partners",
    tag,
    summary: "List who had a part in breaches, by team",
    useCase: listBreachPartners,
    output: BreachPartnerList,
  }),
  listBreaches: operation({
    id: "listBreaches",
    method: "GET",
    path: "/breaches",
    tag,
    summary: "List promises that were broken",
    useCase: listBreaches,
    output: BreachPage,
  }),
  getBreach: operation({
    id: "getBreach",
    method: "GET",
    path: "/breaches/{id}",
    tag,
    summary: "Get a breach with what happened around it",
    useCase: getBreach,
    output: BreachDetail,
  }),
  closeBreach: operation({
    id: "closeBreach",
    method: "POST",
    path: "/breaches/{id}/close",
    tag,
    summary: "Close a breach whose root cause is signed",
    useCase: closeBreach,
    output: BreachDetail,
  }),
  listRootCauses: operation({
    id: "listRootCauses",
    method: "GET",
    path: "/root-causes",
    tag,
    summary: "List everything that needs a root cause, with what is owed",
    useCase: listRootCauses,
    output: RootCausePage,
  }),
  getRootCause: operation({
    id: "getRootCause",
    method: "GET",
    path: "/root-causes/{subjectKind}/{subjectId}",
    tag,
    summary: "Get the root cause of a breach or a deployment",
    useCase: getRootCause,
    output: RootCauseDetail,
  }),
  writeRootCause: operation({
    id: "writeRootCause",
    method: "PUT",
    path: "/root-causes/{subjectKind}/{subjectId}",
    tag,
    summary: "Write a root cause, or a new version of it",
    useCase: writeRootCause,
    output: RootCauseDetail,
  }),
  signRootCause: operation({
    id: "signRootCause",
    method: "POST",
    path: "/root-cause-documents/{id}/sign",
    tag,
    summary: "Sign exactly the version that was read",
    useCase: signRootCause,
    output: RootCauseDetail,
  }),
  listReviewActions: operation({
    id: "listReviewActions",
    method: "GET",
    path: "/review-actions",
    tag,
    summary: "List actions of root causes, retrospectives and meetings",
    useCase: listReviewActions,
    output: ActionPage,
  }),
  addReviewAction: operation({
    id: "addReviewAction",
    method: "POST",
    path: "/review-actions",
    tag,
    summary: "Say what is to be done, by whom and until when",
    useCase: addReviewAction,
    output: ActionView,
    status: 201,
  }),
  settleReviewAction: operation({
    id: "settleReviewAction",
    method: "POST",
    path: "/review-actions/{id}/settle",
    tag,
    summary: "Say that an action is done or dropped, with evidence",
    useCase: settleReviewAction,
    output: ActionView,
  }),
  listRetrospectives: operation({
    id: "listRetrospectives",
    method: "GET",
    path: "/retrospectives",
    tag,
    summary: "List retrospectives, and objectives that owe one",
    useCase: listRetrospectives,
    output: RetrospectiveList,
  }),
  getRetrospective: operation({
    id: "getRetrospective",
    method: "GET",
    path: "/retrospectives/{id}",
    tag,
    summary: "Get a retrospective with its breaches, persons and actions",
    useCase: getRetrospective,
    output: RetrospectiveView,
  }),
  planRetrospective: operation({
    id: "planRetrospective",
    method: "POST",
    path: "/retrospectives",
    tag,
    summary: "Plan a retrospective about the breaches of an objective",
    useCase: planRetrospective,
    output: RetrospectiveView,
    status: 201,
  }),
  holdRetrospective: operation({
    id: "holdRetrospective",
    method: "POST",
    path: "/retrospectives/{id}/hold",
    tag,
    summary: "Say what a retrospective found, and who came",
    useCase: holdRetrospective,
    output: RetrospectiveView,
  }),
  getReviewAgenda: operation({
    id: "getReviewAgenda",
    method: "GET",
    path: "/review-agenda",
    tag,
    summary: "See what there is to talk about, now or as of a moment",
    useCase: getReviewAgenda,
    output: AgendaView,
  }),
  listMeetings: operation({
    id: "listMeetings",
    method: "GET",
    path: "/review-meetings",
    tag,
    summary: "List review meetings",
    useCase: listMeetings,
    output: MeetingPage,
  }),
  getMeeting: operation({
    id: "getMeeting",
    method: "GET",
    path: "/review-meetings/{id}",
    tag,
    summary: "Get a meeting with its agenda, decisions and actions",
    useCase: getMeeting,
    output: MeetingDetail,
  }),
  callMeeting: operation({
    id: "callMeeting",
    method: "POST",
    path: "/review-meetings",
    tag,
    summary: "Call a review meeting",
    useCase: callMeeting,
    output: MeetingDetail,
    status: 201,
  }),
  holdMeeting: operation({
    id: "holdMeeting",
    method: "POST",
    path: "/review-meetings/{id}/hold",
    tag,
    summary: "Say that a meeting is held and who is there; its agenda is kept",
    useCase: holdMeeting,
    output: MeetingDetail,
  }),
  recordDecision: operation({
    id: "recordDecision",
    method: "POST",
    path: "/review-meetings/{id}/decisions",
    tag,
    summary: "Record a decision, perhaps in place of an earlier one",
    useCase: recordDecision,
    output: MeetingDetail,
    status: 201,
  }),
  listStaleObjectives: operation({
    id: "listStaleObjectives",
    method: "GET",
    path: "/stale-objectives",
    tag,
    summary: "List objectives that may no longer fit, with numbers and the next action",
    useCase: listStaleObjectives,
    output: StaleList,
  }),
  exportBreaches: exportOperation({
    id: "exportBreaches",
    rows: "breaches",
    tag,
    useCase: exportBreaches,
    row: BreachView,
  }),
  exportRootCauses: exportOperation({
    id: "exportRootCauses",
    rows: "root-causes",
    tag,
    useCase: exportRootCauses,
    row: RootCauseDuty,
  }),
  exportReviewActions: exportOperation({
    id: "exportReviewActions",
    rows: "review-actions",
    tag,
    useCase: exportReviewActions,
    row: ActionView,
  }),
};
