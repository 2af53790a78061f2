import { z } from "zod";
import { operation } from "@/lib/platform/http/operation";
import { TargetView } from "./target-contract";
import { createTarget } from "./use-cases/create-target";
import { editTarget } from "./use-cases/edit-target";
import { getTarget, listTargets } from "./use-cases/read-targets";
import { requestTargetTest } from "./use-cases/request-target-test";

const tag = "Targets";

export const trafficOperations = {
  listTargets: operation({
    id: "listTargets",
    method: "GET",
    path: "/targets",
    tag,
    summary: "List targets",
    useCase: listTargets,
    output: z.object({ items: z.array(TargetView) }),
  }),
  createTarget: operation({
    id: "createTarget",
    method: "POST",
    path: "/targets",
    tag,
    summary: "Create a target",
    useCase: createTarget,
    output: TargetView,
    status: 201,
  }),
  getTarget: operation({
    id: "getTarget",
    method: "GET",
    path: "/targets/{id}",
    tag,
    summary: "Get a target",
    useCase: getTarget,
    output: TargetView,
  }),
  editTarget: operation({
    id: "editTarget",
    method: "PATCH",
    path: "/targets/{id}",
    tag,
    summary: "Edit a target",
    useCase: editTarget,
    output: TargetView,
  }),
  testTarget: operation({
    id: "testTarget",
    method: "POST",
    path: "/targets/{id}/test",
    tag,
    summary: "Test the connection of a target",
    useCase: requestTargetTest,
    output: z.object({ requested: z.literal(true) }),
    status: 202,
  }),
};
