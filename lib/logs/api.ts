import { operation } from "@/lib/platform/http/operation";
import { DeploymentLogs } from "./contract";
import { getDeploymentLogs } from "./use-cases/get-deployment-logs";

export const logOperations = {
  getDeploymentLogs: operation({
    id: "getDeploymentLogs",
    method: "GET",
    path: "/deployments/{id}/logs",
    tag: "Deployments",
    summary: "Get error lines around a deployment from each log system",
    useCase: getDeploymentLogs,
    output: DeploymentLogs,
  }),
};
