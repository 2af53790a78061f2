import { operation } from "@/lib/platform/http/operation";
import { ObjectiveDetail, ObjectiveList, ObjectivePreview, ObjectiveView, TimeAccountView } from "./contract";
import { createObjective } from "./use-cases/create-objective";
import { editObjective } from "./use-cases/edit-objective";
import { previewObjective } from "./use-cases/preview-objective";
import { getObjective, listObjectives } from "./use-cases/read-objectives";
import { getTimeAccount } from "./use-cases/read-time-account";
import { retireObjective } from "./use-cases/retire-objective";

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
};
