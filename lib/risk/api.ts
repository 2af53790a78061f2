import { operation } from "@/lib/platform/http/operation";
import { DeploymentRisk, RiskModelView, RiskOverview, RiskView } from "./contract";
import { assessChange, getDeploymentRisk } from "./use-cases/assess-change";
import { getRiskOverview } from "./use-cases/read-overview";
import { trainRiskModel } from "./use-cases/train-model";

const tag = "Risk";

export const riskOperations = {
  assessChange: operation({
    id: "assessChange",
    method: "GET",
    path: "/risk/assessment",
    tag,
    summary: "Assess the next change of a service before it ships",
    useCase: assessChange,
    output: RiskView,
  }),
  getDeploymentRisk: operation({
    id: "getDeploymentRisk",
    method: "GET",
    path: "/risk/deployments/{id}",
    tag,
    summary: "Get the risk of a deployment and what was said of it when it began",
    useCase: getDeploymentRisk,
    output: DeploymentRisk,
  }),
  getRiskOverview: operation({
    id: "getRiskOverview",
    method: "GET",
    path: "/risk/model",
    tag,
    summary: "Get the risk model, its calibration and its newest scores",
    useCase: getRiskOverview,
    output: RiskOverview,
  }),
  trainRiskModel: operation({
    id: "trainRiskModel",
    method: "POST",
    path: "/risk/model",
    tag,
    summary: "Train a new version of the risk model",
    useCase: trainRiskModel,
    output: RiskModelView,
    status: 201,
  }),
};
