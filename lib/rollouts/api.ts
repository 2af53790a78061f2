import { z } from "zod";
import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import { pageOf } from "@/lib/platform/paging";
import {
  LoopStatus,
  PolicyView,
  RolloutDetail,
  RolloutOverview,
  RolloutSummary,
  SampleView,
  TemplateView,
  WorkerView,
} from "./api-contract";
import { PolicyPreview } from "./preview-contract";
import { abortRollout } from "./use-cases/abort-rollout";
import { approveStep } from "./use-cases/approve-step";
import { cancelRollout } from "./use-cases/cancel-rollout";
import { createTemplate } from "./use-cases/create-template";
import { editTemplate } from "./use-cases/edit-template";
import { exportRollouts } from "./use-cases/export-rollouts";
import { listWorkers } from "./use-cases/list-workers";
import { pauseRollout } from "./use-cases/pause-rollout";
import { previewPolicy } from "./use-cases/preview-policy";
import { promoteRollout } from "./use-cases/promote-rollout";
import { getLoopStatus } from "./use-cases/read-loop-status";
import { getRolloutOverview } from "./use-cases/read-overview";
import { getRollout, getRolloutSamples, listRollouts } from "./use-cases/read-rollouts";
import { getPolicy, getTemplate, listTemplates } from "./use-cases/read-templates";
import { resumeRollout } from "./use-cases/resume-rollout";
import { rollbackService } from "./use-cases/rollback-service";
import { setPolicy } from "./use-cases/set-policy";
import { startRollout } from "./use-cases/start-rollout";

const tag = "Rollouts";
const Stands = z.object({ id: z.string(), phase: z.string(), revision: z.number() });
const Begun = Stands.extend({ number: z.number() });
const WentBack = Stands.extend({ how: z.enum(["aborted", "return"]) });
const Templates = z.object({ items: z.array(TemplateView) });

export const rolloutOperations = {
  listRollouts: operation({
    id: "listRollouts",
    method: "GET",
    path: "/rollouts",
    tag,
    summary: "List rollouts, newest first",
    useCase: listRollouts,
    output: pageOf(RolloutSummary),
  }),
  startRollout: operation({
    id: "startRollout",
    method: "POST",
    path: "/rollouts",
    tag,
    summary: "Ship a version",
    useCase: startRollout,
    output: Begun,
    status: 201,
  }),
  getRolloutOverview: operation({
    id: "getRolloutOverview",
    method: "GET",
    path: "/rollouts/summary",
    tag,
    summary: "Get what is under way, what went back, and the figures of 30 days",
    useCase: getRolloutOverview,
    output: RolloutOverview,
  }),
  getRollout: operation({
    id: "getRollout",
    method: "GET",
    path: "/rollouts/{id}",
    tag,
    summary: "Get a rollout with its decision log",
    useCase: getRollout,
    output: RolloutDetail,
  }),
  getRolloutSamples: operation({
    id: "getRolloutSamples",
    method: "GET",
    path: "/rollouts/{id}/samples",
    tag,
    summary: "Get the counts behind the charts",
    useCase: getRolloutSamples,
    output: z.object({ items: z.array(SampleView) }),
  }),
  promoteRollout: operation({
    id: "promoteRollout",
    method: "POST",
    path: "/rollouts/{id}/promote",
    tag,
    summary: "Go to the next step",
    useCase: promoteRollout,
    output: Stands,
  }),
  approveStep: operation({
    id: "approveStep",
    method: "POST",
    path: "/rollouts/{id}/approve",
    tag,
    summary: "Approve the next step",
    useCase: approveStep,
    output: Stands,
  }),
  pauseRollout: operation({
    id: "pauseRollout",
    method: "POST",
    path: "/rollouts/{id}/pause",
    tag,
    summary: "Freeze the weight",
    useCase: pauseRollout,
    output: Stands,
  }),
  resumeRollout: operation({
    id: "resumeRollout",
    method: "POST",
    path: "/rollouts/{id}/resume",
    tag,
    summary: "Take back a pause",
    useCase: resumeRollout,
    output: Stands,
  }),
  abortRollout: operation({
    id: "abortRollout",
    method: "POST",
    path: "/rollouts/{id}/abort",
    tag,
    summary: "Take the new version out of traffic",
    useCase: abortRollout,
    output: Stands,
  }),
  cancelRollout: operation({
    id: "cancelRollout",
    method: "POST",
    path: "/rollouts/{id}/cancel",
    tag,
    summary: "Take a rollout out of the queue",
    useCase: cancelRollout,
    output: Stands,
  }),
  rollbackService: operation({
    id: "rollbackService",
    method: "POST",
    path: "/rollbacks",
    tag,
    summary: "Go back to the version before",
    useCase: rollbackService,
    output: WentBack,
    status: 202,
  }),
  listTemplates: operation({
    id: "listTemplates",
    method: "GET",
    path: "/templates",
    tag: "Templates",
    summary: "List rollout templates",
    useCase: listTemplates,
    output: Templates,
  }),
  createTemplate: operation({
    id: "createTemplate",
    method: "POST",
    path: "/templates",
    tag: "Templates",
    summary: "Create a rollout template",
    useCase: createTemplate,
    output: TemplateView,
    status: 201,
  }),
  getTemplate: operation({
    id: "getTemplate",
    method: "GET",
    path: "/templates/{slug}",
    tag: "Templates",
    summary: "Get a rollout template",
    useCase: getTemplate,
    output: TemplateView,
  }),
  editTemplate: operation({
    id: "editTemplate",
    method: "PATCH",
    path: "/templates/{slug}",
    tag: "Templates",
    summary: "Edit a rollout template",
    useCase: editTemplate,
    output: TemplateView,
  }),
  getPolicy: operation({
    id: "getPolicy",
    method: "GET",
    path: "/services/{slug}/policy",
    tag: "Templates",
    summary: "Get how a service is rolled out",
    useCase: getPolicy,
    output: PolicyView,
  }),
  setPolicy: operation({
    id: "setPolicy",
    method: "PUT",
    path: "/services/{slug}/policy",
    tag: "Templates",
    summary: "Set how a service is rolled out",
    useCase: setPolicy,
    output: PolicyView,
  }),
  previewPolicy: operation({
    id: "previewPolicy",
    method: "POST",
    path: "/services/{slug}/policy-preview",
    tag: "Templates",
    summary: "See what a way of rolling out would have done to past rollouts",
    useCase: previewPolicy,
    output: PolicyPreview,
  }),
  getLoopStatus: operation({
    id: "getLoopStatus",
    method: "GET",
    path: "/system/loop",
    tag: "System",
    summary: "Read which worker owns which targets, and what stands still",
    useCase: getLoopStatus,
    output: LoopStatus,
  }),
  listWorkers: operation({
    id: "listWorkers",
    method: "GET",
    path: "/system/workers",
    tag: "System",
    summary: "List the workers and the shards that they own",
    useCase: listWorkers,
    output: z.object({ items: z.array(WorkerView) }),
  }),
  exportRollouts: exportOperation({
    id: "exportRollouts",
    rows: "rollouts",
    tag,
    useCase: exportRollouts,
    row: RolloutSummary,
  }),
};
