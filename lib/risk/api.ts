import { operation } from "@/lib/platform/http/operation";
import { CalibrationRows, DeploymentRisk, RiskModelView, RiskOverview, RiskView } from "./contract";
import { assessChange, getDeploymentRisk } from "./use-cases/assess-change";
import { listCalibrationRows } from "./use-cases/read-calibration-rows";
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
  listCalibrationRows: operation({
    id: "listCalibrationRows",
    method: "GET",
    path: "/risk/model/rows",
    tag,
    summary: "List the changes that a group of a reliability curve is made of",
    useCase: listCalibrationRows,
    output: CalibrationRows,
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
