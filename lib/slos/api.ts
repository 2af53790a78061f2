import { z } from "zod";
import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import { AppliedObjectives, ExportedObjectives, ObjectivesPlan } from "./as-code-contract";
import {
  ObjectiveDetail,
  ObjectiveList,
  ObjectivePreview,
  ObjectiveSignOffs,
  ObjectiveView,
  TargetComparison,
} from "./contract";
import { VendorTermsList, VendorTermsView } from "./dependency-contract";
import { TimeAccountView } from "./detail-contract";
import { PushedCounts } from "./push-contract";
import { ObjectiveStanding } from "./standing-contract";
import { StepPlanView } from "./step-plan-contract";
import { applyObjectives } from "./use-cases/apply-objectives";
import { compareTargets } from "./use-cases/compare-targets";
import { createObjective } from "./use-cases/create-objective";
import { createVendorTerms } from "./use-cases/create-vendor-terms";
import { editObjective } from "./use-cases/edit-objective";
import { editVendorTerms } from "./use-cases/edit-vendor-terms";
import { exportObjectiveList } from "./use-cases/export-objective-list";
import { exportObjectives } from "./use-cases/export-objectives";
import { listVendorTerms } from "./use-cases/list-vendor-terms";
import { planObjectives } from "./use-cases/plan-objectives";
import { previewObjective } from "./use-cases/preview-objective";
import { pushCounts } from "./use-cases/push-counts";
import { getObjective, listObjectives } from "./use-cases/read-objectives";
import { getObjectiveStanding } from "./use-cases/read-standing";
import { getTimeAccount } from "./use-cases/read-time-account";
import { retireObjective } from "./use-cases/retire-objective";
import { retireVendorTerms } from "./use-cases/retire-vendor-terms";
import { setStepPlan } from "./use-cases/set-step-plan";
import { signObjective } from "./use-cases/sign-objective";
import { takeStep } from "./use-cases/take-step";

const tag = "Objectives";

export const sloOperations = {
  listObjectives: operation({
    id: "listObjectives",
    method: "GET",
    path: "/objectives",
    tag,
    summary: "List the objectives in force, those with the least budget first",
    useCase: listObjectives,
    output: ObjectiveList,
  }),
  getObjectiveStanding: operation({
    id: "getObjectiveStanding",
    method: "GET",
    path: "/objective-standing",
    tag,
    summary: "Get how many objectives are met, by tier, and those that need somebody or burn fastest",
    useCase: getObjectiveStanding,
    output: ObjectiveStanding,
  }),
  createObjective: operation({
    id: "createObjective",
    method: "POST",
    path: "/objectives",
    tag,
    summary: "Create an objective",
    useCase: createObjective,
    output: ObjectiveView,
    status: 201,
  }),
  previewObjective: operation({
    id: "previewObjective",
    method: "POST",
    path: "/objective-previews",
    tag,
    summary: "See what a definition would have meant over the known past; saves nothing",
    useCase: previewObjective,
    output: ObjectivePreview,
  }),
  compareTargets: operation({
    id: "compareTargets",
    method: "POST",
    path: "/objective-comparisons",
    tag,
    summary: "See what several targets would have meant over the last two quarters; saves nothing",
    useCase: compareTargets,
    output: TargetComparison,
  }),
  getObjective: operation({
    id: "getObjective",
    method: "GET",
    path: "/objectives/{slug}",
    tag,
    summary: "Get an objective with its budget line, alerts and versions",
    useCase: getObjective,
    output: ObjectiveDetail,
  }),
  getTimeAccount: operation({
    id: "getTimeAccount",
    method: "GET",
    path: "/objectives/{slug}/time-account",
    tag,
    summary: "Get where the time of an objective's period went: good, unplanned, planned, waived and unknown",
    useCase: getTimeAccount,
    output: TimeAccountView,
  }),
  editObjective: operation({
    id: "editObjective",
    method: "PATCH",
    path: "/objectives/{slug}",
    tag,
    summary: "Change an objective; a changed definition is a new version",
    useCase: editObjective,
    output: ObjectiveView,
  }),
  retireObjective: operation({
    id: "retireObjective",
    method: "POST",
    path: "/objectives/{slug}/retire",
    tag,
    summary: "End an objective",
    useCase: retireObjective,
    output: ObjectiveView,
  }),
  signObjective: operation({
    id: "signObjective",
    method: "POST",
    path: "/objectives/{slug}/sign-offs",
    tag,
    summary: "Sign exactly this content of an objective off for product, operations or security",
    useCase: signObjective,
    output: ObjectiveSignOffs,
  }),
  listVendorTerms: operation({
    id: "listVendorTerms",
    method: "GET",
    path: "/vendor-terms",
    tag,
    summary: "List what vendors promise, with the objectives that stand on it",
    useCase: listVendorTerms,
    output: VendorTermsList,
  }),
  createVendorTerms: operation({
    id: "createVendorTerms",
    method: "POST",
    path: "/vendor-terms",
    tag,
    summary: "Keep what a vendor promises",
    useCase: createVendorTerms,
    output: VendorTermsView,
    status: 201,
  }),
  editVendorTerms: operation({
    id: "editVendorTerms",
    method: "PUT",
    path: "/vendor-terms/{slug}",
    tag,
    summary: "Change what a vendor promises",
    useCase: editVendorTerms,
    output: VendorTermsView,
  }),
  retireVendorTerms: operation({
    id: "retireVendorTerms",
    method: "POST",
    path: "/vendor-terms/{slug}/retire",
    tag,
    summary: "End a vendor's terms",
    useCase: retireVendorTerms,
    output: VendorTermsView,
  }),
  planObjectives: operation({
    id: "planObjectives",
    method: "POST",
    path: "/objective-plans",
    tag,
    summary: "See what files of objectives would change, and what that would have meant; saves nothing",
    useCase: planObjectives,
    output: ObjectivesPlan,
  }),
  applyObjectives: operation({
    id: "applyObjectives",
    method: "POST",
    path: "/objective-plans/apply",
    tag,
    summary: "Do what a plan said, all of it or nothing",
    useCase: applyObjectives,
    output: AppliedObjectives,
  }),
  setStepPlan: operation({
    id: "setStepPlan",
    method: "PUT",
    path: "/objectives/{slug}/step-plan",
    tag,
    summary: "Plan the steps by which an objective's target moves, or end the plan",
    useCase: setStepPlan,
    output: z.object({ stepPlan: StepPlanView.nullable() }),
  }),
  takeStep: operation({
    id: "takeStep",
    method: "POST",
    path: "/objectives/{slug}/steps",
    tag,
    summary: "Move an objective's target to the next step of its plan, when its criteria are met",
    useCase: takeStep,
    output: ObjectiveView,
  }),
  pushCounts: operation({
    id: "pushCounts",
    method: "POST",
    path: "/objective-counts",
    tag,
    summary: "Send counts of good and bad events of a stream, whole or sampled with their probability",
    useCase: pushCounts,
    output: PushedCounts,
  }),
  exportObjectives: operation({
    id: "exportObjectives",
    method: "GET",
    path: "/objective-export",
    tag,
    summary: "Get objectives as OpenSLO, Sloth, Prometheus rules or a file of the product's own kind",
    useCase: exportObjectives,
    output: ExportedObjectives,
  }),
  exportObjectiveList: exportOperation({
    id: "exportObjectiveList",
    rows: "objectives",
    tag,
    useCase: exportObjectiveList,
    row: ObjectiveView,
  }),
};
