import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import { WaiverDetail, WaiverPage, WaiverPreview, WaiverUsage, WaiverView } from "./contract";
import { approveWaiver } from "./use-cases/approve-waiver";
import { editWaiver } from "./use-cases/edit-waiver";
import { exportWaivers } from "./use-cases/export-waivers";
import { getWaiver, getWaiverUsage, listWaivers, previewWaiver } from "./use-cases/read-waivers";
import { rejectWaiver } from "./use-cases/reject-waiver";
import { renewWaiver } from "./use-cases/renew-waiver";
import { requestWaiver } from "./use-cases/request-waiver";
import { reviewWaiver } from "./use-cases/review-waiver";
import { revokeWaiver } from "./use-cases/revoke-waiver";
import { submitWaiver } from "./use-cases/submit-waiver";
import { withdrawWaiver } from "./use-cases/withdraw-waiver";

const tag = "Waivers";
const one = { tag, output: WaiverDetail } as const;

export const waiverOperations = {
  listWaivers: operation({
    id: "listWaivers",
    method: "GET",
    path: "/waivers",
    tag,
    summary: "List waivers: all, in force, waiting, waiting for the caller, ended, or with a review owed",
    useCase: listWaivers,
    output: WaiverPage,
  }),
  requestWaiver: operation({
    ...one,
    id: "requestWaiver",
    method: "POST",
    path: "/waivers",
    summary: "Ask that a rule be bent for a bounded time",
    useCase: requestWaiver,
    status: 201,
  }),
  previewWaiver: operation({
    id: "previewWaiver",
    method: "GET",
    path: "/waiver-preview",
    tag,
    summary: "See what a waiver would score and who would have to approve it; saves nothing",
    useCase: previewWaiver,
    output: WaiverPreview,
  }),
  getWaiverUsage: operation({
    id: "getWaiverUsage",
    method: "GET",
    path: "/waiver-usage",
    tag,
    summary: "See how much exceptions are used, by service or team",
    useCase: getWaiverUsage,
    output: WaiverUsage,
  }),
  getWaiver: operation({
    ...one,
    id: "getWaiver",
    method: "GET",
    path: "/waivers/{id}",
    summary: "Get a waiver with its content, approvals and history",
    useCase: getWaiver,
  }),
  editWaiver: operation({
    ...one,
    id: "editWaiver",
    method: "PATCH",
    path: "/waivers/{id}",
    summary: "Change a waiver; that is a new revision without approvals",
    useCase: editWaiver,
  }),
  submitWaiver: operation({
    ...one,
    id: "submitWaiver",
    method: "POST",
    path: "/waivers/{id}/submit",
    summary: "Ask for what is a draft",
    useCase: submitWaiver,
  }),
  approveWaiver: operation({
    ...one,
    id: "approveWaiver",
    method: "POST",
    path: "/waivers/{id}/approve",
    summary: "Approve exactly the content that was looked at",
    useCase: approveWaiver,
  }),
  rejectWaiver: operation({
    ...one,
    id: "rejectWaiver",
    method: "POST",
    path: "/waivers/{id}/reject",
    summary: "Reject a waiver that waits",
    useCase: rejectWaiver,
  }),
  withdrawWaiver: operation({
    ...one,
    id: "withdrawWaiver",
    method: "POST",
    path: "/waivers/{id}/withdraw",
    summary: "Take back what one asked for oneself",
    useCase: withdrawWaiver,
  }),
  revokeWaiver: operation({
    ...one,
    id: "revokeWaiver",
    method: "POST",
    path: "/waivers/{id}/revoke",
    summary: "End early what was granted",
    useCase: revokeWaiver,
  }),
  renewWaiver: operation({
    ...one,
    id: "renewWaiver",
    method: "POST",
    path: "/waivers/{id}/renew",
    summary: "Ask for the same once more",
    useCase: renewWaiver,
    status: 201,
  }),
  reviewWaiver: operation({
    ...one,
    id: "reviewWaiver",
    method: "POST",
    path: "/waivers/{id}/review",
    summary: "Say what came of a waiver that is over",
    useCase: reviewWaiver,
  }),
  exportWaivers: exportOperation({
    id: "exportWaivers",
    rows: "waivers",
    tag,
    useCase: exportWaivers,
    row: WaiverView,
  }),
};
