import { z } from "zod";
import { operation } from "@/lib/platform/http/operation";
import { CheckDetail, CheckList, CheckView, RolloutRuns } from "./contract";
import { createCheck } from "./use-cases/create-check";
import { editCheck } from "./use-cases/edit-check";
import { getCheck, listChecks, listDeploymentRuns, listRolloutRuns } from "./use-cases/read-checks";
import { runCheckNow } from "./use-cases/run-check-now";

const tag = "Synthetic checks";

export const syntheticOperations = {
  listChecks: operation({
    id: "listSyntheticChecks",
    method: "GET",
    path: "/synthetics",
    tag,
    summary: "List synthetic checks with how they are",
    useCase: listChecks,
    output: CheckList,
  }),
  createCheck: operation({
    id: "createSyntheticCheck",
    method: "POST",
    path: "/synthetics",
    tag,
    summary: "Create a synthetic check",
    useCase: createCheck,
    output: CheckView,
    status: 201,
  }),
  getCheck: operation({
    id: "getSyntheticCheck",
    method: "GET",
    path: "/synthetics/{slug}",
    tag,
    summary: "Get a synthetic check with its newest runs and failures",
    useCase: getCheck,
    output: CheckDetail,
  }),
  editCheck: operation({
    id: "editSyntheticCheck",
    method: "PATCH",
    path: "/synthetics/{slug}",
    tag,
    summary: "Edit a synthetic check, or put it out of use",
    useCase: editCheck,
    output: CheckView,
  }),
  runCheckNow: operation({
    id: "runSyntheticCheck",
    method: "POST",
    path: "/synthetics/{slug}/run",
    tag,
    summary: "Ask for one run of a synthetic check now",
    useCase: runCheckNow,
    output: z.object({ requested: z.literal(true) }),
    status: 202,
  }),
  listRolloutRuns: operation({
    id: "listRolloutSyntheticRuns",
    method: "GET",
    path: "/rollouts/{id}/synthetic-runs",
    tag,
    summary: "List the journeys made before, during and after a rollout",
    useCase: listRolloutRuns,
    output: RolloutRuns,
  }),
  listDeploymentRuns: operation({
    id: "listDeploymentSyntheticRuns",
    method: "GET",
    path: "/deployments/{id}/synthetic-runs",
    tag,
    summary: "List the journeys made before and after a deployment",
    useCase: listDeploymentRuns,
    output: RolloutRuns,
  }),
};
