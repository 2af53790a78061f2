import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import { DeploymentDetail, DeploymentPage, DeploymentView, ImportResult } from "./contract";
import { exportDeployments } from "./use-cases/export-deployments";
import { importDeployments } from "./use-cases/import-deployments";
import { getDeployment, listDeployments } from "./use-cases/read-deployments";

const tag = "Deployments";

export const deploymentOperations = {
  listDeployments: operation({
    id: "listDeployments",
    method: "GET",
    path: "/deployments",
    tag,
    summary: "List deployments, newest first",
    useCase: listDeployments,
    output: DeploymentPage,
  }),
  importDeployments: operation({
    id: "importDeployments",
    method: "POST",
    path: "/deployments/import",
    tag,
    summary: "Import up to 500 deployments that other systems made: all or none",
    useCase: importDeployments,
    output: ImportResult,
  }),
  getDeployment: operation({
    id: "getDeployment",
    method: "GET",
    path: "/deployments/{id}",
    tag,
    summary: "Get a deployment with what it brought, its way through the pipeline, and its incidents",
    useCase: getDeployment,
    output: DeploymentDetail,
  }),
  exportDeployments: exportOperation({
    id: "exportDeployments",
    rows: "deployments",
    tag,
    useCase: exportDeployments,
    row: DeploymentView,
  }),
};
