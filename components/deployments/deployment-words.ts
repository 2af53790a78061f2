import type { Status } from "@/components/feedback/status";
import type { DeploymentAuthorization, DeploymentView } from "@/lib/deployments/contract";

export const kindWords: Readonly<Record<DeploymentView["kind"], string>> = {
  normal: "Normal",
  rollback: "Rollback",
  hotfix: "Hotfix",
  redeploy: "Redeploy",
  emergency: "Emergency",
  flag_only: "Flag only",
};

export const originWords: Readonly<Record<DeploymentView["origin"], string>> = {
  rollout: "Rollout",
  rollback: "Rollback",
  pipeline: "Pipeline",
  import: "Import",
};

export const authorizationWords: Readonly<Record<DeploymentAuthorization, { label: string; status: Status }>> = {
  authorized: { label: "Authorized", status: "healthy" },
  unauthorized: { label: "Unauthorized", status: "at_risk" },
  not_required: { label: "Needs no ticket", status: "neutral" },
};

/** Names of stages of a lead time. */
export const stageWords: Readonly<Record<string, string>> = {
  coding: "Coding",
  pickup: "Waiting for review",
  review: "Review",
  merge_wait: "Waiting to be merged",
  build: "Build",
  test: "Test",
  approval: "Approval",
  data_preparation: "Data preparation",
  deploy_wait: "Waiting to be deployed",
  deploy: "Deploy",
};
